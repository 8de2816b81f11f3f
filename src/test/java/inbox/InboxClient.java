package inbox;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A client of an inbox, built on the JDK's WebSocket, which records what it receives. */
final class InboxClient implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final boolean reads;
    private WebSocket socket;

    private InboxClient(boolean reads) {
        this.reads = reads;
    }

    /** A request to connect. */
    static final class Request {
        private final URI address;
        private final WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(PATIENCE);
        private String first = "cloudevents.json";
        private final List<String> others = new ArrayList<>();
        private boolean reads = true;

        Request(URI address) {
            this.address = address;
        }

        Request token(String token) {
            return header("Authorization", "Bearer " + token);
        }

        Request header(String name, String value) {
            builder.header(name, value);
            return this;
        }

        Request protocols(String protocol, String... further) {
            first = protocol;
            others.addAll(List.of(further));
            return this;
        }

        /** Makes a client that does not read, so that only its host's buffers receive data. */
        Request withoutReading() {
            reads = false;
            return this;
        }

        InboxClient connect() throws Exception {
            InboxClient client = new InboxClient(reads);
            if (first != null) {
                builder.subprotocols(first, others.toArray(String[]::new));
            }
            client.socket = builder.buildAsync(address, client).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return client;
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reads) {
            opened.request(Long.MAX_VALUE);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        part.append(text);
        if (last) {
            try {
                frames.add(JSON.readTree(part.toString()));
            } catch (JsonProcessingException e) {
                end.completeExceptionally(e);
            }
            part.setLength(0);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        end.completeExceptionally(failure);
    }

    /** All received frames, including errors. */
    List<JsonNode> frames() {
        return frames;
    }

    /** The ids of the received events, in their order. */
    List<String> ids() {
        return frames.stream()
                .filter(frame -> frame.has("specversion"))
                .map(frame -> frame.get("id").asText())
                .toList();
    }

    /** The received errors. */
    List<String> errors() {
        return frames.stream()
                .filter(frame -> frame.has("error"))
                .map(frame -> frame.get("error").asText())
                .toList();
    }

    /** Waits for this number of events. */
    List<String> awaitIds(int count) {
        await().until(() -> ids().size() >= count || end.isDone());
        return ids();
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    void received(String id) {
        say("{\"received\":\"" + id + "\"}");
    }

    void failed(String id, String reason) {
        say("{\"failed\":\"" + id + "\",\"reason\":\"" + reason + "\"}");
    }

    void say(String text) {
        socket.sendText(text, true).join();
    }

    /** Sends a text in two frames. */
    void say(String first, String second) {
        socket.sendText(first, false).join();
        socket.sendText(second, true).join();
    }

    void sayBytes(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** Makes a client that did not read begin to read. */
    void read() {
        socket.request(Long.MAX_VALUE);
    }

    /** The code and the reason of the close frame that the server has sent. */
    String end() throws Exception {
        return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    boolean isOpen() {
        return !end.isDone();
    }

    /** Cuts the connection without a close frame. */
    void cut() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
