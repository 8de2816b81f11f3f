package console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import ledger.AuditEntry;
import ledger.AuditTrail;
import ledger.LedgerTable;
import local.faults.Call;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Backbone;
import testing.OperatorClient;

/** A paused consumer receives nothing, loses nothing and counts no attempt, until an operator resumes it. */
class PauseTest {
    private static final String HERE = "{\"everywhere\":false}";
    private static final String EVERYWHERE = "{\"everywhere\":true}";
    private static final String CONSUMER = """
            camel.main.name = shop
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = direct:bill
            camel.route-template[billing].concurrency    = 2
            """;
    private static final String ROUTES = CONSUMER + """
            camel.route-template[to-billing].template-id = fan-out
            camel.route-template[to-billing].topic       = orders
            camel.route-template[to-billing].queue       = billing
            """;
    private static final String FIFO = """
            camel.route-template[to-billing].template-id = fan-out
            camel.route-template[to-billing].topic       = orders.fifo
            camel.route-template[to-billing].queue       = billing.fifo
            camel.route-template[billing].template-id    = fifo-consumer
            camel.route-template[billing].queue          = billing.fifo
            camel.route-template[billing].handler        = direct:bill
            """;

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Set<String> began = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private Backbone backbone;
    private Viewer viewer;

    @AfterEach
    void stop() {
        gate.countDown();
        backbone.close();
    }

    @Test
    void a_paused_consumer_polls_nothing_and_continues_when_it_is_resumed() throws Exception {
        start(ROUTES);

        JsonNode paused = viewer.pause("billing", "{\"everywhere\":false,\"reason\":\"till is broken\"}");
        awaitNoReceive();
        send("billing", "one", null);

        assertThat(paused.path("state").asText()).isEqualTo("paused");
        assertThat(paused.at("/pause/by").asText()).isEqualTo("token");
        assertThat(paused.at("/pause/reason").asText()).isEqualTo("till is broken");
        assertThat(viewer.now("billing").at("/pause/everywhere").asBoolean(true))
                .isFalse();
        assertThat(gauge()).isEqualTo(1);
        assertNothingIsReceived();
        assertThat(waiting("billing")).isEqualTo(1);

        JsonNode resumed = viewer.resume("billing", HERE);

        assertThat(resumed.path("state").asText()).isEqualTo("running");
        assertThat(resumed.has("pause")).isFalse();
        await().untilAsserted(() -> assertThat(handled).containsExactly("one"));
        assertThat(gauge()).isZero();
    }

