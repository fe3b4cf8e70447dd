/** What is asked of results after faults: each promise an object. */
package dev.millrace.system.guarantee;
