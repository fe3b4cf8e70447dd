/** The job that is compared, and those who do it in processes of their own. */
package dev.millrace.benchmarks.compare.job;
