package console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import local.faults.Call;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import testing.Backbone;

/** The console shows live figures, and makes no calls to AWS while nobody looks. */
class LiveFiguresTest {
    private static final String ROUTES = """
            camel.main.name = shop
            camel.route-template[in].template-id         = publish
            camel.route-template[in].from                = direct:in
            camel.route-template[in].topic               = orders
            camel.route-template[to-billing].template-id = fan-out
            camel.route-template[to-billing].topic       = orders
            camel.route-template[to-billing].queue       = billing
            camel.route-template[to-billing].types       = OrderPlaced
            camel.route-template[to-mail].template-id    = fan-out
            camel.route-template[to-mail].topic          = orders
            camel.route-template[to-mail].protocol       = https
            camel.route-template[to-mail].endpoint       = https://caravan:secret@example.com/orders
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = direct:bill
            camel.route-template[billing].maxAttempts    = 2
            camel.route-template[billing].backoff        = 0s
            camel.route-template[billing].maxBackoff     = 1s
            camel.route-template[billing].concurrency    = 3
            camel.route-template[letters].template-id    = dead-letter
            camel.route-template[letters].queue          = billing
            camel.route-template[letters].period         = 1h
            """;

    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private Backbone backbone;
    private Viewer viewer;

    @AfterEach
    void stop() {
        gate.countDown();
        backbone.close();
    }

