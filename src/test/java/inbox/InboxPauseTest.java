package inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import local.faults.Call;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import testing.Backbone;
import testing.OperatorClient;
import topology.Inbox;

/**
 * While an operator pauses an inbox, its clients stay connected, get nothing new, and may still answer the events that
 * they have.
 */
class InboxPauseTest {
    private static final String TOKEN = "a-token";
    private static final String HERE = "{\"everywhere\":false}";
    private static final String EVERYWHERE = "{\"everywhere\":true}";
    private static final Duration MOMENT = Duration.ofMillis(1500);
    private static final String ROUTES = """
            camel.main.name = shop
            camel.route-template[app].template-id = inbox
            camel.route-template[app].inbox       = app
            camel.route-template[app].secret      = {{inbox.secret}}
            camel.route-template[app].window      = 3
            camel.route-template[app].backoff     = 100ms
            camel.route-template[app].maxBackoff  = 200ms
            camel.route-template[app].pingInterval = 500ms
            """;

    private Backbone backbone;
    private InboxesForTests app;
    private OperatorClient operator;

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void clients_of_a_paused_inbox_stay_connected_and_get_nothing_until_it_is_resumed() throws Exception {
        start(ROUTES, "app");
        app.with("ana", "bob");
        try (InboxClient ana = app.as("ana").connect()) {
            awaitReceive("ana");

            pause(HERE);
            awaitNoReceive();
            app.send("ana", 2);
            app.send("bob", 1);
            try (InboxClient bob = app.as("bob").connect()) {
                assertNothingIsReceived();

                assertThat(ana.isOpen()).isTrue();
                assertThat(bob.isOpen()).isTrue();
                assertThat(ana.frames()).isEmpty();
                assertThat(bob.frames()).isEmpty();
                resume(HERE);

                assertThat(ana.awaitIds(2)).containsExactlyInAnyOrder("ana-1", "ana-2");
                assertThat(bob.awaitIds(1)).containsExactly("bob-1");
            }
        }
    }

    @Test
    void a_client_may_answer_its_unanswered_events_during_the_pause() throws Exception {
        start(ROUTES, "app");
        app.with("ana").send("ana", 5);
        try (InboxClient ana = app.as("ana").connect()) {
            List<String> first = List.copyOf(ana.awaitIds(3));

            pause(HERE);
            ana.received(first.get(0));
            ana.failed(first.get(1), "not now");

            await().untilAsserted(() ->
                    assertThat(app.remembered("ana", first.get(0))).isEqualTo("DONE 1"));
            await().untilAsserted(() -> assertThat(app.depth("ana")).containsExactly(3, 1));
            await().during(MOMENT).untilAsserted(() -> assertThat(ana.ids()).isEqualTo(first));
            assertThat(app.remembered("ana", first.get(1))).isEqualTo("FAILED 1");
            ana.received(first.get(2));
            resume(HERE);

            ana.awaitIds(6);
            ana.ids().subList(3, 6).forEach(ana::received);
            await().untilAsserted(() -> assertThat(app.depth("ana")).containsExactly(0, 0));
            assertThat(ana.ids().subList(3, 6)).contains(first.get(1)).doesNotContain(first.get(0), first.get(2));
            assertThat(ana.errors()).isEmpty();
        }
    }

    @Test
    void messages_of_a_poll_in_flight_return_without_an_attempt() throws Exception {
        start(ROUTES, "app");
        app.with("ana");
        try (InboxClient ana = app.as("ana").connect()) {
            awaitReceive("ana");

            pause(HERE);
            app.send("ana", 1);

            awaitNoReceive();
            await().untilAsserted(() -> assertThat(app.depth("ana")).containsExactly(1, 0));
            assertThat(app.remembered("ana", "ana-1")).isIn("", "RELEASED 0");
            assertThat(ana.frames()).isEmpty();
            resume(HERE);
            ana.awaitIds(1);
            ana.received("ana-1");
            await().untilAsserted(
                            () -> assertThat(app.remembered("ana", "ana-1")).isEqualTo("DONE 1"));
        }
    }

