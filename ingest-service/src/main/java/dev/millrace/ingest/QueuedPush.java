package dev.millrace.ingest;

import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.push.PushRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;

/**
 * One message of a push that was accepted and waits to be written.
 *
 * @param request its headers
 * @param stream the stream as it was when the message was accepted
 * @param body the user's bytes, owned by this message
 * @param message to be answered with the outcome; null where the outcome goes to the gateway's own address
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record QueuedPush(PushRequest request, StreamRef stream, byte[] body, Message<Buffer> message) {}
