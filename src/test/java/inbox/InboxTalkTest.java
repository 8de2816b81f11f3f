package inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import local.faults.Call;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Backbone;
import topology.Inbox;

/** What a client may send, how fast it may read, and how long it may be silent. */
class InboxTalkTest {
    private static final String FORM = "an answer is {\"received\":\"<id>\"} or {\"failed\":\"<id>\",\"reason\":\"…\"}";
    private static final String UNKNOWN =
            "no event with this id waits for an answer: it was answered before, given back, or never sent";

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static Backbone backbone;
    private static InboxesForTests app;
    private static InboxesForTests pinged;
    private static InboxesForTests wide;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                        camel.route-template[app].template-id = inbox
                        camel.route-template[app].inbox       = app
                        camel.route-template[app].secret      = {{inbox.secret}}
                        camel.route-template[app].window      = 4
                        camel.route-template[wide].template-id = inbox
                        camel.route-template[wide].inbox       = wide
                        camel.route-template[wide].path        = /wide/{client}
                        camel.route-template[wide].secret      = {{inbox.secret}}
                        camel.route-template[wide].window      = 100
                        camel.route-template[pinged].template-id  = inbox
                        camel.route-template[pinged].inbox        = pinged
                        camel.route-template[pinged].path         = /pinged/{client}
                        camel.route-template[pinged].secret       = {{inbox.secret}}
                        camel.route-template[pinged].pingInterval = 200ms
                        """)
                .property("inbox.secret", InboxesForTests.SECRET)
                .start();
        await().until(() -> List.of("app", "wide", "pinged").stream()
                .allMatch(route -> backbone.context()
                        .getRouteController()
                        .getRouteStatus(route)
                        .isStarted()));
        app = new InboxesForTests(backbone, new Inbox("app"), "/inbox/").with("talker", "two-shops");
        wide = new InboxesForTests(backbone, new Inbox("wide"), "/wide/").with("reader");
        pinged = new InboxesForTests(backbone, new Inbox("pinged"), "/pinged/").with("dumb", "lively");
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            hello                                   | not JSON: FORM
            {"received":"1"} {"received":"2"}       | not JSON: FORM
            {"received":"1","received":"2"}         | not JSON: FORM
            {"received":                            | not JSON: FORM
            []                                      | FORM
            "received"                              | FORM
            null                                    | FORM
            {}                                      | FORM
            {"receipt":"1"}                         | FORM
            {"received":"1","failed":"1"}           | FORM
            {"received":1}                          | received must be a text: FORM
            {"received":null}                       | received must be a text: FORM
            {"failed":{"id":"1"}}                   | failed must be a text: FORM
            {"failed":"talker-1","reason":7}        | reason must be a text: FORM
            {"received":"talker-1","source":[]}     | source must be a text: FORM
            {"received":"never sent"}               | UNKNOWN
            {"failed":"never sent"}                 | UNKNOWN
            {"received":""}                         | UNKNOWN
            {"received":"talker-1","source":"/x"}   | UNKNOWN
            """)
    void a_malformed_answer_gets_an_error_and_loses_nothing(String said, String error) throws Exception {
        String id = "t-" + NUMBERS.incrementAndGet();
        app.send("talker", id, "{}");
        try (InboxClient client = app.as("talker").connect()) {
            client.awaitIds(1);

            client.say(said.replace("talker-1", id));

            await().untilAsserted(() -> assertThat(client.errors())
                    .containsExactly(error.replace("FORM", FORM).replace("UNKNOWN", UNKNOWN)));
            assertThat(app.depth("talker")).containsExactly(0, 1);
            client.received(id);
            await().untilAsserted(() -> assertThat(app.depth("talker")).containsExactly(0, 0));
        }
    }

    @Test
    void a_second_answer_is_an_error_and_changes_nothing() throws Exception {
        app.send("talker", "once", "{}");
        try (InboxClient client = app.as("talker").connect()) {
            client.awaitIds(1);

            client.received("once");
            client.failed("once", "or not");

            await().untilAsserted(() -> assertThat(client.errors()).containsExactly(UNKNOWN));
            await().untilAsserted(
                            () -> assertThat(app.remembered("talker", "once")).isEqualTo("DONE 1"));
        }
    }

    @Test
    void an_answer_may_come_in_several_frames() throws Exception {
        app.send("talker", "parts", "{}");
        try (InboxClient client = app.as("talker").connect()) {
            client.awaitIds(1);

            client.say("{\"received\":", "\"parts\"}");

            await().untilAsserted(
                            () -> assertThat(app.remembered("talker", "parts")).isEqualTo("DONE 1"));
        }
    }

    @Test
    void a_binary_frame_is_no_answer() throws Exception {
        try (InboxClient client = app.as("talker").connect()) {
            client.sayBytes("{\"received\":\"1\"}".getBytes(StandardCharsets.UTF_8));

            await().untilAsserted(() -> assertThat(client.errors()).containsExactly("only text frames are answers"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64 * 1024, 1024 * 1024})
    void an_answer_that_is_too_large_ends_the_connection_with_a_reason(int size) throws Exception {
        String id = "large-" + size;
        app.send("talker", id, "{}");
        try (InboxClient client = app.as("talker").connect()) {
            client.awaitIds(1);

            client.say("{\"failed\":\"" + id + "\",\"reason\":\"" + "x".repeat(size) + "\"}");

            assertThat(client.end()).isEqualTo("1009 too large: an answer has at most 64 KiB");
        }
        await().untilAsserted(() -> assertThat(app.depth("talker")).containsExactly(1, 0));
        try (InboxClient client = app.as("talker").connect()) {
            client.awaitIds(1);
            client.received(id);
            await().untilAsserted(() -> assertThat(app.depth("talker")).containsExactly(0, 0));
        }
    }

    @Test
    void events_of_two_sources_with_one_id_are_answered_by_their_source() throws Exception {
        app.send("two-shops", "4711", "{}");
        app.sendFrom("/market", "two-shops", "4711", "{}");
        try (InboxClient client = app.as("two-shops").connect()) {
            client.awaitIds(2);

            client.received("4711");
            await().untilAsserted(() -> assertThat(client.errors())
                    .containsExactly("events of several sources have this id: add \"source\""));
            client.say("{\"received\":\"4711\",\"source\":\"/market\"}");
            client.received("4711");

            await().untilAsserted(() -> assertThat(app.depth("two-shops")).containsExactly(0, 0));
            assertThat(client.errors()).hasSize(1);
        }
    }

    /** The buffers of the client's host hold some events. The others wait in the queue, although the window has room for more. */
    @Test
    void polls_stop_for_a_client_that_does_not_read() throws Exception {
        String data = "\"" + "x".repeat(200_000) + "\"";
        for (int number = 1; number <= 90; number++) {
            wide.send("reader", "r-" + number, data);
        }

        try (InboxClient client = wide.as("reader").withoutReading().connect()) {
            await().untilAsserted(() -> assertThat(wide.depth("reader").get(1)).isPositive());
            await().during(Duration.ofSeconds(3))
                    .until(() -> backbone.cloud().sqs().calls("ReceiveMessage").stream()
                            .filter(call ->
                                    call.body().path("QueueUrl").asText().endsWith("-reader"))
                            .noneMatch(call -> call.status() == Call.OPEN));
            assertThat(wide.depth("reader").get(0))
                    .as("what waits in the queue")
                    .isPositive();

            client.read();
            for (int answered = 0; answered < 90; answered++) {
                client.received(client.awaitIds(answered + 1).get(answered));
            }

            await().untilAsserted(() -> assertThat(wide.depth("reader")).containsExactly(0, 0));
        }
    }

    @Test
    void a_client_that_answers_no_ping_is_disconnected_and_its_events_are_visible() throws Exception {
        pinged.send("dumb", 1);
        try (InboxClient client = pinged.as("dumb").withoutReading().connect()) {
            await().until(() -> pinged.depth("dumb").equals(List.of(0, 1)));

            await().untilAsserted(() -> assertThat(pinged.depth("dumb")).containsExactly(1, 0));

            client.read();
            assertThat(client.end()).isEqualTo("4008 silent: no answer to the last pings");
        }
    }

    @Test
    void a_client_that_answers_pings_stays() throws Exception {
        pinged.send("lively", 1);
        try (InboxClient client = pinged.as("lively").connect()) {
            client.awaitIds(1);

            await().during(Duration.ofMillis(1500)).until(client::isOpen);

            client.received("lively-1");
            await().untilAsserted(() -> assertThat(pinged.depth("lively")).containsExactly(0, 0));
        }
    }

    @Test
    void the_connection_of_a_client_whose_queue_is_removed_is_closed_with_the_reason() throws Exception {
        pinged.with("removed");
        try (InboxClient client = pinged.as("removed").connect()) {
            await().until(() -> ConnectedClients.of(backbone.context())
                    .find("pinged", "removed")
                    .isPresent());

            // ElasticMQ never answers a receive that waits at a removed queue. AWS refuses the next receive.
            backbone.cloud().sqs().faults().on("ReceiveMessage").refuse(400, "QueueDoesNotExist");

            assertThat(client.end()).isEqualTo("4004 no such inbox");
        } finally {
            backbone.cloud().sqs().faults().clear();
        }
    }
}
