package reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Header;
import org.apache.camel.Route;
import testing.Backbone;
import testing.OperatorClient;

/** An application whose properties and handlers are files, which a test changes and reloads. */
final class Shop implements AutoCloseable {
    static final String ROUTES = """
            camel.route-template[publish-orders].template-id = publish
            camel.route-template[publish-orders].from        = platform-http:/events/orders
            camel.route-template[publish-orders].topic       = orders
            camel.route-template[publish-orders].type        = OrderPlaced

            camel.route-template[orders-to-billing].template-id = fan-out
            camel.route-template[orders-to-billing].topic       = orders
            camel.route-template[orders-to-billing].queue       = billing
            camel.route-template[orders-to-billing].types       = OrderPlaced

            camel.route-template[billing].template-id = polling-consumer
            camel.route-template[billing].queue       = billing
            camel.route-template[billing].handler     = direct:invoice
            camel.route-template[billing].concurrency = {{billing.concurrency}}

            billing.concurrency = 10
            """;

    static final String BILL = """
            - route:
                id: invoice
                from:
                  uri: direct:invoice
                  steps:
                    - bean:
                        ref: seen
                        method: first
            """;

    private static final String TOKEN = "an-operators-token";

    private final Path folder;
    private final HandledEvents seen = new HandledEvents();
    private Backbone backbone;

    Shop(Path folder) {
        this.folder = folder;
    }

    /** The events that the handlers have received. */
    public static final class HandledEvents {
        private final Queue<String> first = new ConcurrentLinkedQueue<>();
        private final Queue<String> second = new ConcurrentLinkedQueue<>();
        private volatile CountDownLatch hold = new CountDownLatch(0);

        public void first(@Header("ce-id") String id) throws InterruptedException {
            hold.await();
            first.add(id);
        }

        public void second(@Header("ce-id") String id) {
            second.add(id);
        }
    }

    /** Starts the application, and returns once the first handler has received an event. */
    Shop start(String properties, String handlers) throws Exception {
        write(properties);
        handlers(handlers);
        backbone = Backbone.reading(folder.resolve("shop.properties"))
                .property("console.act.token", TOKEN)
                .bind("seen", seen)
                .start();
        await().untilAsserted(
                        () -> assertThat(publish("/events/orders").statusCode()).isEqualTo(202));
        await().untilAsserted(() -> assertThat(seen.first).isNotEmpty());
        seen.first.clear();
        return this;
    }

    @Override
    public void close() {
        goOn();
        if (backbone != null) {
            backbone.close();
        }
    }

    Backbone backbone() {
        return backbone;
    }

    Queue<String> first() {
        return seen.first;
    }

    Queue<String> second() {
        return seen.second;
    }

    /** Makes the first handler hang from now on. */
    void hold() {
        seen.hold = new CountDownLatch(1);
    }

    void goOn() {
        seen.hold.countDown();
    }

    void write(String properties) throws Exception {
        Files.writeString(folder.resolve("shop.properties"), properties);
    }

    void handlers(String yaml) throws Exception {
        write("routes/bill.camel.yaml", yaml);
    }

    void write(String name, String content) throws Exception {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
    }

    OperatorClient operator() {
        return new OperatorClient(backbone.http(), TOKEN);
    }

    JsonNode reload() throws Exception {
        return operator().post("/reload", null, "/caravan/reload");
    }

    CompletableFuture<JsonNode> reloading() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return reload();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    HttpResponse<String> tryToReload() throws Exception {
        return operator().send("POST", "/reload", null);
    }

    /** Reloads, and asserts that the reload is refused with this text in its answer. */
    void refused(String text) throws Exception {
        HttpResponse<String> answer = tryToReload();
        assertThat(answer.statusCode()).as(text + ": " + answer.body()).isEqualTo(422);
        assertThat(new ObjectMapper().readTree(answer.body()).path("detail").asText())
                .contains(text);
    }

    HttpResponse<String> publish(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(backbone.http().resolve(path))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"amount\":42}"))
                                .build(),
                        BodyHandlers.ofString());
    }

    /** Publishes an event and returns the id under which it was accepted. */
    String published(String path) throws Exception {
        HttpResponse<String> answer = publish(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return new ObjectMapper().readTree(answer.body()).path("id").asText();
    }

    String state(String route) {
        return String.valueOf(backbone.context().getRouteController().getRouteStatus(route));
    }

    /** The running routes, by their ids. */
    Map<String, Route> routes() {
        Map<String, Route> routes = new ConcurrentHashMap<>();
        backbone.context().getRoutes().forEach(route -> routes.put(route.getId(), route));
        return routes;
    }
}
