package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import process.Json;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import testing.Backbone;

/**
 * A message of another sender has one id everywhere: from SNS, the sender or SQS. The ledger, the handler and a search
 * for the event use this id.
 */
class MessagesOfOthersTest {
    private static final List<Map<String, Object>> HANDLED = new CopyOnWriteArrayList<>();

    private static Backbone backbone;
    private static String topicArn;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                camel.route-template[to-first].template-id  = fan-out
                camel.route-template[to-first].topic        = news
                camel.route-template[to-first].queue        = first
                camel.route-template[to-first].raw          = false
                camel.route-template[to-second].template-id = fan-out
                camel.route-template[to-second].topic       = news
                camel.route-template[to-second].queue       = second
                camel.route-template[to-second].raw         = false
                camel.route-template[to-raw].template-id    = fan-out
                camel.route-template[to-raw].topic          = news
                camel.route-template[to-raw].queue          = raw
                camel.route-template[first].template-id     = polling-consumer
                camel.route-template[first].queue           = first
                camel.route-template[first].handler         = direct:handled
                camel.route-template[second].template-id    = polling-consumer
                camel.route-template[second].queue          = second
                camel.route-template[second].handler        = direct:handled
                camel.route-template[raw].template-id       = polling-consumer
                camel.route-template[raw].queue             = raw
                camel.route-template[raw].handler           = direct:handled
                dead-letters.token = operator
                """)
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:handled").process(MessagesOfOthersTest::handle);
                    }
                })
                .start();
        await().untilAsserted(() -> assertThat(
                        backbone.aws().sns().listSubscriptions().subscriptions())
                .hasSize(3));
        topicArn = backbone.aws().sns().listTopics().topics().get(0).topicArn();
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @BeforeEach
    void forget() {
        HANDLED.clear();
    }

    @Test
    void a_message_of_sns_is_one_event_for_all_subscribers_that_get_its_envelope() throws Exception {
        String messageId = backbone.aws()
                .sns()
                .publish(message -> message.topicArn(topicArn).message("hello").subject("Greetings"))
                .messageId();

        await().untilAsserted(() -> assertThat(HANDLED).hasSize(3));
        assertThat(HANDLED)
                .filteredOn(headers -> messageId.equals(headers.get("ce-id")))
                .hasSize(2)
                .allSatisfy(headers -> assertThat(headers)
                        .containsEntry("ce-source", topicArn)
                        .containsEntry("ce-subject", "Greetings")
                        .containsKey("ce-time"));
        await().untilAsserted(
                        () -> assertThat(found(messageId)).containsExactlyInAnyOrder("first DONE", "second DONE"));
        String ofRaw = HANDLED.stream()
                .map(headers -> (String) headers.get("ce-id"))
                .filter(id -> !id.equals(messageId))
                .findFirst()
                .orElseThrow();
        await().untilAsserted(() -> assertThat(found(ofRaw)).containsExactly("raw DONE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"specversion\":\"1.0\",\"id\":\"structured 1\",\"source\":\"/shop\",\"type\":\"A\",\"data\":{\"a\":1}}",
                "{\"version\":\"0\",\"id\":\"bridge 1\",\"detail-type\":\"A\",\"source\":\"shop\",\"account\":\"1\","
                        + "\"time\":\"2026-11-30T18:00:00Z\",\"region\":\"eu-west-1\",\"resources\":[],\"detail\":{}}"
            })
    void a_duplicate_event_is_handled_once_by_each_subscriber_whether_raw_or_not(String body) throws Exception {
        String id = Json.read(body).path("id").asText();

        for (int time = 0; time < 2; time++) {
            backbone.aws().sns().publish(message -> message.topicArn(topicArn).message(body));
        }
        backbone.aws().sns().publish(message -> message.topicArn(topicArn).message("the last"));

        await().untilAsserted(
                        () -> assertThat(found(id)).containsExactlyInAnyOrder("first DONE", "second DONE", "raw DONE"));
        await().untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(HANDLED)
                .filteredOn(headers -> id.equals(headers.get("ce-id")))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_", "ce-"})
    void attributes_with_an_underscore_or_a_dash_belong_to_the_event(String prefix) throws Exception {
        MessageAttributeValue id = text("written " + prefix);
        backbone.aws()
                .sns()
                .publish(message -> message.topicArn(topicArn)
                        .message("hello")
                        .messageAttributes(Map.of(
                                prefix + "id", id, prefix + "source", text("/shop"), prefix + "type", text("A"))));

        await().untilAsserted(() -> assertThat(found("written " + prefix))
                .containsExactlyInAnyOrder("first DONE", "second DONE", "raw DONE"));
        assertThat(HANDLED)
                .hasSize(3)
                .allSatisfy(headers -> assertThat(headers)
                        .containsEntry("ce-id", "written " + prefix)
                        .containsEntry("ce-source", "/shop")
                        .containsEntry("ce-specversion", "1.0"));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    /** The subscribers of an event, as an operator sees them. */
    private static List<String> found(String id) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(backbone.http()
                                        .resolve("/caravan/events/"
                                                + URLEncoder.encode(id, StandardCharsets.UTF_8)
                                                        .replace("+", "%20")))
                                .header("Authorization", "Bearer operator")
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode subscribers = Json.read(answer.body()).path("subscribers");
        return subscribers.findValuesAsText("queue").isEmpty()
                ? List.of()
                : java.util.stream.StreamSupport.stream(subscribers.spliterator(), false)
                        .filter(one -> one.hasNonNull("state"))
                        .map(one -> one.path("queue").asText() + " "
                                + one.path("state").asText())
                        .filter(one -> one.endsWith(" DONE"))
                        .toList();
    }

    private static int waiting() {
        return backbone.aws().sqs().listQueues().queueUrls().stream()
                .map(url -> backbone.aws()
                        .sqs()
                        .getQueueAttributes(queue -> queue.queueUrl(url).attributeNamesWithStrings("All"))
                        .attributesAsStrings())
                .mapToInt(queue -> Integer.parseInt(queue.get("ApproximateNumberOfMessages"))
                        + Integer.parseInt(queue.get("ApproximateNumberOfMessagesNotVisible")))
                .sum();
    }

    private static void handle(Exchange exchange) {
        HANDLED.add(Map.copyOf(exchange.getMessage().getHeaders()));
    }
}
