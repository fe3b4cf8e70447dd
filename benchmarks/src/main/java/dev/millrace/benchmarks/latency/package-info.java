/** How long an event takes from its push to the subscriber. */
package dev.millrace.benchmarks.latency;
