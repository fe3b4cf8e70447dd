/** One stream to thousands of subscribers, beside the least that could be done: a loop that writes the same bytes. */
package dev.millrace.benchmarks.subscribe;