    @Test
    void a_group_keeps_its_order_across_pause_and_resume() throws Exception {
        start(ROUTES.replace("= app\n", "= app.fifo\n"), "app.fifo");
        app.with("ana");
        List<String> ids = IntStream.rangeClosed(1, 12).mapToObj(n -> "a-" + n).toList();
        ids.forEach(id -> app.send("ana", id, "{}", "a"));
        try (InboxClient ana = app.as("ana").connect()) {
            ana.awaitIds(1);

            pause(HERE);
            await().untilAsserted(() -> assertThat(app.depth("ana")).containsExactly(11, 1));
            resume(HERE);
            await().during(MOMENT).untilAsserted(() -> assertThat(ana.ids()).containsExactly("a-1"));
            for (int seen = 0; seen < 12; seen++) {
                String id = ana.awaitIds(seen + 1).get(seen);
                if (seen % 4 == 1) {
                    pause(HERE);
                }
                ana.received(id);
                if (seen % 4 == 1) {
                    await().untilAsserted(
                                    () -> assertThat(app.remembered("ana", id)).isEqualTo("DONE 1"));
                    resume(HERE);
                }
            }

            await().untilAsserted(() -> assertThat(app.depth("ana")).containsExactly(0, 0));
            assertThat(ana.ids()).containsExactlyElementsOf(ids);
        }
    }

    @Test
    void during_the_pause_a_new_connection_takes_over_and_the_old_one_returns_its_events() throws Exception {
        start(ROUTES, "app");
        app.with("ana").send("ana", 2);
        InboxClient old = app.as("ana").connect();
        old.awaitIds(2);
        pause(HERE);

        try (InboxClient ana = app.as("ana").connect()) {
            assertThat(old.end()).isEqualTo("4000 taken over: the same client has connected again");
            await().untilAsserted(() -> assertThat(app.depth("ana")).containsExactly(2, 0));
            assertNothingIsReceived();
            assertThat(ana.frames()).isEmpty();
            resume(HERE);

            assertThat(ana.awaitIds(2)).containsExactlyInAnyOrder("ana-1", "ana-2");
            assertThat(app.remembered("ana", "ana-1")).isEqualTo("IN_PROGRESS 1");
        }
    }

    @Test
    void a_route_stopped_during_the_pause_returns_its_events_and_is_still_paused_after_a_start() throws Exception {
        start(ROUTES, "app");
        app.with("ana").send("ana", 1);
        InboxClient old = app.as("ana").connect();
        old.awaitIds(1);
        pause(HERE);

        backbone.context().getRouteController().stopRoute("app");

        assertThat(old.end()).startsWith("1012 restart");
        assertThat(app.depth("ana")).containsExactly(1, 0);
        backbone.context().getRouteController().startRoute("app");
        try (InboxClient ana = app.as("ana").connect()) {
            assertNothingIsReceived();
            resume(HERE);
            assertThat(ana.awaitIds(1)).containsExactly("ana-1");
        }
    }

