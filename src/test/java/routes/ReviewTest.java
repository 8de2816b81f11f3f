package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import testing.Backbone;
import testing.OperatorClient;

class ReviewTest {
    private static final String TOKEN = "of-an-operator";

    private static final String ROUTES = """
            camel.route-template[publish].template-id    = publish
            camel.route-template[publish].from           = platform-http:/events/orders
            camel.route-template[publish].topic          = orders
            camel.route-template[to-billing].template-id = fan-out
            camel.route-template[to-billing].topic       = orders
            camel.route-template[to-billing].queue       = billing
            camel.route-template[to-billing].maxReceiveCount = 20
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = log:billed?level=DEBUG
            """;

    private Backbone backbone;
    private OperatorClient operator;

    @BeforeEach
    void start() {
        backbone = Backbone.of(ROUTES).property("dead-letters.token", TOKEN).start();
        operator = new OperatorClient(backbone.http(), TOKEN);
    }

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void the_doctor_lists_its_findings_and_how_to_correct_them() throws Exception {
        JsonNode findings = operator.get("/doctor", "/caravan/doctor").path("findings");

        assertThat(findings)
                .anySatisfy(
                        finding -> assertThat(finding.path("subject").asText()).contains("billing"));
        assertThat(findings)
                .allSatisfy(
                        finding -> assertThat(finding.path("advice").asText()).isNotEmpty());
    }

    @Test
    void the_doctor_lists_the_actions_that_a_process_needs_to_batch_its_writes() throws Exception {
        backbone.cloud().dynamoDb().faults().on("BatchExecuteStatement").refuse(400, "AccessDeniedException");
        publish();

        await().untilAsserted(() -> {
            JsonNode finding = operator.get("/doctor", "/caravan/doctor")
                    .path("findings")
                    .valueStream()
                    .filter(one -> one.path("rule").asText().equals("ledger-one-by-one"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing is found"));
            assertThat(finding.path("subject").asText()).isEqualTo("table caravan-ledger");
            assertThat(finding.path("advice").asText()).contains("dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate");
        });
    }

    @Test
    void the_plan_shows_manual_changes_on_aws_and_changes_nothing() throws Exception {
        await().ignoreExceptions().untilAsserted(() -> assertThat(changes()).isEmpty());
        String url = backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName("billing"))
                .queueUrl();
        backbone.aws()
                .sqs()
                .setQueueAttributes(request -> request.queueUrl(url)
                        .attributesWithStrings(
                                Map.of("RedrivePolicy", redrive(url).replace("20", "30"))));

        assertThat(changes()).containsExactly("billing");
        assertThat(redrive(url)).contains("30");
    }

    @Test
    void costs_are_shown_from_the_first_message_on() throws Exception {
        assertThat(operator.get("/cost", "/caravan/cost").path("entries")).isEmpty();

        publish();

        JsonNode entry = operator.get("/cost", "/caravan/cost")
                .path("entries")
                .valueStream()
                .filter(one -> one.path("of").asText().equals("topic"))
                .findFirst()
                .orElseThrow();
        assertThat(entry.path("name").asText()).isEqualTo("orders");
        assertThat(entry.path("messages").asInt()).isEqualTo(1);
        assertThat(entry.path("callsPerMessage").asDouble()).isEqualTo(1.0);
    }

    @Test
    void while_aws_is_unavailable_requests_get_503_with_a_retry_after() throws Exception {
        backbone.cloud().sqs().faults().onEverything().refuse(403, "AccessDenied");
        backbone.cloud().sns().faults().onEverything().refuse(403, "AuthorizationError");

        HttpResponse<String> answer = operator.send("POST", "/plan", "{}");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("AWS does not answer or refuses");
    }

    private List<String> changes() throws Exception {
        JsonNode changes = operator.post("/plan", "{}", "/caravan/plan").path("changes");
        return changes.valueStream()
                .filter(step -> !step.path("verb").asText().equals("leave"))
                .map(step -> step.path("name").asText())
                .toList();
    }

    private String redrive(String url) {
        return backbone.aws()
                .sqs()
                .getQueueAttributes(request -> request.queueUrl(url).attributeNamesWithStrings("RedrivePolicy"))
                .attributesAsStrings()
                .get("RedrivePolicy");
    }

    private void publish() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(backbone.http() + "/events/orders"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        HttpClient http = HttpClient.newHttpClient();
        await().untilAsserted(() -> assertThat(
                        http.send(request, BodyHandlers.ofString()).statusCode())
                .isLessThan(300));
    }
}
