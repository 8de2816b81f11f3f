package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import configuration.ConfigurationException;
import history.EventHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import ledger.DynamoDbLedger;
import ledger.LedgerTable;
import ledger.Progress;
import ledger.State;
import ledger.Work;
import local.http.HttpAnswer;
import local.http.LoopbackServer;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Backbone;
import testing.MessageCount;

class DeadLetterTest {
    private static final String WATCH = """
            camel.route-template[billing-letters].template-id = dead-letter
            camel.route-template[billing-letters].queue       = billing
            camel.route-template[billing-letters].notify      = direct:tell
            camel.route-template[billing-letters].period      = 1s
            """;

    private final ObjectMapper json = new ObjectMapper();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicBoolean deaf = new AtomicBoolean();
    private Backbone backbone;

    @AfterEach
    void stop() {
        if (backbone != null) {
            backbone.close();
        }
    }

    @Test
    void notifies_of_each_failure_once_with_its_count_and_leaves_the_letters() throws Exception {
        start(WATCH + "camel.route-template[billing-letters].interval = 1h");
        letter("a", "till is closed");
        letter("b", "till is closed");
        letter("c", "no stock");

        await().untilAsserted(() -> assertThat(told).hasSizeGreaterThanOrEqualTo(2));
        letter("d", "till is closed");
        letter("e", "no paper");

        await().untilAsserted(() -> assertThat(told("no paper")).isPresent());
        assertThat(told).hasSize(3);
        JsonNode till = told("till is closed").orElseThrow();
        assertThat(till.path("queue").asText()).isEqualTo("billing");
        assertThat(till.path("exception").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(till.path("text").asText())
                .contains("of billing")
                .contains("java.lang.IllegalStateException: till is closed (fingerprint f-till is closed");
        assertThat(count()).isEqualTo(5);
    }

    @Test
    void notifies_of_letters_that_arrived_meanwhile_when_the_interval_is_over() throws Exception {
        start(WATCH + "camel.route-template[billing-letters].interval = 2s");
        letter("a", "till is closed");
        await().untilAsserted(() -> assertThat(told).hasSize(1));

        letter("b", "till is closed");
        letter("c", "till is closed");

        await().untilAsserted(() -> assertThat(told).hasSize(2));
        JsonNode second = json.readTree(told.get(1));
        assertThat(second.path("added").asInt()).isEqualTo(2);
        assertThat(second.path("letters").asInt()).isEqualTo(3);
    }

    @Test
    void a_failed_notification_is_repeated() throws Exception {
        deaf.set(true);
        start(WATCH + "camel.route-template[billing-letters].interval = 1h");
        letter("a", "till is closed");
        await().untilAsserted(() -> assertThat(told).hasSizeGreaterThan(1));

        deaf.set(false);
        int deafFor = told.size();

        await().untilAsserted(() -> assertThat(told).hasSizeGreaterThan(deafFor));
        assertThat(json.readTree(told.get(told.size() - 1)).path("added").asInt())
                .isEqualTo(1);
    }

    @Test
    void notifies_that_a_consumer_of_the_queue_pauses_itself() throws Exception {
        start(WATCH + """
                camel.route-template[billing].template-id = polling-consumer
                camel.route-template[billing].queue       = billing
                camel.route-template[billing].handler     = direct:fail
                camel.route-template[billing].pauseAfter  = 50% in 30s
                camel.route-template[billing].pauseFor    = 1h
                camel.route-template[billing].backoff     = 0s
                camel.route-template[billing].maxBackoff  = 0s
                camel.route-template[billing].maxAttempts = 100
                """);

        for (int i = 0; i < 12; i++) {
            backbone.aws()
                    .sqs()
                    .sendMessage(request -> request.queueUrl(url("billing")).messageBody("an order"));
        }

        await().untilAsserted(() -> assertThat(told).hasSize(1));
        JsonNode notice = json.readTree(told.get(0));
        assertThat(notice.path("text").asText()).startsWith("Route billing does not consume billing until ");
        assertThat(notice.path("route").asText()).isEqualTo("billing");
        assertThat(notice.path("queue").asText()).isEqualTo("billing");
        assertThat(notice.path("reason").asText())
                .startsWith("50% of the handlers have failed in 30s")
                .contains("the service is away");
        assertThat(Instant.parse(notice.path("until").asText())).isAfter(Instant.now());
    }

    /** Slack and others accept JSON with a field {@code text}, by POST, at a secret address. */
    @Test
    void notifies_a_chat_over_http() throws Exception {
        List<String> methods = new CopyOnWriteArrayList<>();
        List<String> bodies = new CopyOnWriteArrayList<>();
        try (LoopbackServer chat = LoopbackServer.start("chat", 0, call -> {
            methods.add(call.method());
            bodies.add(call.text());
            return HttpAnswer.of(200, "text/plain", "ok");
        })) {
            start(WATCH.replace("direct:tell", "{{chat.url}}")
                    + "chat.url = %s/services/T0/B0/secret".formatted(chat.endpoint()));
            letter("a", "till is closed");

            await().untilAsserted(() -> assertThat(bodies).hasSize(1));
            assertThat(methods).containsExactly("POST");
            assertThat(json.readTree(bodies.get(0)).path("text").asText()).contains("1 new dead letter of billing");
        }
    }

    @Test
    void several_watches_of_one_queue_send_one_notification() throws Exception {
        start(WATCH + """
                camel.route-template[billing-letters].interval  = 1h
                camel.route-template[again].template-id = dead-letter
                camel.route-template[again].queue       = billing
                camel.route-template[again].notify      = direct:tell
                camel.route-template[again].period      = 1001ms
                camel.route-template[again].interval    = 1h
                """);
        letter("a", "till is closed");

        await().untilAsserted(() -> assertThat(told).hasSize(1));
        // Both watches look once a second.
        await().during(Duration.ofMillis(1500)).until(() -> told.size() == 1);
    }

    @Test
    void a_letter_that_sqs_moved_by_itself_is_recorded_as_dead_in_the_ledger() throws Exception {
        start(WATCH);
        String event = "crashed";
        backbone.aws()
                .sqs()
                .sendMessage(request -> request.queueUrl(url("billing-dead-letters"))
                        .messageBody("x")
                        .messageAttributes(Map.of("ce_id", text(event))));
        new DynamoDbLedger(table(), Clock.systemUTC()).claim(new Work(event, "billing", "m-1", 1), Duration.ZERO);

        await().untilAsserted(() -> assertThat(told).hasSize(1));

        Progress progress =
                new EventHistory(table()).of(event).orElseThrow().subscribers().get(0);
        assertThat(progress.state()).isEqualTo(State.DEAD);
        assertThat(progress.attempts()).isEqualTo(1);
        assertThat(progress.cause().fingerprint()).isEqualTo("moved-by-sqs");
    }

    @Test
    void waits_for_a_queue_that_does_not_exist_yet() throws Exception {
        backbone = Backbone.of(WATCH.replace("= billing\n", "= later\n"))
                .property("camel.routecontroller.back-off-delay", "200")
                .routes(ear())
                .start();
        make(backbone.aws(), "later");

        letter("later-dead-letters", "a", "till is closed");

        await().untilAsserted(() -> assertThat(told).hasSize(1));
    }

    @Test
    void refuses_an_invalid_interval() {
        backbone = Backbone.of(WATCH + "camel.route-template[billing-letters].interval = often")
                .routes(ear());

        assertThatThrownBy(backbone::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "route billing-letters: interval = often: must be a duration such as 500ms, 30s or 15m, from 1s"
                                + " to 7d");
    }

    private void start(String routes) {
        backbone = Backbone.of(routes)
                .routes(ear())
                .before(aws -> make(aws, "billing"))
                .start();
    }

    private static void make(AwsClients aws, String queue) {
        aws.sqs().createQueue(create -> create.queueName(queue + "-dead-letters"));
        aws.sqs()
                .createQueue(create -> create.queueName(queue)
                        .attributes(Map.of(
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:" + queue
                                        + "-dead-letters\",\"maxReceiveCount\":5}")));
    }

    private RouteBuilder ear() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:fail").errorHandler(noErrorHandler()).process(exchange -> {
                    throw new IllegalStateException("the service is away");
                });
                from("direct:tell").errorHandler(noErrorHandler()).process(exchange -> {
                    told.add(exchange.getMessage().getBody(String.class));
                    if (deaf.get()) {
                        throw new IllegalStateException("nobody listens");
                    }
                });
            }
        };
    }

    private void letter(String event, String message) {
        letter("billing-dead-letters", event, message);
    }

    private void letter(String queue, String event, String message) {
        String cause = """
                {"subscriber":"billing","exception":"java.lang.IllegalStateException","message":"%s",\
                "fingerprint":"f-%s","attempts":5,"last":"2026-01-02T03:04:05Z"}""".formatted(message, message);
        backbone.aws()
                .sqs()
                .sendMessage(request -> request.queueUrl(url(queue))
                        .messageBody(event)
                        .messageAttributes(Map.of("ce_id", text(event), "caravan-cause", text(cause))));
    }

    private Optional<JsonNode> told(String message) throws Exception {
        for (String notice : told) {
            if (json.readTree(notice).path("message").asText().equals(message)) {
                return Optional.of(json.readTree(notice));
            }
        }
        return Optional.empty();
    }

    private int count() {
        return MessageCount.in(url("billing-dead-letters"), backbone.aws().sqs());
    }

    private String url(String queue) {
        return backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName(queue))
                .queueUrl();
    }

    private LedgerTable table() {
        return new LedgerTable(backbone.aws().dynamoDb(), LedgerTable.DEFAULT_NAME);
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
