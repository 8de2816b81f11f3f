package inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import testing.Backbone;
import testing.OperatorClient;
import topology.Inbox;

/** The clients of an inbox share a dead-letter queue, and an operator sees and sends back the letters of all of them. */
class InboxLettersTest {
    private static final String TOKEN = "a-token";

    private Backbone backbone;
    private InboxesForTests app;
    private OperatorClient operator;
    private String letters;

    @AfterEach
    void stop() {
        backbone.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "app.fifo"})
    void each_letter_names_its_client_and_goes_back_to_it(String inbox) throws Exception {
        start(inbox);
        app.with("ana", "bob");
        for (int number = 1; number <= 3; number++) {
            send("ana", "a-" + number);
        }
        send("bob", "b-1");
        fail("ana", 3);
        fail("bob", 1);

        JsonNode all = operator.get("/dead-letters/" + letters + "/letters", "/caravan/dead-letters/{queue}/letters");
        JsonNode counted = redrive("{\"all\":true,\"dryRun\":true}");
        JsonNode sent = redrive("{\"all\":true}");

        assertThat(all.path("letters"))
                .extracting(letter -> letter.path("event").asText() + " of "
                        + letter.path("client").asText())
                .containsExactlyInAnyOrder("a-1 of ana", "a-2 of ana", "a-3 of ana", "b-1 of bob");
        assertThat(counted.at("/counts/moved").asInt()).isEqualTo(4);
        assertThat(sent.at("/counts/moved").asInt()).isEqualTo(4);
        try (InboxClient ana = app.as("ana").connect();
                InboxClient bob = app.as("bob").connect()) {
            for (int seen = 0; seen < 3; seen++) {
                ana.received(ana.awaitIds(seen + 1).get(seen));
            }
            bob.received(bob.awaitIds(1).get(0));
            if (app.inbox().isFifo()) {
                assertThat(ana.ids()).containsExactly("a-1", "a-2", "a-3");
            }
            assertThat(ana.ids()).containsExactlyInAnyOrder("a-1", "a-2", "a-3");
            assertThat(bob.ids()).containsExactly("b-1");
            await().untilAsserted(() -> assertThat(app.remembered("ana", "a-3")).isEqualTo("DONE 1"));
        }
        assertThat(count()).isZero();
    }

    @Test
    void a_letter_of_a_removed_client_stays_and_is_sent_to_no_other_queue() throws Exception {
        start("app");
        app.with("ana", "gone");
        send("ana", "a-1");
        send("gone", "g-1");
        fail("ana", 1);
        fail("gone", 1);
        backbone.aws().sqs().deleteQueue(request -> request.queueUrl(app.url("gone")));
        String elsewhere = backbone.aws()
                .sqs()
                .createQueue(request -> request.queueName("payments"))
                .queueUrl();
        String place = url();
        backbone.aws()
                .sqs()
                .sendMessage(
                        request -> request.queueUrl(place)
                                .messageBody("{}")
                                .messageAttributes(
                                        Map.of(
                                                "caravan-cause",
                                                InboxesForTests.text(
                                                        "{\"subscriber\":\"payments\",\"queue\":\"arn:aws:sqs:elasticmq:000000000000:payments\",\"exception\":\"x\",\"message\":\"x\",\"fingerprint\":\"abcdefabcdef\",\"attempts\":1,\"first\":\"2026-11-30T12:03:10Z\",\"last\":\"2026-11-30T12:03:10Z\"}"))));

        JsonNode sent = redrive("{\"all\":true}");

        assertThat(sent.at("/counts/moved").asInt()).isEqualTo(1);
        assertThat(sent.at("/counts/notSent").asInt()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(count()).isEqualTo(2));
        assertThat(backbone.aws()
                        .sqs()
                        .receiveMessage(request -> request.queueUrl(elsewhere))
                        .messages())
                .isEmpty();
        assertThat(app.depth("ana")).containsExactly(1, 0);
    }

    @Test
    void the_letters_of_one_client_are_listed_under_the_name_of_its_queue() throws Exception {
        start("app");
        app.with("ana", "bob");
        send("ana", "a-1");
        send("bob", "b-1");
        fail("ana", 1);
        fail("bob", 1);

        JsonNode ofBob = operator.get("/dead-letters/app-inbox-bob/letters", "/caravan/dead-letters/{queue}/letters");
        JsonNode queues = operator.get("/dead-letters", "/caravan/dead-letters");

        assertThat(ofBob.path("letters").findValuesAsText("event")).containsExactly("b-1");
        assertThat(queues.path("entries").findValuesAsText("queue")).containsExactly("app-inbox-dead-letters");
        assertThat(queues.at("/entries/0/letters").asInt()).isEqualTo(2);
    }

    private void fail(String client, int events) throws Exception {
        try (InboxClient connected = app.as(client).connect()) {
            for (int seen = 0; seen < events; seen++) {
                connected.failed(connected.awaitIds(seen + 1).get(seen), "the disk is full");
            }
            await().untilAsserted(() -> assertThat(app.depth(client)).isEqualTo(List.of(0, 0)));
        }
    }

    private JsonNode redrive(String body) throws Exception {
        return operator.post("/dead-letters/" + letters + "/redrive", body, "/caravan/dead-letters/{queue}/redrive");
    }

    private void send(String client, String id) {
        if (app.inbox().isFifo()) {
            app.send(client, id, "{}", "one");
        } else {
            app.send(client, id, "{}");
        }
    }

    private int count() throws Exception {
        return operator.get("/dead-letters", "/caravan/dead-letters")
                .at("/entries/0/letters")
                .asInt();
    }

    private String url() {
        GetQueueUrlResponse found = backbone.aws().sqs().getQueueUrl(request -> request.queueName(letters));
        return found.queueUrl();
    }

    private void start(String inbox) {
        letters = new Inbox(inbox).deadLetters().name();
        backbone = Backbone.of("""
                        camel.main.name = shop
                        camel.route-template[app].template-id = inbox
                        camel.route-template[app].inbox       = %s
                        camel.route-template[app].secret      = {{inbox.secret}}
                        camel.route-template[app].maxAttempts = 1
                        """.formatted(inbox))
                .property("inbox.secret", InboxesForTests.SECRET)
                .property("dead-letters.token", TOKEN)
                .start();
        await().until(() ->
                backbone.context().getRouteController().getRouteStatus("app").isStarted());
        app = new InboxesForTests(backbone, new Inbox(inbox), "/inbox/");
        operator = new OperatorClient(backbone.http(), TOKEN);
    }
}
