package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

import configuration.ConfigurationException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Backbone;
import testing.Written;

class TopicAsWrittenTest {
    private static final String ALARMS = """
            camel.route-template[alarms].template-id = topic
            camel.route-template[alarms].topic       = alarms
            camel.route-template[alarms].displayName = Alarms
            camel.route-template[alarms].publishers  = cloudwatch
            camel.route-template[alarms].tags        = team=shop
            """;

    @Test
    void a_start_makes_the_topic_with_its_attributes_and_a_second_start_writes_nothing() {
        try (Backbone first = Backbone.of(ALARMS).start()) {
            assertThat(attributes(first))
                    .containsEntry("DisplayName", "Alarms")
                    .hasEntrySatisfying("Policy", policy -> assertThat(policy).contains("cloudwatch.amazonaws.com"));
            first.cloud().reset();

            try (Backbone second = Backbone.beside(first, ALARMS).start()) {
                assertThat(second.context().getRouteController().getRouteStatus("alarms"))
                        .hasToString("Started");
                assertThat(first.cloud().sns().calls())
                        .extracting(call -> call.action())
                        .isNotEmpty()
                        .allMatch(action -> action.matches("(Get|List).*"));
            }
        }
    }

    /** The first route that starts makes the complete topic. */
    @Test
    void a_route_that_publishes_makes_the_topic_as_it_is_written() {
        try (Backbone backbone = Backbone.of("""
                        camel.route-template[in].template-id = publish
                        camel.route-template[in].from        = direct:in
                        camel.route-template[in].topic       = alarms
                        """ + ALARMS)
                .property("caravan.topology", "apply")
                .before(aws -> {})
                .start()) {
            await().untilAsserted(() -> assertThat(attributes(backbone)).containsEntry("DisplayName", "Alarms"));

            assertThat(backbone.cloud().sns().count("CreateTopic")).isEqualTo(1);
        }
    }

    @Test
    void a_start_with_topology_verify_is_refused_with_the_plan() {
        try (Backbone backbone = Backbone.of(ALARMS)) {
            backbone.aws().sns().createTopic(request -> request.name("alarms"));

            Exception refused = catchException(() -> Backbone.beside(backbone, ALARMS)
                    .property("caravan.topology", "verify")
                    .start());

            assertThat(ConfigurationException.in(refused)
                            .map(Throwable::getMessage)
                            .orElse(""))
                    .contains("displayName: nothing → Alarms", "policy: lets cloudwatch publish", "tag team: shop");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            topic = a.fifo; archive = 36h       | archive = 36h: must be a whole number of days, from 1d to 365d
            topic = a; archive = 30d            | archive = 30d: must be left out: it is for FIFO topics
            topic = a; highThroughput = true    | highThroughput = true: must be left out: it is for FIFO topics
            topic = arn:aws:sns:us-east-1:123456789012:a | topic = arn:aws:sns:us-east-1:123456789012:a: must be a topic's \
            name: 1 to 256 letters, digits, - and _, with .fifo at the end for a FIFO topic
            topic = a; encryption = sqs         | encryption = sqs: must be none, or the id, ARN or alias of a KMS key
            topic = a; signatureVersion = 3     | signatureVersion = 3: must be 1 or 2
            topic = a; publishers = s3, s3      | publishers = s3, s3: must be AWS services, each once, separated by \
            commas, such as s3, events, cloudwatch, events.rds
            topic = a; deliveryPolicy = 5       | deliveryPolicy = 5: must be a delivery policy in JSON, such as \
            {"http":{"defaultHealthyRetryPolicy":{"numRetries":5}}}
            topic = a; statements = {"Effect":"Permit","Principal":"*","Action":"sns:Publish"} | statements = \
            {"Effect":"Permit","Principal":"*","Action":"sns:Publish"}: must be a list of policy statements in JSON, each \
            with Effect, Principal and Action
            """)
    void a_wrong_attribute_is_refused_with_one_line(String parameters, String line) {
        StringBuilder route = new StringBuilder("camel.route-template[it].template-id = topic\n");
        for (String parameter : parameters.split("; ", -1)) {
            route.append("camel.route-template[it].").append(parameter).append('\n');
        }

        Exception refused = catchException(() -> Written.topology(route.toString()));

        assertThat(ConfigurationException.in(refused).map(Throwable::getMessage))
                .isEqualTo(Optional.of("route it: " + line));
    }

    @Test
    void two_routes_for_one_topic_are_refused() {
        Exception refused = catchException(() -> Written.topology(ALARMS + ALARMS.replace("[alarms]", "[again]")));

        assertThat(ConfigurationException.in(refused).map(Throwable::getMessage))
                .hasValueSatisfying(message ->
                        assertThat(message).contains("topic = alarms: must be another topic than that of route"));
    }

    private static Map<String, String> attributes(Backbone backbone) {
        return backbone.aws()
                .sns()
                .getTopicAttributes(request -> request.topicArn("arn:aws:sns:us-east-1:000000000000:alarms"))
                .attributes();
    }
}
