package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import testing.Backbone;
import testing.OperatorClient;

/** What an operator needs in addition to the operations: limits, dry runs, reasons, and results. */
class LettersForOperatorsTest {
    private static final String TOKEN = "of-an-operator";
    private static final String LIST = "/caravan/dead-letters/{queue}";
    private static final String LETTERS = LIST + "/letters";
    private static final String EDIT = LETTERS + "/{id}/edit";
    private static final String REDRIVE = LIST + "/redrive";

    private static final String ROUTES = """
            camel.route-template[to-billing].template-id = fan-out
            camel.route-template[to-billing].topic       = orders
            camel.route-template[to-billing].queue       = billing
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = direct:bill
            camel.route-template[billing].maxAttempts    = 1
            camel.route-template[to-history].template-id = fan-out
            camel.route-template[to-history].topic       = orders.fifo
            camel.route-template[to-history].queue       = history.fifo
            camel.route-template[order-history].template-id    = fifo-consumer
            camel.route-template[order-history].queue          = history.fifo
            camel.route-template[order-history].handler        = direct:bill
            camel.route-template[order-history].maxAttempts    = 1
            camel.route-template[order-history].onFailure      = park
            """;

    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private Backbone backbone;
    private OperatorClient operator;

    @BeforeEach
    void start() {
        backbone = Backbone.of(ROUTES)
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:bill").errorHandler(noErrorHandler()).process(exchange -> {
                            String body = exchange.getMessage().getBody(String.class);
                            if (failing.contains(body)) {
                                throw new IllegalStateException("till is closed");
                            }
                            handled.add(body);
                        });
                    }
                })
                .property("dead-letters.token", TOKEN)
                .start();
        operator = new OperatorClient(backbone.http(), TOKEN);
    }

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void a_redrive_takes_as_many_letters_as_its_limit_allows() throws Exception {
        fail("e-1", "e-2", "e-3");
        failing.clear();

        JsonNode dry =
                operator.post("/dead-letters/billing/redrive", "{\"all\":true,\"limit\":2,\"dryRun\":true}", REDRIVE);
        JsonNode redriven = operator.post("/dead-letters/billing/redrive", "{\"all\":true,\"limit\":2}", REDRIVE);

        await().untilAsserted(() -> assertThat(handled).hasSize(2));
        assertThat(dry.at("/counts/moved").asInt()).isEqualTo(2);
        assertThat(redriven.at("/counts/moved").asInt()).isEqualTo(2);
        assertThat(redriven.path("sent")).hasSize(2);
        assertThat(count("billing-dead-letters")).isEqualTo(1);
    }

    @Test
    void letters_newer_than_until_stay() throws Exception {
        fail("e-1");
        Instant then = since("e-1");
        fail("e-2");
        failing.clear();

        operator.post(
                "/dead-letters/billing/discard",
                "{\"all\":true,\"until\":\"%s\",\"confirm\":\"billing\"}".formatted(then),
                LIST + "/discard");

        assertThat(operator.get("/dead-letters/billing/letters", LETTERS).path("letters"))
                .extracting(letter -> letter.path("event").asText())
                .containsExactly("e-2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id=e-1 | e-1",
                "id=e-1&id=e-2 | e-1,e-2",
                "attribute=shop%3De-2 | e-2",
                "until=2000-01-01T00:00:00Z | ''",
                "fingerprint=unknown | ''",
                "group=none | ''"
            })
    void letters_are_listed_by_the_conditions_of_a_redrive(String query, String events) throws Exception {
        fail("e-1", "e-2");

        JsonNode letters = operator.get("/dead-letters/billing/letters?" + query, LETTERS);
        JsonNode failures = operator.get("/dead-letters/billing?" + query, LIST);

        List<String> expected = events.isEmpty() ? List.of() : List.of(events.split(","));
        assertThat(letters.path("letters"))
                .extracting(letter -> letter.path("event").asText())
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(failures.path("letters").asInt()).isEqualTo(expected.size());
    }

    @Test
    void viewers_share_a_look_that_is_young_enough() throws Exception {
        fail("e-1");

        JsonNode first = operator.get("/dead-letters/billing", LIST);
        long looks = receives();
        JsonNode shared = operator.get("/dead-letters/billing/letters?maxAgeSeconds=600", LETTERS);
        long after = receives();
        JsonNode fresh = operator.get("/dead-letters/billing?maxAgeSeconds=0", LIST);

        assertThat(shared.path("lookedAt")).isEqualTo(first.path("lookedAt"));
        assertThat(after).isEqualTo(looks);
        assertThat(fresh.path("lookedAt")).isNotEqualTo(first.path("lookedAt"));
        assertThat(receives()).isGreaterThan(after);
    }

    @Test
    void a_change_makes_viewers_look_again() throws Exception {
        fail("e-1");
        operator.get("/dead-letters/billing", LIST);
        failing.clear();

        operator.post("/dead-letters/billing/redrive", "{\"all\":true}", REDRIVE);

        assertThat(operator.get("/dead-letters/billing?maxAgeSeconds=600", LIST)
                        .path("letters")
                        .asInt())
                .isZero();
    }

    @Test
    void a_dry_run_of_an_edit_shows_what_would_change_and_changes_nothing() throws Exception {
        fail("e-1");

        JsonNode preview = operator.post(
                "/dead-letters/billing/letters/e-1/edit",
                "{\"body\":\"better\",\"set\":{\"kind\":\"gift\"},\"remove\":[\"shop\"],\"dryRun\":true}",
                EDIT);

        assertThat(preview.path("changed")).extracting(JsonNode::asText).containsExactly("body", "kind", "shop");
        assertThat(preview.at("/before/body").asText()).isEqualTo("e-1");
        assertThat(preview.at("/after/body").asText()).isEqualTo("better");
        assertThat(preview.at("/after/attributes/kind").asText()).isEqualTo("gift");
        assertThat(count("billing-dead-letters")).isEqualTo(1);
        assertThat(operator.get("/dead-letters/billing/audit", LIST + "/audit").path("entries"))
                .isEmpty();
    }

    @Test
    void a_dry_run_of_a_release_counts_letters_and_releases_nothing() throws Exception {
        failing.add("a-1");
        sendToGroup("a-1", "a-2");
        await().untilAsserted(
                        () -> assertThat(count("history-dead-letters.fifo")).isEqualTo(2));

        JsonNode trial = operator.post(
                "/dead-letters/history.fifo/release", "{\"group\":\"order-1\",\"dryRun\":true}", LIST + "/release");

        assertThat(trial.path("dryRun").asBoolean()).isTrue();
        assertThat(trial.at("/counts/moved").asInt()).isEqualTo(2);
        assertThat(count("history-dead-letters.fifo")).isEqualTo(2);
    }

    @Test
    void the_audit_trail_of_all_queues_shows_the_reason() throws Exception {
        fail("e-1");

        operator.post(
                "/dead-letters/billing/discard",
                "{\"all\":true,\"confirm\":\"billing\",\"reason\":\"a test order\"}",
                LIST + "/discard");

        JsonNode all = operator.get("/audit?queue=billing&operation=discard&who=tok", "/caravan/audit");
        assertThat(all.at("/entries/0/reason").asText()).isEqualTo("a test order");
        assertThat(operator.get("/audit?who=nobody", "/caravan/audit").path("entries"))
                .isEmpty();
    }

    @Test
    void a_task_reports_the_outcomes_of_redriven_events() throws Exception {
        fail("e-1", "e-2");
        failing.remove("e-1");

        HttpResponse<String> redrive = operator.send("POST", "/dead-letters/billing/redrive", "{\"all\":true}");
        String task = operator.task(redrive).orElseThrow();

        await().untilAsserted(() -> {
            JsonNode after = operator.ended(task).path("after");
            assertThat(after.path("done").asInt()).isEqualTo(1);
            assertThat(after.path("deadAgain").asInt()).isEqualTo(1);
            assertThat(after.path("open").asInt()).isZero();
        });
        assertThat(operator.get("/tasks", "/caravan/tasks")
                        .at("/entries/0/operation")
                        .asText())
                .isEqualTo("redrive");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /dead-letters/billing/redrive | {'all':true,'limit':0} | limit 0: must be a number of letters from 1",
                "POST | /dead-letters/billing/redrive | {'all':true,'until':'noon'} | until noon: must be a time such as",
                "POST | /dead-letters/billing/redrive | {'all':true,'reason':' '} | reason: must have 1 to 200 characters",
                "POST | /dead-letters/billing/redrive | {'limit':1} | which letters: must be all",
                "GET | /dead-letters/billing?maxAgeSeconds=601 || maxAgeSeconds 601: must be from 0 to 600",
                "GET | /dead-letters/billing?maxAgeSeconds=x || maxAgeSeconds x: must be a whole number",
                "GET | /dead-letters/billing?attribute=shop || attribute shop: must be a name and a value",
                "GET | /dead-letters/billing?until=1 || until 1: must be a time",
                "POST | /dead-letters/billing/letters/x/edit | {'body':'•••'} | the edit has •••, which stands for a masked value",
                "POST | /dead-letters/billing/letters/x/edit | {'set':{'a':'•••'}} | the edit has •••",
                "GET | /audit?size=0 || size 0: must be from 1 to 1000"
            })
    void a_wrong_bound_is_answered_with_the_allowed_values(String method, String path, String body, String detail)
            throws Exception {
        HttpResponse<String> answer = operator.send(method, path, body == null ? null : body.replace('\'', '"'));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(detail);
    }

    private Instant since(String event) throws Exception {
        return Instant.parse(operator.get("/dead-letters/billing/letters?id=" + event, LETTERS)
                .at("/letters/0/since")
                .asText());
    }

    private long receives() {
        return backbone.cloud().sqs().calls("ReceiveMessage").stream()
                .filter(call -> call.body().path("QueueUrl").asText().endsWith("billing-dead-letters"))
                .count();
    }

    private void fail(String... events) {
        awaitQueue("billing");
        int before = count("billing-dead-letters");
        failing.addAll(List.of(events));
        for (String event : events) {
            backbone.aws()
                    .sqs()
                    .sendMessage(request -> request.queueUrl(url("billing"))
                            .messageBody(event)
                            .messageAttributes(Map.of("ce_id", text(event), "shop", text(event))));
        }
        await().untilAsserted(() -> assertThat(count("billing-dead-letters")).isEqualTo(before + events.length));
        await().untilAsserted(() -> assertThat(count("billing")).isZero());
    }

    private void sendToGroup(String... events) {
        awaitQueue("history.fifo");
        for (String event : events) {
            backbone.aws()
                    .sqs()
                    .sendMessage(request -> request.queueUrl(url("history.fifo"))
                            .messageBody(event)
                            .messageGroupId("order-1")
                            .messageDeduplicationId(event)
                            .messageAttributes(Map.of("ce_id", text(event))));
        }
    }

    private void awaitQueue(String queue) {
        await().ignoreExceptions().until(() -> url(queue) != null);
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private String url(String queue) {
        return backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName(queue))
                .queueUrl();
    }

    private int count(String queue) {
        return backbone
                .aws()
                .sqs()
                .getQueueAttributes(request -> request.queueUrl(url(queue))
                        .attributeNamesWithStrings(
                                "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }
}
