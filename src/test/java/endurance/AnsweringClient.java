package endurance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/** A client of an inbox that answers each event at once, and records how long the event was on its way. */
final class AnsweringClient implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final List<String> foreign = new CopyOnWriteArrayList<>();
    private final List<Long> nanos = new CopyOnWriteArrayList<>();
    private final StringBuilder frame = new StringBuilder();
    private WebSocket socket;

    /** The chain of answers: a WebSocket accepts the next text only once the text before is sent. */
    private CompletableFuture<WebSocket> answers;

    private AnsweringClient(String name) {
        this.name = name;
    }

    static AnsweringClient connect(HttpClient http, URI server, String name, String secret) {
        AnsweringClient client = new AnsweringClient(name);
        String token = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, secret).hmacHex(name);
        client.socket = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols("cloudevents.json")
                .buildAsync(URI.create("ws://%s/inbox/%s".formatted(server.getAuthority(), name)), client)
                .join();
        return client;
    }

    String name() {
        return name;
    }

    /** The ids of the events, in the order of their arrival. */
    List<String> ids() {
        return ids;
    }

    /** The subjects of events that belong to other clients. */
    List<String> foreign() {
        return foreign;
    }

    /** How long each event was on its way. */
    List<Long> nanos() {
        return nanos;
    }

    void forgetTimes() {
        nanos.clear();
    }

    void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Override
    public void onOpen(WebSocket opened) {
        answers = CompletableFuture.completedFuture(opened);
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        frame.append(data);
        if (last) {
            long now = System.nanoTime();
            arrived(frame.toString(), now);
            frame.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void arrived(String text, long now) {
        try {
            JsonNode event = JSON.readTree(text);
            if (!event.has("id") || event.has("error")) {
                foreign.add(text);
                return;
            }
            String id = event.path("id").asText();
            ids.add(id);
            nanos.add(now - event.at("/data/sent").asLong());
            if (!event.path("subject").asText().equals(name)) {
                foreign.add(event.path("subject").asText());
            }
            String answer = JSON.writeValueAsString(JSON.createObjectNode().put("received", id));
            answers = answers.thenCompose(ready -> ready.sendText(answer, true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
