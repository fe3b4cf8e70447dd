/** One job done end to end, from Kafka to Kafka, by the platform, by a hand-written loop and by three stream processors. */
package dev.millrace.benchmarks.compare;
