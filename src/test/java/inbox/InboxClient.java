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

/** A client of an inbox as any program is one: the JDK's WebSocket, and what it has got. */
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

    /** How a client asks to be let in. */
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

        /** A client whose host takes what its buffers hold, and no more. */
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

    /** What it has got, errors too. */
    List<JsonNode> frames() {
        return frames;
    }

    /** The ids of the events that it has got, in their order. */
    List<String> ids() {
        return frames.stream()
                .filter(frame -> frame.has("specversion"))
                .map(frame -> frame.get("id").asText())
                .toList();
    }

    /** What it was told of its mistakes. */
    List<String> errors() {
        return frames.stream()
                .filter(frame -> frame.has("error"))
                .map(frame -> frame.get("error").asText())
                .toList();
    }

    /** Waits until it has got so many events. */
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

    /** A text in several frames. */
    void say(String first, String second) {
        socket.sendText(first, false).join();
        socket.sendText(second, true).join();
    }

    void sayBytes(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** A client that did not read begins to. */
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

    /** Cuts the connection without a word. */
    void cut() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
