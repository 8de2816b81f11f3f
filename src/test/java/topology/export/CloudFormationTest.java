package topology.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import testing.Written;

/** Templates, held against AWS's published resource schemas, which lie beside the tests without their descriptions. */
class CloudFormationTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
    private static final String EVERYTHING = """
            camel.main.name = shop
            camel.route-template[orders].template-id       = fan-out
            camel.route-template[orders].topic             = orders
            camel.route-template[orders].queue             = billing
            camel.route-template[orders].types             = OrderPlaced
            camel.route-template[orders].retention         = 7d
            camel.route-template[orders].delay             = 5s
            camel.route-template[orders].visibilityTimeout = 2m
            camel.route-template[orders].encryption        = alias/orders
            camel.route-template[orders].tags              = team=billing
            camel.route-template[status].template-id       = fan-out
            camel.route-template[status].topic             = status.fifo
            camel.route-template[status].queue             = history.fifo
            camel.route-template[status].highThroughput    = true
            camel.route-template[status].encryption        = sqs
            camel.route-template[any].template-id          = fan-out
            camel.route-template[any].topic                = status.fifo
            camel.route-template[any].queue                = any-order
            camel.route-template[theirs].template-id       = fan-out
            camel.route-template[theirs].topic             = arn:aws:sns:us-east-1:999999999999:stock
            camel.route-template[theirs].queue             = stock
            camel.route-template[web].template-id          = fan-out
            camel.route-template[web].topic                = orders
            camel.route-template[web].protocol             = https
            camel.route-template[web].endpoint             = https://orders.example/events
            camel.route-template[web].deadLetters          = undelivered
            camel.route-template[web].filter               = {"order":{"total":[{"numeric":[">",100]}]}}
            camel.route-template[web].filterScope          = MessageBody
            camel.route-template[code].template-id         = fan-out
            camel.route-template[code].topic               = orders
            camel.route-template[code].protocol            = lambda
            camel.route-template[code].endpoint            = arn:aws:lambda:us-east-1:999999999999:function:bill
            camel.route-template[lake].template-id         = fan-out
            camel.route-template[lake].topic               = orders
            camel.route-template[lake].protocol            = firehose
            camel.route-template[lake].endpoint            = arn:aws:firehose:us-east-1:999999999999:deliverystream/lake
            camel.route-template[lake].role                = arn:aws:iam::999999999999:role/lake
            camel.route-template[phone].template-id        = fan-out
            camel.route-template[phone].topic              = orders
            camel.route-template[phone].protocol           = sms
            camel.route-template[phone].endpoint           = +14155550100
            """;

    @Test
    void a_template_is_what_the_schemas_of_its_resources_demand() {
        for (boolean withKeys : new boolean[] {false, true}) {
            JsonNode template = template(EVERYTHING, withKeys);

            assertThat(mistakes(template)).isEmpty();
            assertThat(types(template))
                    .contains(
                            "AWS::SNS::Topic",
                            "AWS::SQS::Queue",
                            "AWS::SQS::QueuePolicy",
                            "AWS::SNS::Subscription",
                            "AWS::DynamoDB::Table",
                            "AWS::Lambda::Permission");
        }
    }

    @Test
    void the_schemas_find_a_property_that_does_not_exist_and_one_that_is_missing() {
        ObjectNode template = (ObjectNode) template(EVERYTHING, false);
        ObjectNode table = (ObjectNode) template.at("/Resources/Ledger/Properties");
        table.put("TabelName", "x").remove("KeySchema");

        assertThat(mistakes(template))
                .anyMatch(mistake -> mistake.contains("TabelName"))
                .anyMatch(mistake -> mistake.contains("KeySchema"));
    }

    @Test
    void every_reference_leads_to_a_resource_of_the_template() {
        JsonNode template = template(EVERYTHING, true);

        List<String> references = new ArrayList<>();
        template.findValues("Ref").forEach(reference -> references.add(reference.asText()));
        template.findValues("Fn::GetAtt")
                .forEach(reference -> references.add(reference.get(0).asText()));
        template.findValues("DependsOn").forEach(list -> list.forEach(one -> references.add(one.asText())));
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(template.path("Resources").has(reference))
                        .as(reference)
                        .isTrue());
    }

    @Test
    void a_subscription_waits_for_the_policies_of_its_queue_and_its_dead_letter_queue() {
        JsonNode template = template(EVERYTHING, false);

        JsonNode subscription = byProperty(template, "FilterPolicyScope", "MessageAttributes");
        assertThat(subscription.path("DependsOn").valueStream().map(JsonNode::asText))
                .allSatisfy(id -> assertThat(
                                template.at("/Resources/" + id + "/Type").asText())
                        .isEqualTo("AWS::SQS::QueuePolicy"))
                .hasSize(2);
        assertThat(subscription
                        .at("/Properties/RedrivePolicy/deadLetterTargetArn/Fn::GetAtt/0")
                        .asText())
                .startsWith("QueueBillingDeadLetters");
    }

    @Test
    void topics_that_feed_one_queue_share_one_statement_of_its_policy() {
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < 25; i++) {
            routes.append("""
                    camel.route-template[from%1$d].template-id = fan-out
                    camel.route-template[from%1$d].topic       = topic-%1$d
                    camel.route-template[from%1$d].queue       = billing
                    """.formatted(i));
        }
        JsonNode template = template(routes.toString(), false);

        assertThat(template.path("Resources").valueStream())
                .filteredOn(resource -> resource.path("Type").asText().equals("AWS::SQS::QueuePolicy"))
                .hasSize(2)
                .allSatisfy(policy -> assertThat(policy.at("/Properties/PolicyDocument/Statement")
                                .valueStream())
                        .singleElement()
                        .satisfies(statement -> assertThat(statement
                                        .at("/Condition/ArnEquals/aws:SourceArn")
                                        .valueStream())
                                .hasSize(25)
                                .allSatisfy(topic ->
                                        assertThat(topic.path("Ref").asText()).startsWith("Topic"))));
        assertThat(mistakes(template)).isEmpty();
    }

    @Test
    void the_same_routes_in_another_order_make_the_same_template() {
        List<String> routes = List.of(EVERYTHING.split("(?=camel\\.route-template\\[\\w+]\\.template-id)"));
        List<String> reversed = new ArrayList<>(routes);
        java.util.Collections.reverse(reversed);

        assertThat(new CloudFormation(Written.topology(String.join("", reversed)), true).json())
                .isEqualTo(new CloudFormation(Written.topology(EVERYTHING), true).json());
    }

    @Test
    void a_key_lets_sns_use_it_and_a_key_of_others_is_told_to() {
        JsonNode made = template(EVERYTHING, true);
        JsonNode others = template(EVERYTHING, false);

        assertThat(byType(made, "AWS::KMS::Key")
                        .at("/Properties/KeyPolicy/Statement/1/Principal/Service")
                        .asText())
                .isEqualTo("sns.amazonaws.com");
        assertThat(types(others)).doesNotContain("AWS::KMS::Key");
        assertThat(others.path("Metadata")
                        .path("PolicyStatementsThatKeysOfOthersNeed")
                        .path("alias/orders")
                        .toString())
                .contains("\"Service\":\"sns.amazonaws.com\"", "kms:GenerateDataKey*");
    }

    @Test
    void a_password_is_a_parameter_that_nobody_sees() {
        JsonNode template = template(
                EVERYTHING.replace("https://orders.example/events", "https://shop:s3cret@orders.example/events"),
                false);

        String parameter = byProperty(template, "FilterPolicyScope", "MessageBody")
                .at("/Properties/Endpoint/Ref")
                .asText();
        assertThat(template.path("Parameters").path(parameter).path("NoEcho").asBoolean())
                .isTrue();
        assertThat(template.toString()).contains("orders.example").doesNotContain("s3cret");
        assertThat(mistakes(template)).isEmpty();
        assertThat(template(EVERYTHING, false).has("Parameters")).isFalse();
    }

    private static JsonNode template(String properties, boolean withKeys) {
        return read(new CloudFormation(Written.topology(properties), withKeys).json());
    }

    private static List<String> mistakes(JsonNode template) {
        List<String> mistakes = new ArrayList<>();
        template.path("Resources").properties().forEach(resource -> {
            String type = resource.getValue().path("Type").asText();
            JsonNode properties = resolved(resource.getValue().path("Properties"));
            SCHEMAS.getSchema(schema(type))
                    .validate(properties)
                    .forEach(mistake -> mistakes.add(resource.getKey() + ": " + mistake));
        });
        return mistakes;
    }

    /** References become what CloudFormation puts there: texts. */
    private static JsonNode resolved(JsonNode node) {
        if (node.isObject() && node.size() == 1 && node.fieldNames().next().matches("Ref|Fn::.*")) {
            return JsonNodeFactory.instance.textNode("arn:aws:sqs:us-east-1:000000000000:resolved");
        }
        if (node.isObject()) {
            ObjectNode resolved = JSON.createObjectNode();
            node.properties().forEach(property -> resolved.set(property.getKey(), resolved(property.getValue())));
            return resolved;
        }
        return node.isArray()
                ? JSON.createArrayNode()
                        .addAll(node.valueStream()
                                .map(CloudFormationTest::resolved)
                                .toList())
                : node;
    }

    private static JsonNode schema(String type) {
        String file = "/cloudformation/" + type.replace("::", "-").toLowerCase(Locale.ROOT) + ".json";
        try (InputStream schema = CloudFormationTest.class.getResourceAsStream(file)) {
            return JSON.readTree(schema);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> types(JsonNode template) {
        return StreamSupport.stream(template.path("Resources").spliterator(), false)
                .map(resource -> resource.path("Type").asText())
                .toList();
    }

    private static JsonNode byType(JsonNode template, String type) {
        return StreamSupport.stream(template.path("Resources").spliterator(), false)
                .filter(resource -> resource.path("Type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode byProperty(JsonNode template, String name, String value) {
        return StreamSupport.stream(template.path("Resources").spliterator(), false)
                .filter(resource ->
                        resource.path("Properties").path(name).asText().equals(value))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
