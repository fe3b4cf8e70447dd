/** What runs for each event, class by class, for JMH; beside each a yardstick where there is one. */
package dev.millrace.benchmarks.hot;
