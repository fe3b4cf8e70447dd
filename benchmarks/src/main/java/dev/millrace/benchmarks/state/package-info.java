/** What state costs. */
package dev.millrace.benchmarks.state;
