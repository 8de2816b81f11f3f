package endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import local.faults.AwsProxy;
import local.faults.Call;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import testing.Backbone;
import topology.Topology;
import topology.provisioning.ClientQueues;

/**
 * 300 clients are connected behind an inbox-router, and each gets an event every three seconds. The test prints how
 * long an event is on its way, the calls to AWS for an event, and the memory of a client.
 *
 * <p>{@code mvn verify -Dendurance=long -Dit.test=ManyClientsIT}; {@code -Dendurance.clients} and {@code -Dendurance.seconds}
 * change its size.
 */
@EnabledIfSystemProperty(named = "endurance", matches = "long")
class ManyClientsIT {
    private static final int CLIENTS = Integer.getInteger("endurance.clients", 300);
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("endurance.seconds", 60));
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SECRET = "a secret of 32 characters or more";
    private static final String ROUTES = """
            camel.main.name = many
            camel.component.aws2-sqs.wait-time-seconds = 20
            camel.route-template[in].template-id     = publish
            camel.route-template[in].from            = direct:in
            camel.route-template[in].topic           = orders
            camel.route-template[in].type            = OrderPlaced
            camel.route-template[in].subject         = ${header.client}
            camel.route-template[orders].template-id = fan-out
            camel.route-template[orders].topic       = orders
            camel.route-template[orders].queue       = for-clients
            camel.route-template[router].template-id = inbox-router
            camel.route-template[router].queue       = for-clients
            camel.route-template[router].inbox       = app
            camel.route-template[router].clients     = ${header.ce-subject}
            camel.route-template[router].concurrency = 50
            camel.route-template[app].template-id    = inbox
            camel.route-template[app].inbox          = app
            camel.route-template[app].path           = /inbox/{client}
            camel.route-template[app].secret         = %s
            """.formatted(SECRET);

    private final List<AnsweringClient> clients = new ArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();

    @Test
    void every_event_reaches_its_client_once() throws Exception {
        try (Backbone backbone = Backbone.of(ROUTES).start()) {
            await().atMost(PATIENCE)
                    .until(() -> Stream.of("inbox-queues", "in", "router", "app")
                            .allMatch(route -> backbone.context()
                                    .getRouteController()
                                    .getRouteStatus(route)
                                    .isStarted()));
            makeQueues(backbone);
            long before = usedMemory();
            connect(backbone.http());
            long connected = usedMemory();
            publish(backbone.context().createProducerTemplate(), WARM_UP);
            awaitAll();
            sent.set(0);
            clients.forEach(AnsweringClient::forgetTimes);
            backbone.cloud().reset();

            publish(backbone.context().createProducerTemplate(), MEASURED);
            awaitAll();

            String report = report(backbone, connected - before);
            System.out.println(report);
            Files.createDirectories(Path.of("target", "endurance"));
            Files.writeString(Path.of("target", "endurance", "many-clients.txt"), report);
            clients.forEach(AnsweringClient::close);
        }
        assertThat(clients).allSatisfy(client -> assertThat(client.ids()).doesNotHaveDuplicates());
        assertThat(clients).allSatisfy(client -> assertThat(client.foreign()).isEmpty());
    }

    private void awaitAll() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(received()).hasSize(sent.get()));
    }

    private static void makeQueues(Backbone backbone) {
        Topology topology = Topology.of(backbone.context());
        ClientQueues queues =
                new ClientQueues(backbone.aws().sqs(), backbone.aws().sns());
        names().forEach(client ->
                queues.make(topology, topology.inboxes().named("app").orElseThrow(), client));
    }

    private void connect(URI server) {
        HttpClient http = HttpClient.newHttpClient();
        names().forEach(client -> clients.add(AnsweringClient.connect(http, server, client, SECRET)));
    }

    private static Stream<String> names() {
        return IntStream.rangeClosed(1, CLIENTS).mapToObj(number -> "client-" + number);
    }

    /** Publishes events. Those of one client are evenly spread over the time, those of different clients over the interval. */
    private void publish(ProducerTemplate template, Duration time) throws InterruptedException {
        long nanosBetween = BETWEEN.toNanos() / CLIENTS;
        int events = (int) (time.toNanos() / nanosBetween);
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(8);
        AtomicInteger failures = new AtomicInteger();
        for (int number = 0; number < events; number++) {
            String client = clients.get(number % CLIENTS).name();
            clock.schedule(
                    () -> {
                        try {
                            template.sendBodyAndHeaders(
                                    "direct:in",
                                    "{\"sent\":%d}".formatted(System.nanoTime()),
                                    Map.of("client", client, "Content-Type", "application/json"));
                            sent.incrementAndGet();
                        } catch (RuntimeException e) {
                            failures.incrementAndGet();
                        }
                    },
                    number * nanosBetween,
                    TimeUnit.NANOSECONDS);
        }
        clock.shutdown();
        assertThat(clock.awaitTermination(time.plus(PATIENCE).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(failures).hasValue(0);
    }

    private List<Long> received() {
        return clients.stream()
                .flatMap(client -> client.nanos().stream())
                .sorted()
                .toList();
    }

    private String report(Backbone backbone, long memory) {
        List<Long> nanos = received();
        StringBuilder report = new StringBuilder("%d clients, an event each every %d s, %d events in %d s%n"
                .formatted(CLIENTS, BETWEEN.toSeconds(), sent.get(), MEASURED.toSeconds()));
        report.append("from publish to client, ms: p50 %s, p99 %s, most %s%n"
                .formatted(millis(nanos, 0.5), millis(nanos, 0.99), millis(nanos, 1)));
        report.append("memory of a connected client: %d KB%n".formatted(memory / CLIENTS / 1024));
        Map<String, AwsProxy> services = new TreeMap<>(Map.of(
                "SQS", backbone.cloud().sqs(),
                "SNS", backbone.cloud().sns(),
                "DynamoDB", backbone.cloud().dynamoDb()));
        services.forEach((name, service) -> report.append(calls(name, service.calls())));
        return report.toString();
    }

    private String calls(String service, List<Call> calls) {
        Map<String, Integer> byAction = new TreeMap<>();
        calls.forEach(call -> byAction.merge(call.action(), 1, Integer::sum));
        StringBuilder text = new StringBuilder("%s calls an event: %s%n".formatted(service, anEvent(calls.size())));
        byAction.forEach((action, count) -> text.append("    %s %s%n".formatted(action, anEvent(count))));
        return text.toString();
    }

    private String anEvent(int count) {
        return String.format(Locale.ROOT, "%.2f", (double) count / sent.get());
    }

    private static String millis(List<Long> sorted, double share) {
        int place = Math.max(0, (int) Math.ceil(sorted.size() * share) - 1);
        return String.format(Locale.ROOT, "%.1f", sorted.get(place) / 1_000_000.0);
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
