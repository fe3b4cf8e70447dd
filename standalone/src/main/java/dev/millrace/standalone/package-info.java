/** {@code millrace up}: every service and a broker in one JVM, and the command line. */
package dev.millrace.standalone;
