/** Those who filter and map events in processes of their own. */
package dev.millrace.benchmarks.compare.job.map;
