package inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import cost.Costs;
import cost.Spent;
import history.EventHistory;
import history.History;
import inbox.ConnectedClients.ConnectedClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import local.faults.Call;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import testing.Backbone;
import topology.Inbox;

/** What a client of an inbox receives, and the effects of its answers. */
class InboxTest {
    private static final Duration MOMENT = Duration.ofMillis(400);

    private static Backbone backbone;
    private static InboxesForTests app;
    private static InboxesForTests status;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                        camel.route-template[app].template-id = inbox
                        camel.route-template[app].inbox       = app
                        camel.route-template[app].secret      = {{inbox.secret}}
                        camel.route-template[app].window      = 3
                        camel.route-template[app].maxAttempts = 2
                        camel.route-template[app].backoff     = 100ms
                        camel.route-template[app].maxBackoff  = 200ms
                        camel.route-template[app].visibilityTimeout = 2s
                        camel.route-template[status].template-id = inbox
                        camel.route-template[status].inbox       = status.fifo
                        camel.route-template[status].path        = /status/{client}
                        camel.route-template[status].secret      = {{inbox.secret}}
                        camel.route-template[status].backoff     = 100ms
                        """)
                .property("inbox.secret", InboxesForTests.SECRET)
                .start();
        await().until(() -> List.of("app", "status").stream()
                .allMatch(route -> backbone.context()
                        .getRouteController()
                        .getRouteStatus(route)
                        .isStarted()));
        app = new InboxesForTests(backbone, new Inbox("app"), "/inbox/");
        status = new InboxesForTests(backbone, new Inbox("status.fifo"), "/status/");
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @AfterEach
    void reset() {
        backbone.cloud().reset();
    }

    @Test
    void a_client_that_was_disconnected_gets_all_waiting_events() throws Exception {
        app.with("away").send("away", 25);

        try (InboxClient client = app.as("away").connect()) {
            for (int answered = 0; answered < 25; answered++) {
                client.received(client.awaitIds(answered + 1).get(answered));
            }

            assertThat(client.ids())
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 25)
                            .mapToObj(number -> "away-" + number)
                            .toList());
            await().untilAsserted(() -> assertThat(app.depth("away")).containsExactly(0, 0));
            assertThat(client.errors()).isEmpty();
        }
    }

    @Test
    void an_event_is_a_structured_cloud_event_in_one_text_frame() throws Exception {
        app.with("form").send("form", "f-1", "{\"amount\": 1.50}");

        try (InboxClient client = app.as("form").connect()) {
            client.awaitIds(1);

            JsonNode event = client.frames().get(0);
            assertThat(client.subprotocol()).isEqualTo("cloudevents.json");
            assertThat(event.toString()).isEqualTo("""
                    {"specversion":"1.0","id":"f-1","source":"/shop","type":"OrderPaid",\
                    "datacontenttype":"application/json","data":{"amount":1.5}}""");
        }
    }

    @Test
    void the_polls_of_an_idle_client_count_towards_the_costs_of_its_inbox() throws Exception {
        app.with("idle").send("idle", 1);

        try (InboxClient client = app.as("idle").connect()) {
            client.received(client.awaitIds(1).get(0));
            await().untilAsserted(() -> assertThat(app.depth("idle")).containsExactly(0, 0));
            Spent before = spent();

            await().untilAsserted(() -> {
                Spent now = spent();
                assertThat(now.messages()).isEqualTo(before.messages());
                assertThat(now.callsPerMessage() * now.messages())
                        .isGreaterThanOrEqualTo(before.callsPerMessage() * before.messages() + 3);
            });
        }
    }

    private static Spent spent() {
        return Costs.of(backbone.context()).all().stream()
                .filter(one -> one.name().equals("app"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void no_more_events_than_the_window_are_unanswered() throws Exception {
        app.with("slow").send("slow", 12);

        try (InboxClient client = app.as("slow").connect()) {
            client.awaitIds(3);
            await().during(MOMENT).untilAsserted(() -> {
                assertThat(client.ids()).hasSize(3);
                assertThat(app.depth("slow"))
                        .as("nothing is read that nobody takes")
                        .containsExactly(9, 3);
            });

            client.received(client.ids().get(1));

            client.awaitIds(4);
            await().during(MOMENT).untilAsserted(() -> assertThat(client.ids()).hasSize(4));
        }
    }

    @Test
    void unanswered_events_stay_with_the_client_for_longer_than_the_visibility_timeout() throws Exception {
        app.with("patient").send("patient", 1);

        try (InboxClient client = app.as("patient").connect()) {
            client.awaitIds(1);
            await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(8)).untilAsserted(() -> {
                assertThat(client.ids()).hasSize(1);
                assertThat(app.depth("patient")).containsExactly(0, 1);
            });

            client.received("patient-1");

            await().untilAsserted(() -> assertThat(app.depth("patient")).containsExactly(0, 0));
        }
    }

    @Test
    void the_next_event_of_a_group_is_sent_only_after_the_previous_one_is_answered() throws Exception {
        status.with("ordered");
        for (int number = 1; number <= 4; number++) {
            status.send("ordered", "a-" + number, "{}", "a");
            status.send("ordered", "b-" + number, "{}", "b");
        }

        try (InboxClient client = status.as("ordered").connect()) {
            client.awaitIds(2);
            await().during(MOMENT)
                    .untilAsserted(() -> assertThat(client.ids()).containsExactlyInAnyOrder("a-1", "b-1"));
            Set<String> received = new LinkedHashSet<>();
            for (int seen = 0; received.size() < 8; seen++) {
                String id = client.awaitIds(seen + 1).get(seen);
                boolean isFirstTime = client.ids().indexOf(id) == seen;
                if (id.equals("a-2") && isFirstTime) {
                    client.failed(id, "not now");
                } else {
                    client.received(id);
                    received.add(id);
                }
            }

            await().untilAsserted(() -> assertThat(status.depth("ordered")).containsExactly(0, 0));
            assertThat(client.ids().stream().filter(id -> id.startsWith("a")))
                    .containsExactly("a-1", "a-2", "a-2", "a-3", "a-4");
            assertThat(client.ids().stream().filter(id -> id.startsWith("b")))
                    .containsExactly("b-1", "b-2", "b-3", "b-4");
        }
    }

    @Test
    void a_failed_event_is_redelivered_and_becomes_a_dead_letter_after_the_last_attempt() throws Exception {
        app.with("failing").send("failing", 1);

        try (InboxClient client = app.as("failing").connect()) {
            client.awaitIds(1);
            client.failed("failing-1", "the disk is full");
            client.awaitIds(2);
            assertThat(app.remembered("failing", "failing-1")).isEqualTo("IN_PROGRESS 2");
            client.failed("failing-1", "the disk is still full");

            await().untilAsserted(() -> assertThat(app.causeOfLetter())
                    .contains("the disk is still full", "app-inbox-failing", "\"attempts\":2"));
            await().untilAsserted(() -> assertThat(app.depth("failing")).containsExactly(0, 0));
            assertThat(client.ids()).hasSize(2);
        }
    }

    @Test
    void a_new_connection_takes_over_and_the_old_one_is_closed_with_the_reason() throws Exception {
        app.with("twice").send("twice", 3);
        InboxClient old = app.as("twice").connect();
        old.awaitIds(3);
        old.received(old.ids().get(0));

        try (InboxClient client = app.as("twice").connect()) {
            assertThat(old.end()).isEqualTo("4000 taken over: the same client has connected again");
            client.awaitIds(2);
            client.ids().forEach(client::received);

            await().untilAsserted(() -> assertThat(app.depth("twice")).containsExactly(0, 0));
            assertThat(client.ids()).doesNotContain(old.ids().get(0)).hasSize(2);
            assertThat(ConnectedClients.of(backbone.context()).find("app", "twice"))
                    .isPresent();
        }
    }

    @Test
    void a_cut_connection_returns_its_events_at_once_and_without_an_attempt() throws Exception {
        app.with("cut").send("cut", 2);
        InboxClient client = app.as("cut").connect();
        client.awaitIds(2);

        client.cut();

        // This is before the visibility timeout of 2 s.
        await().atMost(Duration.ofMillis(1500))
                .untilAsserted(() -> assertThat(app.depth("cut")).containsExactly(2, 0));
        assertThat(app.remembered("cut", "cut-1")).isEqualTo("RELEASED 0");
        assertThat(ConnectedClients.of(backbone.context()).find("app", "cut")).isEmpty();
    }

    @Test
    void messages_of_a_poll_in_flight_at_the_end_of_a_connection_return_too() throws Exception {
        app.with("late");
        InboxClient client = app.as("late").connect();
        await().until(() -> backbone.cloud().sqs().calls("ReceiveMessage").stream()
                .anyMatch(call -> call.status() == Call.OPEN && isOf(call, "late")));

        client.cut();
        await().until(() ->
                ConnectedClients.of(backbone.context()).find("app", "late").isEmpty());
        app.send("late", 1);

        await().atMost(Duration.ofMillis(1500))
                .untilAsserted(() -> assertThat(app.depth("late")).containsExactly(1, 0));
    }

    @Test
    void the_queue_of_a_disconnected_client_is_not_polled() throws Exception {
        app.with("there", "absent").send("absent", 1);

        try (InboxClient client = app.as("there").connect()) {
            await().until(() -> backbone.cloud().sqs().calls("ReceiveMessage").stream()
                            .filter(call -> isOf(call, "there"))
                            .count()
                    > 1);

            assertThat(backbone.cloud().sqs().calls("ReceiveMessage")).noneMatch(call -> isOf(call, "absent"));
            assertThat(client.isOpen()).isTrue();
        }
        await().until(() ->
                backbone.cloud().sqs().calls("ReceiveMessage").stream().noneMatch(call -> call.status() == Call.OPEN));
    }

    @Test
    void a_receipt_is_in_the_ledger_and_in_the_history_of_the_event() throws Exception {
        app.with("17").send("17", 1);
        try (InboxClient client = app.as("17").connect()) {
            client.awaitIds(1);
            client.received("17-1");
            await().untilAsserted(() -> assertThat(app.remembered("17", "17-1")).isEqualTo("DONE 1"));
        }

        History found = backbone.context()
                .getRegistry()
                .findSingleByType(EventHistory.class)
                .of("17-1")
                .orElseThrow();

        assertThat(found.receipts())
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.text()).matches("client 17: received \\d\\d:\\d\\d:\\d\\d"));
        assertThat(found.toJson()).contains("\"receipts\":[{\"inbox\":\"app\",\"client\":\"17\",\"state\":\"DONE\"");
    }

    @Test
    void a_receipt_whose_delete_fails_is_not_lost_and_the_event_is_not_sent_again() throws Exception {
        app.with("kept").send("kept", 1);
        backbone.cloud().sqs().faults().on("DeleteMessageBatch").times(1).failEntries(position -> true);
        backbone.cloud().sqs().faults().on("DeleteMessageBatch").times(40).internalError();

        try (InboxClient client = app.as("kept").connect()) {
            client.awaitIds(1);
            client.received("kept-1");
            await().untilAsserted(
                            () -> assertThat(app.remembered("kept", "kept-1")).isEqualTo("DONE 1"));
            await().until(() -> app.depth("kept").equals(List.of(0, 1))
                    && backbone.cloud().sqs().calls("ReceiveMessage").stream().anyMatch(call -> isOf(call, "kept")));
            client.cut();
        }
        await().untilAsserted(() -> assertThat(app.depth("kept")).containsExactly(1, 0));
        backbone.cloud().sqs().faults().clear();

        try (InboxClient client = app.as("kept").connect()) {
            await().untilAsserted(() -> assertThat(app.depth("kept")).containsExactly(0, 0));
            assertThat(client.ids()).isEmpty();
        }
    }

    @Test
    void the_connection_of_a_client_without_a_queue_is_closed_with_no_such_inbox() throws Exception {
        try (InboxClient client = app.as("nobody").connect()) {
            assertThat(client.end()).isEqualTo("4004 no such inbox");
        }
    }

    @Test
    void connected_clients_are_listed_and_counted_by_a_metric() throws Exception {
        app.with("seen").send("seen", 2);
        Instant before = Instant.now();
        MeterRegistry meters = backbone.context().getRegistry().findSingleByType(MeterRegistry.class);
        double received = meters.get("caravan.inbox.events")
                .tags("inbox", "app", "end", "received")
                .counter()
                .count();

        try (InboxClient client = app.as("seen").connect()) {
            client.awaitIds(2);
            client.received(client.ids().get(0));
            await().untilAsserted(() -> {
                ConnectedClient shown = ConnectedClients.of(backbone.context())
                        .find("app", "seen")
                        .orElseThrow();
                assertThat(shown.unanswered()).isEqualTo(1);
                assertThat(shown.since()).isBetween(before, Instant.now());
            });

            assertThat(meters.get("caravan.inbox.clients")
                            .tags("inbox", "app")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(meters.get("caravan.inbox.unanswered")
                            .tags("inbox", "app")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(meters.get("caravan.inbox.events")
                            .tags("inbox", "app", "end", "received")
                            .counter()
                            .count())
                    .isEqualTo(received + 1);
        }
    }

    private static boolean isOf(Call call, String client) {
        return call.body().path("QueueUrl").asText().endsWith("-inbox-" + client);
    }
}
