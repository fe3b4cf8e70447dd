package dev.millrace.ingest;

import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.push.PushRequest;

/**
 * One message of a push that was accepted and waits to be written.
 *
 * @param request its headers
 * @param stream the stream as it was when the message was accepted
 * @param body the user's bytes, owned by this message
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record QueuedPush(PushRequest request, StreamRef stream, byte[] body) {}