    @Test
    void unstarted_messages_return_without_an_attempt_and_running_handlers_finish() throws Exception {
        start(ROUTES);
        gate = new CountDownLatch(1);
        List<String> bodies = IntStream.range(0, 20).mapToObj(i -> "e" + i).toList();
        bodies.forEach(body -> send("billing", body, null));
        await().until(() -> began.size() == 2);

        viewer.pause("billing", HERE);
        gate.countDown();

        await().untilAsserted(() -> assertThat(handled).hasSize(2));
        await().untilAsserted(() -> {
            assertThat(waiting("billing")).isEqualTo(18);
            assertThat(inFlight("billing")).isZero();
        });
        assertThat(began).hasSize(2);
        viewer.resume("billing", HERE);
        await().untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrderElementsOf(bodies));
        assertThat(viewer.route("billing").path("deliveries"))
                .filteredOn(delivery -> delivery.path("end").asText().equals("handled"))
                .hasSize(20)
                .allSatisfy(
                        delivery -> assertThat(delivery.path("attempt").asInt()).isEqualTo(1));
    }

    @Test
    void a_group_keeps_its_order_across_pause_and_resume() throws Exception {
        start(FIFO);
        gate = new CountDownLatch(1);
        List<String> bodies = IntStream.range(0, 30).mapToObj(i -> "e" + i).toList();
        bodies.forEach(body -> send("billing.fifo", body, "group"));
        await().until(() -> began.contains("e0"));

        viewer.pause("billing", HERE);
        gate.countDown();
        await().untilAsserted(() -> assertThat(handled).containsExactly("e0"));
        await().untilAsserted(() -> assertThat(waiting("billing.fifo")).isEqualTo(29));
        viewer.resume("billing", HERE);
        await().until(() -> handled.size() > 3);
        viewer.pause("billing", HERE);
        viewer.resume("billing", HERE);

        await().untilAsserted(() -> assertThat(handled).containsExactlyElementsOf(bodies));
    }

    @Test
    void a_pause_of_one_process_leaves_others_running_and_a_pause_of_all_stops_every_process() throws Exception {
        start(ROUTES);
        List<String> other = new CopyOnWriteArrayList<>();
        try (Backbone beside = Backbone.beside(backbone, CONSUMER)
                .routes(handler("direct:bill", other))
                .property("dead-letters.token", Viewer.TOKEN)
                .start()) {
            Viewer besides = new Viewer(beside);
            awaitState(besides, "running");

            viewer.pause("billing", HERE);
            awaitOneReceiver();
            send("billing", "one", null);
            await().untilAsserted(() -> assertThat(other).containsExactly("one"));
            assertThat(besides.now("billing").path("state").asText()).isEqualTo("running");

            viewer.resume("billing", HERE);
            viewer.pause("billing", "{\"everywhere\":true,\"reason\":\"stock-taking\"}");
            awaitState(besides, "paused");
            assertThat(besides.now("billing").at("/pause/reason").asText()).isEqualTo("stock-taking");
            assertThat(besides.problem(409, "POST", "/routes/billing/resume", HERE))
                    .startsWith("route billing is paused in all processes, by token since ")
                    .endsWith("; everywhere = true resumes it");
            awaitNoReceive();
            send("billing", "two", null);
            assertNothingIsReceived();

            besides.resume("billing", EVERYWHERE);
            await().untilAsserted(() -> assertThat(other).containsExactly("one", "two"));
            awaitState(viewer, "running");
        }
    }

    @Test
    void a_process_without_viewers_reads_the_pause_before_it_handles_anything() throws Exception {
        start(ROUTES);
        try (Backbone beside = Backbone.beside(backbone, CONSUMER)
                .routes(handler("direct:bill", new CopyOnWriteArrayList<>()))
                .property("dead-letters.token", Viewer.TOKEN)
                .start()) {
            Viewer besides = new Viewer(beside);
            awaitState(besides, "running");
            // From now on nobody looks at the first process: only an arriving message makes it ask.
            besides.pause("billing", EVERYWHERE);
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(6)).until(() -> open() <= 1);

            send("billing", "one", null);

            await().until(() -> givenBack() == 1);
            await().untilAsserted(() -> assertThat(waiting("billing")).isEqualTo(1));
            assertThat(viewer.now("billing").path("state").asText()).isEqualTo("paused");
            awaitNoReceive();
            assertNothingIsReceived();
        }
    }

    @Test
    void a_new_process_reads_the_pause_before_it_polls() throws Exception {
        start(ROUTES);
        viewer.pause("billing", EVERYWHERE);
        awaitNoReceive();
        send("billing", "one", null);
        backbone.cloud().reset();

        try (Backbone restarted = Backbone.beside(backbone, CONSUMER)
                .routes(handler("direct:bill", handled))
                .property("dead-letters.token", Viewer.TOKEN)
                .start()) {
            Viewer again = new Viewer(restarted);
            awaitState(again, "paused");
            assertNothingIsReceived();

            again.resume("billing", EVERYWHERE);

            await().untilAsserted(() -> assertThat(handled).containsExactly("one"));
        }
    }

    @Test
    void each_change_is_in_the_audit_trail_with_operator_and_reason() throws Exception {
        start(ROUTES);

        viewer.pause("billing", "{\"everywhere\":true,\"reason\":\"stock-taking\"}");
        viewer.pause("billing", EVERYWHERE);
        viewer.resume("billing", EVERYWHERE);

        List<AuditEntry> entries = new AuditTrail(
                        new LedgerTable(backbone.aws().dynamoDb(), LedgerTable.DEFAULT_NAME),
                        Duration.ofDays(1),
                        Clock.systemUTC())
                .of("billing", 10);
        assertThat(entries).extracting(AuditEntry::operation).containsExactly("resume", "pause");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.by()).isEqualTo("token");
            assertThat(entry.outcome()).isEqualTo("done");
        });
        assertThat(entries.get(1).of()).isEqualTo("route billing in all processes");
        assertThat(entries.get(1).reason()).isEqualTo("stock-taking");
    }

    @Test
    void a_pause_of_a_route_that_sns_pushes_to_is_among_the_changes_of_all_queues() throws Exception {
        start(ROUTES + """
                camel.route-template[web].template-id = push-consumer
                camel.route-template[web].topic       = orders
                camel.route-template[web].path        = /from-sns
                camel.route-template[web].handler     = direct:bill
                """);

        viewer.pause("web", EVERYWHERE);

        JsonNode changes = new OperatorClient(backbone.http(), Viewer.TOKEN)
                .get("/audit", "/caravan/audit")
                .path("entries");
        assertThat(changes).hasSize(1);
        assertThat(changes.at("/0/of").asText()).isEqualTo("route web in all processes");
    }

    @Test
    void while_the_ledger_is_unavailable_only_a_single_process_can_be_paused() throws Exception {
        start(ROUTES);
        backbone.cloud().dynamoDb().faults().onEverything().refuse(400, "AccessDeniedException");

        assertThat(viewer.problem(503, "POST", "/routes/billing/pause", EVERYWHERE))
                .isEqualTo("The ledger does not answer");
        assertThat(viewer.now("billing").path("state").asText()).isEqualTo("running");
        assertThat(viewer.pause("billing", HERE).path("state").asText()).isEqualTo("paused");
        assertThat(viewer.resume("billing", HERE).path("state").asText()).isEqualTo("running");
    }

    @Test
    void without_the_ledger_only_one_process_can_be_paused_and_the_ledger_is_never_called() throws Exception {
        start(ROUTES + "camel.route-template[billing].idempotent = false");

        assertThat(viewer.problem(409, "POST", "/routes/billing/pause", EVERYWHERE))
                .isEqualTo("route billing can be paused in this process only: no route of this application uses the"
                        + " ledger");
        assertThat(backbone.cloud().dynamoDb().calls("Query")).isEmpty();
        assertThat(viewer.pause("billing", HERE).path("state").asText()).isEqualTo("paused");
    }

    @Test
    void a_paused_consumer_is_healthy_and_reported_as_paused() throws Exception {
        start(ROUTES);
        viewer.pause("billing", HERE);

        HealthCheck.Result health = HealthCheckHelper.invokeReadiness(backbone.context(), "full").stream()
                .filter(result -> result.getCheck().getId().equals("consumer:billing"))
                .findFirst()
                .orElseThrow();

        assertThat(health.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health.getMessage()).contains("Route billing is paused by token");
        assertThat(health.getDetails()).containsEntry("paused", true);
    }

    @Test
    void a_consumer_that_camel_has_stopped_stays_stopped_when_it_is_resumed() throws Exception {
        start(ROUTES);
        viewer.pause("billing", HERE);
        backbone.context().getRouteController().suspendRoute("billing");

        viewer.resume("billing", HERE);

        awaitNoReceive();
        send("billing", "one", null);
        assertNothingIsReceived();
        backbone.context().getRouteController().resumeRoute("billing");
        await().untilAsserted(() -> assertThat(handled).containsExactly("one"));
    }

    @Test
    void a_route_that_starts_again_stays_paused() throws Exception {
        start(ROUTES);
        viewer.pause("billing", HERE);

        backbone.context().getRouteController().stopRoute("billing");
        send("billing", "one", null);
        backbone.cloud().reset();
        backbone.context().getRouteController().startRoute("billing");

        assertNothingIsReceived();
        assertThat(viewer.now("billing").path("state").asText()).isEqualTo("paused");
    }

    @Test
    void a_request_without_credentials_pauses_nothing() throws Exception {
        start(ROUTES);

        assertThat(viewer.send("POST", "/routes/billing/pause", HERE, "Authorization", "Bearer wrong")
                        .statusCode())
                .isEqualTo(401);
        assertThat(viewer.now("billing").path("state").asText()).isEqualTo("running");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | everywhere: must be true for all processes, or false for this one",
                "null | everywhere: must be true for all processes, or false for this one",
                "{\"everywhere\":false,\"reason\":\" \"} | reason: must have 1 to 200 characters",
                "{\"everywhere\":false,\"why\":\"x\"} | why: is unknown; must be one of everywhere, reason",
                "{\"everywhere\":\"maybe\"} | the body must be JSON as openapi.json says: ",
                "[ | the body must be JSON as openapi.json says: "
            })
    void a_wrong_request_is_refused_with_one_line(String body, String why) throws Exception {
        start(ROUTES);

        assertThat(viewer.problem(400, "POST", "/routes/billing/pause", body))
                .startsWith(why)
                .doesNotContain("\n");
        assertThat(viewer.problem(404, "POST", "/routes/biling/pause", HERE))
                .isEqualTo("no consumer route biling; did you mean billing?");
        assertThat(viewer.now("billing").path("state").asText()).isEqualTo("running");
    }

    private void assertNothingIsReceived() {
        int before = backbone.cloud().sqs().count("ReceiveMessage");
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4)).untilAsserted(() -> {
            assertThat(backbone.cloud().sqs().count("ReceiveMessage")).isEqualTo(before);
            assertThat(handled).isEmpty();
        });
    }

    /** Waits until a receive in flight has ended. */
    private void awaitNoReceive() {
        await().until(() -> open() == 0);
    }

    private void awaitOneReceiver() {
        await().until(() -> open() <= 1);
    }

    private long open() {
        return backbone.cloud().sqs().calls("ReceiveMessage").stream()
                .filter(call -> call.status() == Call.OPEN)
                .count();
    }

    private static void awaitState(Viewer viewer, String state) {
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(25))
                .untilAsserted(() ->
                        assertThat(viewer.now("billing").path("state").asText()).isEqualTo(state));
    }

    private int waiting(String queue) {
        return number(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    }

    private int inFlight(String queue) {
        return number(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    private int number(String queue, QueueAttributeName name) {
        return Integer.parseInt(backbone.aws()
                .sqs()
                .getQueueAttributes(request -> request.queueUrl(url(queue)).attributeNames(name))
                .attributes()
                .get(name));
    }

    private void send(String queue, String body, String group) {
        backbone.aws()
                .sqs()
                .sendMessage(request -> request.queueUrl(url(queue))
                        .messageBody(body)
                        .messageGroupId(group)
                        .messageDeduplicationId(group == null ? null : body));
    }

    private String url(String queue) {
        return backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName(queue))
                .queueUrl();
    }

    private double gauge() {
        return backbone.context()
                .getRegistry()
                .findSingleByType(MeterRegistry.class)
                .get("caravan.consumer.paused")
                .tag("route", "billing")
                .gauge()
                .value();
    }

    private double givenBack() {
        return backbone.context()
                .getRegistry()
                .findSingleByType(MeterRegistry.class)
                .get("caravan.deliveries")
                .tags("route", "billing", "end", "given_back")
                .counter()
                .count();
    }

    private void start(String routes) {
        backbone = Backbone.of(routes)
                .routes(handler("direct:bill", handled))
                .property("dead-letters.token", Viewer.TOKEN)
                .start();
        viewer = new Viewer(backbone);
        awaitState(viewer, "running");
    }

    private RouteBuilder handler(String name, List<String> bodies) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(name).errorHandler(noErrorHandler()).process(exchange -> {
                    String body = exchange.getMessage().getBody(String.class);
                    began.add(body);
                    gate.await();
                    bodies.add(body);
                });
            }
        };
    }
}
