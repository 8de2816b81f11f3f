package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import testing.Backbone;

/** A group on a standard topic reaches the queue, where SQS is fair between groups. */
class FairQueueTest {
    @Test
    void a_message_of_a_standard_queue_has_the_group_of_its_event() {
        try (Backbone backbone = Backbone.of("""
                camel.route-template[in].template-id     = publish
                camel.route-template[in].from            = direct:in
                camel.route-template[in].topic           = orders
                camel.route-template[in].group           = ${header.customer}
                camel.route-template[orders].template-id = fan-out
                camel.route-template[orders].topic       = orders
                camel.route-template[orders].queue       = billing
                """).start()) {
            await().until(() ->
                    backbone.context().getRouteController().getRouteStatus("in").isStarted());

            backbone.context().createProducerTemplate().sendBodyAndHeader("direct:in", "an order", "customer", "anna");

            String url = backbone.aws()
                    .sqs()
                    .getQueueUrl(r -> r.queueName("billing"))
                    .queueUrl();
            Message message = await().until(
                            () -> backbone.aws()
                                    .sqs()
                                    .receiveMessage(r ->
                                            r.queueUrl(url).messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                                    .messages(),
                            messages -> !messages.isEmpty())
                    .get(0);
            assertThat(message.attributes()).containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "anna");
        }
    }
}
