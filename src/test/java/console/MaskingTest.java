package console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import testing.Backbone;

/** A letter of a hostile event, seen by each kind of operator. */
class MaskingTest {
    private static final String ROUTES = """
            camel.route-template[to-billing].template-id = fan-out
            camel.route-template[to-billing].topic       = orders
            camel.route-template[to-billing].queue       = billing
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = direct:bill
            camel.route-template[billing].maxAttempts    = 1
            """;
    private static final String HOSTILE = "<img src=x onerror=\"alert('1')\">\u0007</script>";
    private static final String BODY =
            "{\"name\":\"<img src=x onerror=alert(1)>\",\"card\":{\"number\":\"4111-1111\"},\"amount\":3}";
    private static final String LETTER = "/dead-letters/billing/letters/e-1";

    private Backbone backbone;
    private String answer = "4111 is no JSON";

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void without_the_right_read_no_response_has_a_body_attribute_or_message() throws Exception {
        start();
        fail(BODY);
        Visitor looking = Visitor.of(backbone).bearer("a-look-token");

        for (String path : new String[] {
            "/dead-letters/billing", "/dead-letters/billing/letters", LETTER, "/events/e-1", "/events?id=e-1"
        }) {
            HttpResponse<String> answer = looking.settled(path);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body())
                    .as(path)
                    .contains("\"•••\"", "\"masked\":true")
                    .doesNotContain("4111", "till", "onerror", "gold");
        }
        JsonNode letter = looking.json(LETTER);
        assertThat(letter.path("body").asText()).isEqualTo("•••");
        assertThat(letter.at("/attributes/customer").asText()).isEqualTo("•••");
        assertThat(letter.at("/letter/message").asText()).isEqualTo("•••");
        assertThat(letter.at("/letter/masked").asBoolean()).isTrue();
        assertThat(letter.at("/letter/event").asText()).isEqualTo("e-1");
        assertThat(letter.at("/letter/fingerprint").asText()).matches("[0-9a-f]{12}");
        assertThat(letter.at("/history/subscribers/0/cause/message").asText()).isEqualTo("•••");
    }

    @Test
    void with_the_right_read_nothing_is_masked() throws Exception {
        start();
        fail(BODY);

        JsonNode letter = Visitor.of(backbone).bearer("a-read-token").json(LETTER);

        assertThat(letter.path("body").asText()).isEqualTo(BODY);
        assertThat(letter.at("/attributes/customer").asText()).isEqualTo("gold <img src=x onerror=alert(1)>");
        assertThat(letter.at("/letter/message").asText()).isEqualTo("till " + HOSTILE);
        assertThat(letter.findValue("masked")).isNull();
    }

    @Test
    void the_result_of_a_task_is_masked_by_the_rights_of_its_reader() throws Exception {
        start();
        fail(BODY);
        Visitor reading = Visitor.of(backbone).bearer("a-read-token");
        backbone.cloud().sqs().faults().on("GetQueueUrl").hold();

        HttpResponse<String> accepted = reading.get(LETTER);
        backbone.cloud().sqs().faults().clear();
        String task = accepted.headers().firstValue("Location").orElseThrow().substring("/caravan".length());

        await().untilAsserted(() ->
                assertThat(reading.json(task).path("state").asText()).isEqualTo("DONE"));
        assertThat(reading.json(task).at("/result/body").asText()).isEqualTo(BODY);
        assertThat(Visitor.of(backbone)
                        .bearer("a-look-token")
                        .json(task)
                        .at("/result/body")
                        .asText())
                .isEqualTo("•••");
    }

    @Test
    void values_that_the_configuration_masks_are_masked_for_everybody() throws Exception {
        start("$.card.number, $..iban", "customer");
        fail(BODY);

        for (String token : new String[] {"a-read-token", "an-act-token", "an-all-token"}) {
            JsonNode letter = Visitor.of(backbone).bearer(token).json(LETTER);

            assertThat(letter.path("body").asText()).isEqualTo(BODY.replace("4111-1111", "•••"));
            assertThat(letter.at("/attributes/customer").asText()).isEqualTo("•••");
            assertThat(letter.at("/attributes/ce_id").asText()).isEqualTo("e-1");
            assertThat(letter.path("masked").asBoolean()).isTrue();
            assertThat(letter.at("/letter/masked").isMissingNode()).isTrue();
        }
    }

    @Test
    void masked_values_cannot_be_probed_by_a_path_condition() throws Exception {
        start("$.card.number", "customer");

        HttpResponse<String> answer = Visitor.of(backbone)
                .bearer("a-read-token")
                .get("/dead-letters/billing/letters?path=%24%5B%3F%28%40.card%29%5D");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("Needs the right act; you have read");
    }

    @Test
    void an_operator_with_the_right_act_reveals_a_value_and_the_audit_trail_records_it() throws Exception {
        start("$.card.number", "customer");
        fail(BODY);
        Visitor acting = Visitor.of(backbone).signedIn("{\"token\":\"an-act-token\",\"name\":\"ana\"}");

        JsonNode letter = acting.json(LETTER + "?reveal=true");

        assertThat(letter.path("body").asText()).isEqualTo(BODY);
        assertThat(letter.findValue("masked")).isNull();
        JsonNode entries = acting.json("/dead-letters/billing/audit").path("entries");
        assertThat(entries).hasSize(1);
        assertThat(entries.at("/0/operation").asText()).isEqualTo("reveal");
        assertThat(entries.at("/0/by").asText()).isEqualTo("ana (act)");
        assertThat(entries.at("/0/of").asText()).isEqualTo("/caravan" + LETTER);
        assertThat(entries.at("/0/outcome").asText()).isEqualTo("done");
    }

    @Test
    void nothing_is_revealed_without_a_line_in_the_audit_trail() throws Exception {
        start("$.card.number", "customer");
        fail(BODY);
        backbone.cloud().dynamoDb().faults().on("PutItem").refuse(400, "AccessDeniedException");

        HttpResponse<String> answer =
                Visitor.of(backbone).bearer("an-act-token").settled(LETTER + "?reveal=true");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain("4111", "gold");
    }

    @Test
    void a_body_that_is_not_json_is_masked_as_a_whole() throws Exception {
        start("$.card.number", "customer");
        fail("{\"card\":{\"number\":\"4111-1111\"}");

        JsonNode letter = Visitor.of(backbone).bearer("an-all-token").json(LETTER);

        assertThat(letter.path("body").asText()).isEqualTo("•••");
        assertThat(letter.path("masked").asBoolean()).isTrue();
    }

    @Test
    void an_event_in_an_envelope_is_masked_too() throws Exception {
        start("$.card.number", "customer");
        String envelope = """
                {"Type":"Notification","TopicArn":"arn:aws:sns:us-east-1:000000000000:orders","MessageId":"e-1",\
                "Message":"{\\"card\\":{\\"number\\":\\"4111-1111\\"}}",\
                "MessageAttributes":{"ce_customer":{"Type":"String","Value":"gold"}}}""";
        fail(envelope);

        assertThat(Visitor.of(backbone)
                        .bearer("an-all-token")
                        .json(LETTER)
                        .path("body")
                        .asText())
                .isEqualTo(envelope.replace("4111-1111", "•••").replace("gold", "•••"));
    }

    @Test
    void the_original_of_an_edited_letter_is_masked_in_the_audit_trail() throws Exception {
        start("$.card.number", "customer");
        fail(BODY);
        Visitor all = Visitor.of(backbone).bearer("an-all-token");

        all.post(LETTER + "/edit", "{\"body\":\"better\"}");

        await().until(() ->
                !all.json("/dead-letters/billing/audit").path("entries").isEmpty());
        String original = all.json("/dead-letters/billing/audit")
                .at("/entries/0/original")
                .asText();
        assertThat(original).contains("amount").doesNotContain("4111", "gold");
        assertThat(Visitor.of(backbone)
                        .bearer("a-look-token")
                        .json("/dead-letters/billing/audit")
                        .at("/entries/0/original")
                        .asText())
                .isEqualTo("•••");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"entries":[{"end":"failed","cause":"till"}]} | {"entries":[{"end":"failed","cause":"•••","masked":true}]}
            {"before":{"body":"a","attributes":{"b":"c"}},"changed":["b"]} | {"before":{"body":"•••","attributes":{"b":"•••"},"masked":true},"changed":["b"]}
            {"by":"ana","operation":"redrive","of":"attribute b=c"} | {"by":"ana","operation":"redrive","of":"•••","masked":true}
            {"by":"ana","operation":"redrive","of":"group g"} | {"by":"ana","operation":"redrive","of":"group g"}
            {"findings":[{"rule":"r","message":"m"}]} | {"findings":[{"rule":"r","message":"m"}]}
            {"attributes":{"FifoTopic":"true"},"price":0.40} | {"attributes":{"FifoTopic":"true"},"price":0.40}
            """)
    void values_are_masked_by_their_kind_in_every_response(String answer, String masked) throws Exception {
        this.answer = answer;
        start();

        assertThat(Visitor.of(backbone).bearer("a-look-token").get("/any").body())
                .isEqualTo(masked);
        assertThat(Visitor.of(backbone).bearer("a-read-token").get("/any").body())
                .isEqualTo(answer);
    }

    @Test
    void an_answer_that_cannot_be_masked_is_not_sent() throws Exception {
        start();

        HttpResponse<String> looked =
                Visitor.of(backbone).bearer("a-look-token").get("/any");

        assertThat(looked.statusCode()).isEqualTo(500);
        assertThat(looked.body()).doesNotContain("4111");
        assertThat(Visitor.of(backbone).bearer("a-read-token").get("/any").body())
                .isEqualTo("4111 is no JSON");
    }

    private void start() {
        start("", "");
    }

    private void start(String paths, String attributes) {
        backbone = Backbone.of(ROUTES)
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("platform-http:/caravan/any")
                                .process("mayLook")
                                .setHeader("Content-Type", constant("application/json"))
                                .setBody(constant(answer));
                        from("direct:bill").errorHandler(noErrorHandler()).process(exchange -> {
                            if (!exchange.getMessage().getBody(String.class).equals("better")) {
                                throw new IllegalStateException("till " + HOSTILE);
                            }
                        });
                    }
                })
                .property("console.look.token", "a-look-token")
                .property("console.read.token", "a-read-token")
                .property("console.act.token", "an-act-token")
                .property("dead-letters.token", "an-all-token")
                .property("console.mask", paths)
                .property("console.mask-attributes", attributes)
                .start();
        await().untilAsserted(() -> assertThat(url("billing")).isNotNull());
    }

    private void fail(String body) {
        backbone.aws()
                .sqs()
                .sendMessage(request -> request.queueUrl(url("billing"))
                        .messageBody(body)
                        .messageAttributes(
                                Map.of("ce_id", text("e-1"), "customer", text("gold <img src=x onerror=alert(1)>"))));
        await().untilAsserted(() -> assertThat(backbone.aws()
                        .sqs()
                        .getQueueAttributes(request -> request.queueUrl(url("billing-dead-letters"))
                                .attributeNamesWithStrings("ApproximateNumberOfMessages"))
                        .attributesAsStrings())
                .containsEntry("ApproximateNumberOfMessages", "1"));
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
}
