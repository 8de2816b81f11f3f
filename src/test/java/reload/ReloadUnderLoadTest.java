package reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import testing.Backbone;
import testing.OperatorClient;
import testing.OwnThreads;

/** The cost of reloads for publishers, and for the process itself. */
class ReloadUnderLoadTest {
    private static final int PUBLISHERS = 4;
    private static final String TOKEN = "an-operators-token";

    @TempDir
    private Path folder;

    private Backbone backbone;

    /** The events that handlers got, with repetitions. */
    public static final class Events {
        private final Queue<String> handled = new ConcurrentLinkedQueue<>();

        public void one(@Header("ce-id") String id) {
            handled.add(id);
        }

        public void other(@Header("ce-id") String id) {
            handled.add(id);
        }
    }

    @AfterEach
    void stop() {
        if (backbone != null) {
            backbone.close();
        }
    }

    /** Writes the routes after these numbers of changes of the consumer, the publisher, the filter and the handler. */
    private void write(int consumer, int publisher, int filter, int handler) throws Exception {
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(
                folder.resolve("shop.properties"),
                Shop.ROUTES
                                .replace("billing.concurrency = 10", "billing.concurrency = " + (10 + consumer))
                                .replace("types       = OrderPlaced", "types       = OrderPlaced, T" + filter)
                        + "camel.route-template[publish-orders].batchSize = " + (10 - publisher) + "\n");
        Files.writeString(
                folder.resolve("routes/bill.camel.yaml"),
                Shop.BILL.replace("method: first", "method: " + (handler % 2 == 0 ? "one" : "other")));
    }

    private void reload() throws Exception {
        new OperatorClient(backbone.http(), TOKEN).post("/reload", null, "/caravan/reload");
    }

    private Backbone started(Events events) throws Exception {
        write(0, 0, 0, 0);
        backbone = Backbone.reading(folder.resolve("shop.properties"))
                .property("console.act.token", TOKEN)
                .bind("seen", events)
                .start();
        await().untilAsserted(() ->
                assertThat(published(HttpClient.newHttpClient()).statusCode()).isEqualTo(202));
        return backbone;
    }

    private HttpResponse<String> published(HttpClient http) throws Exception {
        return http.send(
                HttpRequest.newBuilder(backbone.http().resolve("/events/orders"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"amount\":42}"))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void every_accepted_event_is_handled_once_and_every_other_request_gets_a_retry_after() throws Exception {
        Events events = new Events();
        started(events);
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        AtomicBoolean going = new AtomicBoolean(true);
        List<CompletableFuture<Void>> publishers = IntStream.range(0, PUBLISHERS)
                .mapToObj(publisher -> CompletableFuture.runAsync(
                        () -> publish(going, accepted, refused), task -> new Thread(task).start()))
                .toList();

        for (int change = 1; change <= 20; change++) {
            write((change + 3) / 4, (change + 2) / 4, (change + 1) / 4, change / 4);
            reload();
            int before = accepted.size();
            await().until(() -> accepted.size() > before);
        }
        going.set(false);
        for (CompletableFuture<Void> publisher : publishers) {
            publisher.get(60, TimeUnit.SECONDS);
        }

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(events.handled).containsAll(accepted));
        // A path whose route is being replaced asks for one second. A route whose topic has a subscriber that has not
        // started yet asks for five.
        assertThat(refused).allMatch(answer -> answer.equals("503 1") || answer.equals("503 5"));
        assertThat(events.handled).doesNotHaveDuplicates();
        assertThat(deliveries("failed")).isZero();
        assertThat(deliveries("dead")).isZero();
    }

    private void publish(AtomicBoolean going, Set<String> accepted, Queue<String> refused) {
        HttpClient http = HttpClient.newHttpClient();
        ObjectMapper json = new ObjectMapper();
        while (going.get()) {
            try {
                HttpResponse<String> answer = published(http);
                if (answer.statusCode() == 202) {
                    accepted.add(json.readTree(answer.body()).path("id").asText());
                } else {
                    refused.add(answer.statusCode() + " "
                            + answer.headers().firstValue("Retry-After").orElse("never"));
                }
            } catch (Exception e) {
                refused.add(e.toString());
            }
        }
    }

    private double deliveries(String end) {
        MeterRegistry meters = backbone.context().getRegistry().findSingleByType(MeterRegistry.class);
        return meters.find("caravan.deliveries").tag("end", end).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void a_hundred_reloads_leave_threads_beans_and_metrics_as_they_were() throws Exception {
        OwnThreads threads = new OwnThreads();
        Events events = new Events();
        threads.run(() -> {
            try {
                started(events);
                for (int change = 1; change <= 4; change++) {
                    write(change % 2, change % 2, change % 2, change);
                    reload();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        List<String> before = left();
        Set<String> names = names(threads);
        long alive = alive(threads);

        for (int change = 1; change <= 100; change++) {
            // A consumer takes a second to stop, because of its long poll, so only every tenth reload changes it.
            int tenth = change / 10 % 2;
            write(tenth, change % 2, tenth, change);
            reload();
        }

        await().untilAsserted(() -> assertThat(left()).hasSameElementsAs(before));
        // Some of the earlier threads have ended meanwhile, because they were idle.
        await().untilAsserted(() -> assertThat(names(threads)).isSubsetOf(names));
        await().untilAsserted(() -> assertThat(alive(threads)).isLessThanOrEqualTo(alive));
    }

    /** The number of live threads, without those of the server, which begins with few threads and has at most a hundred. */
    private static long alive(OwnThreads threads) {
        return threads.alive().stream()
                .filter(thread -> !thread.getName().startsWith("vert.x-worker-thread"))
                .count();
    }

    private static Set<String> names(OwnThreads threads) {
        return threads.alive().stream()
                .map(thread -> thread.getName().replaceAll("\\d+", "n"))
                .collect(Collectors.toSet());
    }

    /** The names of beans, metrics and endpoints. */
    private List<String> left() {
        List<String> left = new ArrayList<>();
        backbone.context()
                .getRegistry()
                .findByTypeWithName(Object.class)
                .keySet()
                .forEach(left::add);
        MeterRegistry meters = backbone.context().getRegistry().findSingleByType(MeterRegistry.class);
        meters.getMeters().forEach(meter -> left.add(meter.getId().toString()));
        backbone.context().getEndpoints().stream()
                .map(endpoint -> endpoint.getEndpointUri().replaceAll("subscription-\\d+", "subscription-n"))
                .forEach(left::add);
        return left;
    }
}
