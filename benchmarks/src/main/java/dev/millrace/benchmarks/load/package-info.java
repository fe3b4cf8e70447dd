/** What the load tests share: events, options, figures, and a platform to load. */
package dev.millrace.benchmarks.load;
