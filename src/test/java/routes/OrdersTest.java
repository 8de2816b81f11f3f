package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Backbone;

/** The whole sample, as it is shipped: each published event reaches exactly the right subscribers. */
class OrdersTest {
    private static final String TOKEN = "who-may-look";

    @TempDir
    Path inbox;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Backbone backbone;

    @BeforeEach
    void start() throws Exception {
        backbone = Backbone.shipped()
                .property("orders.inbox", inbox.toString())
                .property("dead-letters.token", TOKEN)
                .before(aws -> aws.dynamoDb()
                        .createTable(table -> table.tableName("order-audit")
                                .attributeDefinitions(AttributeDefinition.builder()
                                        .attributeName("event")
                                        .attributeType("S")
                                        .build())
                                .keySchema(KeySchemaElement.builder()
                                        .attributeName("event")
                                        .keyType("HASH")
                                        .build())
                                .billingMode("PAY_PER_REQUEST")))
                .start();
    }

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void an_order_that_was_placed_reaches_billing_and_the_audit() throws Exception {
        HttpResponse<String> answer = post("OrderPlaced", "{\"order\":1}");

        assertThat(answer.statusCode()).isEqualTo(202);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(finished(answer)).containsExactly("audit", "billing"));
        assertThat(audit().get(0))
                .containsEntry("data", AttributeValue.fromS("{\"order\":1}"))
                .containsEntry("type", AttributeValue.fromS("OrderPlaced"));
        await().atMost(PATIENCE).untilAsserted(this::nothing_is_left);
        assertThat(finished(answer)).containsExactly("audit", "billing");
    }

    @Test
    void an_order_that_was_paid_reaches_shipping_and_the_audit() throws Exception {
        HttpResponse<String> answer = post("OrderPaid", "{\"order\":2}");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(finished(answer)).containsExactly("audit", "shipping"));
        await().atMost(PATIENCE).untilAsserted(this::nothing_is_left);
        assertThat(finished(answer)).containsExactly("audit", "shipping");
    }

    @Test
    void a_file_in_the_inbox_becomes_an_order_placed_event() throws Exception {
        Path written = Files.writeString(inbox.resolve(".order.json"), "{\"order\":3}");
        Files.move(written, inbox.resolve("order.json"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(audit()).hasSize(1));
        assertThat(audit().get(0))
                .containsEntry("data", AttributeValue.fromS("{\"order\":3}"))
                .containsEntry("type", AttributeValue.fromS("OrderPlaced"));
    }

    private void nothing_is_left() {
        for (String queue : List.of("billing", "shipping", "audit", "billing-dead-letters", "audit-dead-letters")) {
            String url =
                    backbone.aws().sqs().getQueueUrl(r -> r.queueName(queue)).queueUrl();
            assertThat(backbone.aws()
                            .sqs()
                            .getQueueAttributes(r -> r.queueUrl(url)
                                    .attributeNames(
                                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                            .attributes())
                    .as(queue)
                    .allSatisfy((name, count) -> assertThat(count).isEqualTo("0"));
        }
    }

    private List<Map<String, AttributeValue>> audit() {
        return backbone.aws()
                .dynamoDb()
                .scan(request -> request.tableName("order-audit"))
                .items();
    }

    /** The subscribers that have finished the event of this answer. */
    private List<String> finished(HttpResponse<String> answer) throws IOException, InterruptedException {
        String location = answer.headers().firstValue("Location").orElseThrow();
        List<String> queues = new ArrayList<>();
        for (JsonNode subscriber :
                new ObjectMapper().readTree(get(location).body()).path("subscribers")) {
            if (subscriber.path("state").asText().equals("DONE")) {
                queues.add(subscriber.path("queue").asText());
            }
        }
        return queues;
    }

    private HttpResponse<String> post(String type, String data) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(backbone.http().resolve("/events/orders"))
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", "event-of-" + data.hashCode())
                .header("ce-source", "/shop")
                .header("ce-type", type)
                .POST(HttpRequest.BodyPublishers.ofString(data)));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = backbone.http().resolve(path);
        return send(HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + TOKEN)
                .GET());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
