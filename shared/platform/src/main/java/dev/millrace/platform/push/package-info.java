/** What gateway and ingest-service say to each other about a push; {@link dev.millrace.platform.push.PushProtocol} is the place to start. */
package dev.millrace.platform.push;
