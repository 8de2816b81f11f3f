package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import testing.Backbone;

/** The group of a message on a standard topic reaches the queue, where SQS is fair between groups. */
class FairQueueTest {
    private static final String TOPOLOGY = """
            camel.route-template[orders].template-id = fan-out
            camel.route-template[orders].topic       = orders
            camel.route-template[orders].queue       = billing
            """;

    private static final String PUBLISH = TOPOLOGY + """
            camel.route-template[in].template-id     = publish
            camel.route-template[in].from            = direct:in
            camel.route-template[in].topic           = orders
            """;

    @ParameterizedTest
    @ValueSource(strings = {"group", "tenant"})
    void a_message_of_a_standard_queue_has_the_group_of_its_event(String parameter) {
        try (Backbone backbone = Backbone.of(
                        PUBLISH + "camel.route-template[in].%s = ${header.customer}".formatted(parameter))
                .start()) {
            await().until(() ->
                    backbone.context().getRouteController().getRouteStatus("in").isStarted());

            backbone.context().createProducerTemplate().sendBodyAndHeader("direct:in", "an order", "customer", "anna");

            assertThat(received(backbone).attributes())
                    .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "anna");
        }
    }

    @Test
    void an_endpoint_of_a_standard_topic_passes_the_group_of_its_strategy_on() {
        try (Backbone backbone = Backbone.of(TOPOLOGY).start()) {
            await().until(() -> backbone.context()
                    .getRouteController()
                    .getRouteStatus("orders")
                    .isStarted());

            backbone.context()
                    .createProducerTemplate()
                    .sendBodyAndProperty(
                            "aws2-sns:orders?messageGroupIdStrategy=usePropertyValue",
                            "an order",
                            "CamelAwsSnsMessageGroupId",
                            "anna");

            assertThat(received(backbone).attributes())
                    .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "anna");
        }
    }

    private static Message received(Backbone backbone) {
        String url =
                backbone.aws().sqs().getQueueUrl(r -> r.queueName("billing")).queueUrl();
        return await().until(
                        () -> backbone.aws()
                                .sqs()
                                .receiveMessage(r ->
                                        r.queueUrl(url).messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                                .messages(),
                        messages -> !messages.isEmpty())
                .get(0);
    }
}
