/** Pushes over HTTP beside the least that could be done: a handler that splits lines and sends them to Kafka. */
package dev.millrace.benchmarks.push;
