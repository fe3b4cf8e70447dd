/** What must come out of a job, recomputed plainly, and the comparison of what did with it. */
package dev.millrace.benchmarks.compare.check;
