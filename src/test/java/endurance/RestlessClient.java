package endurance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/** A client of an inbox whose connection breaks repeatedly, before or after it has answered an event. */
final class RestlessClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ONE_OF = 6;
    private static final int MILLIS_BEFORE_AGAIN = 100;

    private final HttpClient http;
    private final URI address;
    private final String name;
    private final String token;
    private final Random random;
    private final ScheduledExecutorService clock;
    private final AtomicInteger cutsLeft;
    private final Set<String> received = ConcurrentHashMap.newKeySet();
    private final Set<String> foreign = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    /**
     * @param server the address of the server with its inbox
     * @param seed decides when connections break
     * @param cuts how many more connections may break, of all clients together
     */
    RestlessClient(
            HttpClient http,
            URI server,
            String name,
            String secret,
            long seed,
            ScheduledExecutorService clock,
            AtomicInteger cuts) {
        this.http = http;
        this.address = URI.create("ws://%s/inbox/%s".formatted(server.getAuthority(), name));
        this.name = name;
        this.token = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, secret).hmacHex(name);
        this.random = new Random(seed);
        this.clock = clock;
        this.cutsLeft = cuts;
    }

    String name() {
        return name;
    }

    /** The ids of the events that it has got. */
    Set<String> received() {
        return received;
    }

    /** The ids of events that belong to other clients. */
    Set<String> foreign() {
        return foreign;
    }

    void connect() {
        http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols("cloudevents.json")
                .buildAsync(address, new Connection())
                .whenComplete((socket, failure) -> {
                    if (failure != null) {
                        connectAgain();
                    }
                });
    }

    /** Makes the client stay away once its connection ends. */
    void leave() {
        leaving = true;
    }

    private void connectAgain() {
        if (!leaving) {
            clock.schedule(this::connect, MILLIS_BEFORE_AGAIN, TimeUnit.MILLISECONDS);
        }
    }

    private final class Connection implements WebSocket.Listener {
        private final StringBuilder frame = new StringBuilder();
        private boolean ended;

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                String text = frame.toString();
                frame.setLength(0);
                return arrived(socket, text);
            }
            socket.request(1);
            return null;
        }

        private CompletionStage<?> arrived(WebSocket socket, String text) {
            String id = noted(text);
            boolean breaks = random.nextInt(ONE_OF) == 0 && cutsLeft.getAndDecrement() > 0;
            if (breaks && random.nextBoolean()) {
                cut(socket);
                return null;
            }
            return socket.sendText("{\"received\":\"%s\"}".formatted(id), true).whenComplete((sent, failure) -> {
                if (breaks) {
                    cut(socket);
                } else {
                    socket.request(1);
                }
            });
        }

        private String noted(String text) {
            try {
                JsonNode event = JSON.readTree(text);
                String id = event.path("id").asText();
                if (event.path("subject").asText().equals(name)) {
                    received.add(id);
                } else {
                    foreign.add(text);
                }
                return id;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Cuts the connection without a closing handshake, as if the network had failed. */
        private void cut(WebSocket socket) {
            socket.abort();
            end();
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            end();
        }

        private synchronized void end() {
            if (!ended) {
                ended = true;
                connectAgain();
            }
        }
    }
}