    @Test
    void the_figures_of_a_route_move_when_events_are_handled() throws Exception {
        start(ROUTES);
        failing.add("bad");
        publish("good");
        publish("bad");

        await().untilAsserted(() -> {
            JsonNode billing = viewer.now("billing");
            assertThat(billing.at("/ends/handled").asInt()).isEqualTo(1);
            assertThat(billing.at("/ends/failed").asInt()).isEqualTo(1);
            assertThat(billing.at("/ends/dead").asInt()).isEqualTo(1);
        });

        JsonNode now = viewer.now();
        JsonNode billing = viewer.now("billing");
        assertThat(billing.path("state").asText()).isEqualTo("running");
        assertThat(billing.at("/handlers/concurrency").asInt()).isEqualTo(3);
        assertThat(billing.path("p50Millis").asDouble()).isPositive();
        assertThat(billing.path("p99Millis").asDouble())
                .isGreaterThanOrEqualTo(billing.path("p50Millis").asDouble());
        assertThat(now.at("/topics/0/published").asInt()).isEqualTo(2);
        assertThat(now.at("/ledger/state").asText()).isEqualTo("up");
        assertThat(Instant.parse(now.path("time").asText())).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void each_delivery_shows_its_event_and_how_it_ended() throws Exception {
        start(ROUTES);
        failing.add("bad");
        publish("good");
        publish("bad");
        await().untilAsserted(
                        () -> assertThat(viewer.deliveries().path("entries")).hasSize(3));

        JsonNode deliveries = viewer.route("billing").path("deliveries");
        JsonNode good = Viewer.entry(deliveries, "end", "handled");
        JsonNode dead = Viewer.entry(deliveries, "end", "dead");
        assertThat(good.path("event").asText()).isEqualTo("id-good");
        assertThat(good.path("type").asText()).isEqualTo("OrderPlaced");
        assertThat(good.path("source").asText()).isEqualTo("/caravan/in");
        assertThat(good.path("attempt").asInt()).isEqualTo(1);
        assertThat(good.path("millis").asDouble()).isPositive();
        assertThat(good.has("cause")).isFalse();
        assertThat(dead.path("event").asText()).isEqualTo("id-bad");
        assertThat(dead.path("attempt").asInt()).isEqualTo(2);
        assertThat(dead.path("cause").asText())
                .contains("IllegalStateException")
                .contains("till is closed");
        assertThat(viewer.deliveries().at("/entries/0/route").asText()).isEqualTo("billing");
        assertThat(viewer.deliveries().at("/entries/0/event").asText())
                .isEqualTo(deliveries.at("/0/event").asText());
    }

    @Test
    void only_the_last_hundred_deliveries_are_kept_and_the_newest_come_first() throws Exception {
        start(ROUTES);
        for (int i = 1; i <= 120; i++) {
            publish("e" + i);
        }
        await().untilAsserted(() ->
                assertThat(viewer.now("billing").at("/ends/handled").asInt()).isEqualTo(120));

        JsonNode deliveries = viewer.deliveries().path("entries");

        assertThat(deliveries).hasSize(100);
        assertThat(deliveries)
                .extracting(entry -> Instant.parse(entry.path("time").asText()))
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void a_consumer_shows_its_settings_as_written_and_which_are_defaults() throws Exception {
        start(ROUTES);

        JsonNode billing = viewer.route("billing");

        assertThat(billing.path("pattern").asText()).isEqualTo("polling-consumer");
        assertThat(billing.path("queue").asText()).isEqualTo("billing");
        assertThat(billing.path("description").asText()).isEqualTo("Hands each message of billing to direct:bill");
        JsonNode attempts = Viewer.entry(billing.path("settings"), "name", "maxAttempts");
        assertThat(attempts.path("value").asText()).isEqualTo("2");
        assertThat(attempts.path("default").asBoolean()).isFalse();
        assertThat(Viewer.entry(billing.path("settings"), "name", "maxPollers")
                        .path("default")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void the_topology_is_drawn_without_passwords_and_its_etag_saves_the_second_answer() throws Exception {
        start(ROUTES);

        JsonNode drawn = viewer.topology();

        assertThat(drawn.path("application").asText()).isEqualTo("shop");
        assertThat(drawn.at("/sources/0/uri").asText()).isEqualTo("direct:in");
        assertThat(drawn.at("/sources/0/description").asText())
                .isEqualTo("What direct:in emits becomes an event on topic orders");
        JsonNode billing = Viewer.entry(drawn.path("subscriptions"), "subscriber", "billing");
        assertThat(billing.path("ours").asBoolean()).isTrue();
        assertThat(billing.path("filter").toString()).isEqualTo("{\"ce_type\":[\"OrderPlaced\"]}");
        assertThat(billing.path("types").toString()).isEqualTo("[\"OrderPlaced\"]");
        JsonNode mail = Viewer.entry(drawn.path("subscriptions"), "protocol", "https");
        assertThat(mail.path("ours").asBoolean()).isFalse();
        assertThat(drawn.toString()).doesNotContain("secret");
        assertThat(drawn.path("queues")).hasSize(1);
        assertThat(drawn.at("/queues/0/deadLetters").asText()).isEqualTo("billing-dead-letters");
        assertThat(drawn.at("/handlers/0/handler").asText()).isEqualTo("direct:bill");
        assertThat(drawn.at("/watchers/0/queue").asText()).isEqualTo("billing");
        assertThat(drawn.path("ledger").asText()).isEqualTo("caravan-ledger");

        String tag = viewer.send("GET", "/topology", null)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        HttpResponse<String> again = viewer.send("GET", "/topology", null, "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void the_figures_are_not_sent_again_while_only_the_time_changes() throws Exception {
        start(ROUTES);
        await().untilAsserted(
                        () -> assertThat(viewer.queue("billing").has("waiting")).isTrue());
        // The rate is known from the second look on.
        await().untilAsserted(
                        () -> assertThat(viewer.now("billing").has("perSecond")).isTrue());

        await().untilAsserted(() -> {
            String tag = viewer.send("GET", "/now", null)
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();
            assertThat(viewer.send("GET", "/now", null, "If-None-Match", tag).statusCode())
                    .isEqualTo(304);
        });
        String tag =
                viewer.send("GET", "/now", null).headers().firstValue("ETag").orElseThrow();
        publish("good");
        await().until(() -> handled.contains("good"));

        await().untilAsserted(() -> assertThat(
                        viewer.send("GET", "/now", null, "If-None-Match", tag).statusCode())
                .isEqualTo(200));
    }

    @Test
    void a_route_shows_how_far_it_is_behind_while_messages_wait() throws Exception {
        start(ROUTES);
        publish("first");
        await().until(() -> handled.contains("first"));
        gate = new CountDownLatch(1);
        for (int i = 0; i < 30; i++) {
            publish("e" + i);
        }

        await().untilAsserted(() -> {
            assertThat(viewer.now("billing").at("/handlers/busy").asInt()).isEqualTo(3);
            assertThat(viewer.queue("billing").path("waiting").asInt()).isPositive();
            assertThat(viewer.now("billing").path("behindSeconds").asInt(-1)).isNotNegative();
        });
    }

    @Test
    void no_call_is_made_to_aws_without_a_viewer() throws Exception {
        start(ROUTES);
        viewer.now();
        backbone.cloud().reset();

        await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(7)).untilAsserted(() -> {
            assertThat(asked()).isEmpty();
            assertThat(backbone.cloud().dynamoDb().calls()).isEmpty();
        });
    }

    @Test
    void two_viewers_cost_as_many_calls_as_one_and_no_dead_letter_is_received() throws Exception {
        start(ROUTES);
        viewer.now();
        backbone.cloud().reset();
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(5)).until(() -> asked().isEmpty());

        long begin = System.nanoTime();
        for (int look = 0; look < 10; look++) {
            viewer.now();
            new Viewer(backbone).now();
        }
        await().until(() -> asked().size() >= 2);

        // One call for the queue and one for its dead letters in each period of 2 s. Their URLs are known already.
        List<Call> asked = asked();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(asked).hasSizeLessThanOrEqualTo((int) (took.toSeconds() / 2 + 1) * 2);
        assertThat(asked).extracting(Call::action).containsOnly("GetQueueAttributes");
        assertThat(viewer.now().at("/looking/requestsAnHour").asInt()).isEqualTo(3600);
        // The page greys figures that three periods have not renewed.
        assertThat(viewer.now().at("/looking/staleAfterSeconds").asInt()).isEqualTo(6);
        assertThat(backbone.cloud().sqs().calls("ReceiveMessage"))
                .noneMatch(call -> call.body().path("QueueUrl").asText().endsWith("billing-dead-letters"));
    }

    @Test
    void the_response_does_not_wait_for_the_figures_of_two_hundred_queues() throws Exception {
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            routes.append("""
                    camel.route-template[to-q%1$d].template-id = fan-out
                    camel.route-template[to-q%1$d].topic       = orders
                    camel.route-template[to-q%1$d].queue       = q%1$d
                    """.formatted(i));
        }
        start(routes.toString());
        await().until(() -> backbone.context().getRouteController().getRouteStatus("to-q199") != null
                && backbone.context()
                        .getRouteController()
                        .getRouteStatus("to-q199")
                        .isStarted());
        backbone.cloud().sqs().faults().on("GetQueueAttributes").delay(Duration.ofMillis(300));

        Instant begin = Instant.now();
        viewer.now();

        // Calls for 400 queues, one after the other, would take two minutes.
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(4));
        await().untilAsserted(() -> assertThat(viewer.now().path("queues"))
                .hasSize(200)
                .allMatch(queue -> queue.has("waiting") && queue.has("deadLetters")));
    }

    @Test
    void dead_letters_are_counted_without_being_received() throws Exception {
        start(ROUTES);
        failing.add("bad");
        publish("bad");
        await().until(() -> viewer.now("billing").at("/ends/dead").asInt() == 1);

        await().untilAsserted(() ->
                assertThat(viewer.queue("billing").path("deadLetters").asInt()).isEqualTo(1));
    }

    @Test
    void while_sqs_is_unavailable_the_last_figures_keep_their_time_and_the_reason_is_shown() throws Exception {
        start(ROUTES);
        viewer.now();
        String asOf = viewer.queue("billing").path("asOf").asText();
        backbone.cloud().sqs().faults().on("GetQueueAttributes").unavailable();

        await().untilAsserted(() ->
                assertThat(viewer.now().path("queuesProblem").asText()).startsWith("SQS does not answer: "));

        assertThat(viewer.queue("billing").path("asOf").asText()).isEqualTo(asOf);
        backbone.cloud().sqs().faults().clear();
        await().untilAsserted(() -> {
            assertThat(viewer.now().has("queuesProblem")).isFalse();
            assertThat(viewer.queue("billing").path("asOf").asText()).isGreaterThan(asOf);
        });
    }

    @Test
    void while_the_ledger_is_unavailable_the_figures_show_that_and_the_queues() throws Exception {
        start(ROUTES);
        viewer.now();
        backbone.cloud().dynamoDb().faults().onEverything().refuse(500, "InternalServerError");
        publish("good");

        await().untilAsserted(() -> {
            JsonNode now = viewer.now();
            assertThat(now.at("/ledger/state").asText()).isEqualTo("away");
            assertThat(Instant.parse(now.at("/ledger/since").asText())).isBefore(Instant.now());
            assertThat(now.at("/queues/0").has("waiting")).isTrue();
        });
        backbone.cloud().dynamoDb().faults().clear();
        await().until(() -> handled.contains("good"));
        await().untilAsserted(() ->
                assertThat(viewer.now().at("/ledger/state").asText()).isEqualTo("up"));
    }

    @Test
    void a_route_that_cannot_start_shows_the_reason() throws Exception {
        start("""
                camel.route-template[billing].template-id = polling-consumer
                camel.route-template[billing].queue       = nowhere
                camel.route-template[billing].handler     = direct:bill
                """);

        await().untilAsserted(() -> {
            JsonNode billing = viewer.now("billing");
            assertThat(billing.path("state").asText()).isEqualTo("failed");
            assertThat(billing.path("problem").asText()).contains("cannot start");
        });
        assertThat(viewer.queue("nowhere").has("waiting")).isFalse();
    }

    @Test
    void an_unknown_route_is_answered_404_with_the_nearest() throws Exception {
        start(ROUTES);

        assertThat(viewer.problem(404, "GET", "/routes/biling", null))
                .isEqualTo("no consumer route biling; did you mean billing?");
    }

    private List<Call> asked() {
        return backbone.cloud().sqs().calls().stream()
                .filter(call -> call.action().startsWith("GetQueue"))
                .toList();
    }

    private void publish(String body) {
        backbone.context().createProducerTemplate().send("direct:in", exchange -> {
            exchange.getMessage().setHeader("ce-id", "id-" + body);
            exchange.getMessage().setHeader("ce-type", "OrderPlaced");
            exchange.getMessage().setBody(body);
        });
    }

    private void start(String routes) {
        backbone = Backbone.of(routes)
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:bill").errorHandler(noErrorHandler()).process(exchange -> {
                            String body = exchange.getMessage().getBody(String.class);
                            gate.await();
                            if (failing.contains(body)) {
                                throw new IllegalStateException("till is closed");
                            }
                            handled.add(body);
                        });
                    }
                })
                .property("dead-letters.token", Viewer.TOKEN)
                .start();
        viewer = new Viewer(backbone);
        await().until(() -> backbone.context().getRoute("live-now") != null
                && backbone.context()
                        .getRouteController()
                        .getRouteStatus("live-now")
                        .isStarted());
        if (routes.equals(ROUTES)) {
            await().until(() -> viewer.now("billing").path("state").asText().equals("running"));
            await().until(() ->
                    backbone.context().getRouteController().getRouteStatus("in").isStarted());
        }
    }
}