    @Test
    void a_pause_in_all_processes_reaches_idle_ones_before_their_next_event_and_starting_ones() throws Exception {
        start(ROUTES, "app");
        app.with("ana");
        InboxClient ana = app.as("ana").connect();
        awaitReceive("ana");
        try (Backbone other = beside()) {
            OperatorClient others = new OperatorClient(other.http(), TOKEN);
            others.post("/routes/app/pause", EVERYWHERE, "/caravan/routes/{id}/pause");
            // Nobody looks at the first process, so its last answer from the ledger becomes too old.
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(6)).until(ana::isOpen);
            app.send("ana", 1);

            await().untilAsserted(() -> assertThat(end("given_back")).isEqualTo(1));
            await().untilAsserted(() -> assertThat(app.depth("ana")).containsExactly(1, 0));
            awaitNoReceive();
            assertThat(ana.frames()).isEmpty();
            assertThat(app.remembered("ana", "ana-1")).isIn("", "RELEASED 0");
            assertThat(operator.send("POST", "/routes/app/resume", HERE).body())
                    .contains("route app is paused in all processes, by token since ");
            try (Backbone third = beside()) {
                InboxClient moved = new InboxesForTests(third, new Inbox("app"), "/inbox/")
                        .as("ana")
                        .connect();
                assertThat(ana.end()).startsWith("4000 taken over");
                assertNothingIsReceived();

                others.post("/routes/app/resume", EVERYWHERE, "/caravan/routes/{id}/resume");

                assertThat(moved.awaitIds(1)).containsExactly("ana-1");
                moved.close();
            }
        }
    }

    @Test
    void a_pause_is_shown_on_every_view_of_the_inbox_and_in_the_audit_trail() throws Exception {
        start(ROUTES, "app");
        app.with("ana");
        try (InboxClient ana = app.as("ana").connect()) {
            awaitReceive("ana");

            JsonNode paused = pause("{\"everywhere\":true,\"reason\":\"stock-taking\"}");

            assertThat(paused.path("state").asText()).isEqualTo("paused");
            JsonNode now = operator.get("/now", "/caravan/now");
            JsonNode route = entry(now.path("routes"), "id", "app");
            assertThat(route.path("state").asText()).isEqualTo("paused");
            assertThat(route.at("/pause/reason").asText()).isEqualTo("stock-taking");
            assertThat(now.at("/inboxes/0/connected").asInt()).isEqualTo(1);
            assertThat(operator.get("/routes/app", "/caravan/routes/{id}")
                            .path("pattern")
                            .asText())
                    .isEqualTo("inbox");
            assertThat(operator.send("GET", "/routes/app", null).body()).doesNotContain(InboxesForTests.SECRET);
            JsonNode client = operator.get("/inboxes", "/caravan/inboxes").at("/entries/0");
            assertThat(client.path("client").asText()).isEqualTo("ana");
            assertThat(client.at("/pause/everywhere").asBoolean()).isTrue();
            assertThat(gauge()).isEqualTo(1);
            HealthCheck.Result health = health();
            assertThat(health.getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(health.getMessage()).contains("Route app is paused by token");

            resume(EVERYWHERE);

            assertThat(gauge()).isZero();
            assertThat(health().getDetails()).doesNotContainKey("paused");
            assertThat(operator.get("/inboxes", "/caravan/inboxes")
                            .at("/entries/0")
                            .has("pause"))
                    .isFalse();
            JsonNode changes = operator.get("/audit", "/caravan/audit").path("entries");
            assertThat(changes)
                    .extracting(change -> change.path("operation").asText() + ", "
                            + change.path("of").asText() + ", "
                            + change.path("outcome").asText())
                    .containsExactly(
                            "resume, route app in all processes, done", "pause, route app in all processes, done");
            assertThat(ana.isOpen()).isTrue();
        }
    }

    @Test
    void without_the_ledger_an_inbox_can_be_paused_in_one_process() throws Exception {
        start(ROUTES + "camel.route-template[app].idempotent = false", "app");
        app.with("ana").send("ana", 1);

        assertThat(operator.send("POST", "/routes/app/pause", EVERYWHERE).body())
                .contains("route app can be paused in this process only");
        pause(HERE);
        try (InboxClient ana = app.as("ana").connect()) {
            assertNothingIsReceived();
            resume(HERE);
            assertThat(ana.awaitIds(1)).containsExactly("ana-1");
        }
    }

    private void start(String routes, String inbox) {
        backbone = Backbone.of(routes)
                .property("inbox.secret", InboxesForTests.SECRET)
                .property("dead-letters.token", TOKEN)
                .start();
        awaitStart(backbone);
        app = new InboxesForTests(backbone, new Inbox(inbox), "/inbox/");
        operator = new OperatorClient(backbone.http(), TOKEN);
    }

    private Backbone beside() {
        Backbone other = Backbone.beside(backbone, ROUTES)
                .property("inbox.secret", InboxesForTests.SECRET)
                .property("dead-letters.token", TOKEN)
                .start();
        awaitStart(other);
        return other;
    }

    private static void awaitStart(Backbone application) {
        await().until(() ->
                application.context().getRouteController().getRouteStatus("app").isStarted());
    }

    private JsonNode pause(String body) throws Exception {
        return operator.post("/routes/app/pause", body, "/caravan/routes/{id}/pause");
    }

    private void resume(String body) throws Exception {
        operator.post("/routes/app/resume", body, "/caravan/routes/{id}/resume");
    }

    private void awaitReceive(String client) {
        await().until(() -> backbone.cloud().sqs().calls("ReceiveMessage").stream()
                .anyMatch(call -> call.status() == Call.OPEN
                        && call.body().path("QueueUrl").asText().endsWith("-inbox-" + client)));
    }

    /** Waits until a receive in flight has ended. */
    private void awaitNoReceive() {
        await().until(() ->
                backbone.cloud().sqs().calls("ReceiveMessage").stream().noneMatch(call -> call.status() == Call.OPEN));
    }

    private void assertNothingIsReceived() {
        int before = backbone.cloud().sqs().count("ReceiveMessage");
        await().during(MOMENT)
                .atMost(Duration.ofSeconds(4))
                .until(() -> backbone.cloud().sqs().count("ReceiveMessage") == before);
    }

    private double gauge() {
        return meters().get("caravan.consumer.paused")
                .tag("route", "app")
                .gauge()
                .value();
    }

    private HealthCheck.Result health() {
        return HealthCheckHelper.invokeReadiness(backbone.context(), "full").stream()
                .filter(result -> result.getCheck().getId().equals("consumer:app"))
                .findFirst()
                .orElseThrow();
    }

    private double end(String end) {
        return meters().get("caravan.deliveries")
                .tags("route", "app", "end", end)
                .counter()
                .count();
    }

    private MeterRegistry meters() {
        return backbone.context().getRegistry().findSingleByType(MeterRegistry.class);
    }

    private static JsonNode entry(JsonNode list, String key, String value) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(one -> one.path(key).asText().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + value + " in " + list));
    }
}
