/** A Kafka broker inside the process, for {@code millrace up} and for tests; no service depends on it. */
package dev.millrace.broker;
