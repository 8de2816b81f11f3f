package inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import ledger.ConnectionRecords;
import ledger.ConnectionRecords.KnownConnection;
import ledger.LedgerTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import testing.Backbone;
import testing.OperatorClient;
import topology.Inbox;

/** Each process knows which clients are connected to other live processes. */
class ConnectedElsewhereTest {
    private static final String TOKEN = "a-token";
    private static final String ROUTES = """
            camel.main.name = shop
            camel.route-template[app].template-id = inbox
            camel.route-template[app].inbox       = app
            camel.route-template[app].secret      = {{inbox.secret}}
            camel.route-template[app].pingInterval = 500ms
            """;

    private final Backbone one = Backbone.of(ROUTES);
    private final Backbone other = Backbone.beside(one, ROUTES);
    private InboxesForTests app;
    private OperatorClient here;
    private OperatorClient there;

    @BeforeEach
    void start() {
        for (Backbone application : List.of(one, other)) {
            application
                    .property("inbox.secret", InboxesForTests.SECRET)
                    .property("dead-letters.token", TOKEN)
                    .start();
            await().until(() -> application
                    .context()
                    .getRouteController()
                    .getRouteStatus("app")
                    .isStarted());
        }
        app = new InboxesForTests(one, new Inbox("app"), "/inbox/");
        here = new OperatorClient(one.http(), TOKEN);
        there = new OperatorClient(other.http(), TOKEN);
    }

    @AfterEach
    void stop() {
        one.cloud().dynamoDb().faults().clear();
        other.close();
        one.close();
    }

    @Test
    void a_client_of_another_process_is_connected_elsewhere_until_it_leaves() throws Exception {
        app.with("ana", "bob").send("ana", 1);
        Instant before = Instant.now().minusMillis(1);
        InboxClient ana = app.as("ana").connect();
        ana.awaitIds(1);

        await().untilAsserted(() -> {
            JsonNode seen = client(there, "ana");
            assertThat(seen.path("elsewhere").asBoolean()).isTrue();
            assertThat(Instant.parse(seen.path("connectedSince").asText())).isBetween(before, Instant.now());
            assertThat(seen.has("unanswered")).isFalse();
        });
        assertThat(client(here, "ana").has("elsewhere")).isFalse();
        assertThat(client(here, "ana").path("unanswered").asInt()).isEqualTo(1);
        assertThat(client(there, "bob").has("connectedSince")).isFalse();

        ana.close();

        await().untilAsserted(() ->
                assertThat(client(there, "ana").has("connectedSince")).isFalse());
        assertThat(client(here, "ana").has("connectedSince")).isFalse();
    }

    @Test
    void a_client_that_moves_is_shown_as_connected_to_its_new_process() throws Exception {
        app.with("ana");
        InboxClient ana = app.as("ana").connect();
        await().untilAsserted(() ->
                assertThat(client(there, "ana").path("elsewhere").asBoolean()).isTrue());

        InboxClient moved = new InboxesForTests(other, new Inbox("app"), "/inbox/")
                .as("ana")
                .connect();

        assertThat(ana.end()).startsWith("4000 taken over");
        await().untilAsserted(() -> {
            assertThat(client(here, "ana").path("elsewhere").asBoolean()).isTrue();
            assertThat(client(there, "ana").has("unanswered")).isTrue();
        });
        moved.close();
    }

    @Test
    void clients_of_a_stopped_or_killed_process_are_not_shown_as_connected() throws Exception {
        app.with("ana", "killed");
        InboxClient ana = app.as("ana").connect();
        ConnectionRecords records = new ConnectionRecords(
                new LedgerTable(one.aws().dynamoDb(), LedgerTable.DEFAULT_NAME), Clock.systemUTC());
        records.put("app-inbox-killed", new KnownConnection("c-1", "p-1", Instant.now()));
        assertThat(client(there, "killed").has("connectedSince")).isFalse();
        records.lives("p-1", Duration.ofSeconds(2));
        assertThat(client(there, "killed").path("elsewhere").asBoolean()).isTrue();
        await().untilAsserted(() ->
                assertThat(client(there, "ana").path("elsewhere").asBoolean()).isTrue());

        one.context().getRouteController().stopRoute("app");

        assertThat(ana.end()).startsWith("1012");
        await().untilAsserted(() -> {
            assertThat(client(there, "ana").has("connectedSince")).isFalse();
            assertThat(client(there, "killed").has("connectedSince")).isFalse();
        });
    }

    @Test
    void a_long_connection_stays_known_to_other_processes() throws Exception {
        app.with("ana");
        try (InboxClient ana = app.as("ana").connect()) {
            await().untilAsserted(() -> assertThat(
                            client(there, "ana").path("elsewhere").asBoolean())
                    .isTrue());

            // This is longer than three ping intervals of 500 ms.
            await().during(Duration.ofSeconds(4))
                    .atMost(Duration.ofSeconds(8))
                    .untilAsserted(() -> assertThat(
                                    client(there, "ana").path("elsewhere").asBoolean())
                            .isTrue());
            assertThat(ana.isOpen()).isTrue();
        }
    }

    @Test
    void a_page_of_two_hundred_clients_costs_three_reads_at_most() throws Exception {
        IntStream.range(0, 210)
                .forEach(number ->
                        one.aws().sqs().createQueue(request -> request.queueName("app-inbox-c" + (1000 + number))));
        one.cloud().reset();

        JsonNode listed = there.get("/inboxes?size=200", "/caravan/inboxes");

        assertThat(listed.path("entries")).hasSize(200);
        assertThat(one.cloud().dynamoDb().count("BatchGetItem")).isBetween(2, 3);
        assertThat(one.cloud().dynamoDb().count("Query")).isLessThanOrEqualTo(1);
    }

    @Test
    void without_the_ledger_the_list_marks_connections_elsewhere_as_unknown() throws Exception {
        app.with("ana");
        one.cloud().dynamoDb().faults().on("BatchGetItem").refuse(400, "AccessDeniedException");

        JsonNode listed = there.get("/inboxes", "/caravan/inboxes");

        assertThat(listed.path("elsewhereUnknown").asBoolean()).isTrue();
        assertThat(listed.at("/entries/0/client").asText()).isEqualTo("ana");
        one.cloud().dynamoDb().faults().clear();
        assertThat(there.get("/inboxes", "/caravan/inboxes").has("elsewhereUnknown"))
                .isFalse();
    }

    @Test
    void a_stop_does_not_wait_for_an_unavailable_ledger() throws Exception {
        String[] names = IntStream.range(0, 60).mapToObj(number -> "c" + number).toArray(String[]::new);
        app.with(names);
        for (String name : names) {
            app.as(name).connect();
        }
        await().until(() -> ConnectedClients.of(one.context()).all().size() == names.length);
        one.cloud().dynamoDb().faults().onEverything().unavailable();

        Instant begun = Instant.now();
        one.context().getRouteController().stopRoute("app");

        // The stop waits for a receive in flight, which takes up to a second here.
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(8));
    }

    private static JsonNode client(OperatorClient operator, String name) throws Exception {
        JsonNode entries = operator.get("/inboxes", "/caravan/inboxes").path("entries");
        return StreamSupport.stream(entries.spliterator(), false)
                .filter(entry -> entry.path("client").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + entries));
    }
}
