package dev.millrace.gateway.subscribe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads SSE as the HTML standard says, on a thread of its own. */
final class SseClient implements AutoCloseable {

    /**
     * @param event {@code id} for an id-only frame, {@code closed} for the end of the answer
     * @param data lines joined by \n
     */
    record Frame(String id, String event, String data) {}

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int LIMIT_SECONDS = 30;

    private final HttpResponse<java.io.InputStream> response;
    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();

    private SseClient(HttpResponse<java.io.InputStream> response) {
        this.response = response;
        Thread thread = new Thread(this::read, "sse-client");
        thread.setDaemon(true);
        thread.start();
    }

    /** Connects; returns when the head of the answer has come. */
    static SseClient open(URI uri, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return new SseClient(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    HttpResponse<?> response() {
        return response;
    }

    /** The next frame of any kind. */
    Frame next() throws InterruptedException {
        Frame frame = frames.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no frame within " + LIMIT_SECONDS + " s");
        }
        return frame;
    }

    /** The next frame that is not id-only. */
    Frame nextEvent() throws InterruptedException {
        Frame frame = next();
        while (frame.event.equals("id")) {
            frame = next();
        }
        return frame;
    }

    /** So many events, id-only frames left out. */
    List<Frame> take(int count) throws InterruptedException {
        List<Frame> taken = new ArrayList<>();
        while (taken.size() < count) {
            Frame frame = nextEvent();
            if (frame.event.equals("closed")) {
                throw new AssertionError("closed after " + taken.size() + " of " + count + " events");
            }
            taken.add(frame);
        }
        return taken;
    }

    /** Whether anything but id-only frames has come and was not taken. */
    boolean hasMore() {
        return frames.stream().anyMatch(frame -> !frame.event.equals("id"));
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String id = "";
            String event = "";
            StringBuilder data = null;
            boolean any = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    if (data != null) {
                        frames.add(new Frame(id, event.isEmpty() ? "message" : event, data.toString()));
                    } else if (any) {
                        frames.add(new Frame(id, "id", ""));
                    }
                    event = "";
                    data = null;
                    any = false;
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                    any = true;
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = data == null ? new StringBuilder() : data.append('\n');
                    data.append(line, 6, line.length());
                }
            }
        } catch (IOException closed) {
            // Said by the frame below.
        }
        frames.add(new Frame("", "closed", ""));
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
