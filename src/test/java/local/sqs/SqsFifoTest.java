package local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.CONTENT_BASED_DEDUPLICATION;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.DEDUPLICATION_SCOPE;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.FIFO_THROUGHPUT_LIMIT;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

class SqsFifoTest {
    @RegisterExtension
    static final SqsUnderContract sqs = new SqsUnderContract();

    @Test
    void a_group_comes_in_the_order_it_was_sent() {
        String queue = sqs.fifoQueue(Map.of());
        sqs.sendToGroup("a", queue, "a1", "a2", "a3");

        assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("a1", "a2", "a3");
    }

    @Test
    void a_group_with_a_message_in_flight_is_blocked_and_others_are_not() {
        String queue = sqs.fifoQueue(Map.of());
        sqs.sendToGroup("a", queue, "a1", "a2");
        Message first = receiveOne(queue);
        sqs.sendToGroup("b", queue, "b1");

        List<Message> next = sqs.receive(queue);

        assertThat(first.body()).isEqualTo("a1");
        assertThat(next).extracting(Message::body).containsExactly("b1");
    }

    @Test
    void a_group_goes_on_when_its_message_is_deleted() {
        String queue = sqs.fifoQueue(Map.of());
        sqs.sendToGroup("a", queue, "a1", "a2");

        sqs.delete(queue, receiveOne(queue));

        assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("a2");
    }

    @Test
    void a_message_made_visible_again_comes_before_the_rest_of_its_group() {
        String queue = sqs.fifoQueue(Map.of());
        sqs.sendToGroup("a", queue, "a1", "a2");
        Message first = receiveOne(queue);

        sqs.client()
                .changeMessageVisibility(c ->
                        c.queueUrl(queue).receiptHandle(first.receiptHandle()).visibilityTimeout(0));

        assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("a1", "a2");
    }

    @Test
    void a_deduplication_id_is_taken_once_even_after_its_message_is_gone() {
        String queue = sqs.fifoQueue(Map.of());
        sqs.sendToGroup("a", queue, "a1");
        sqs.delete(queue, receiveOne(queue));

        sqs.sendToGroup("a", queue, "a1", "a2");

        assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("a2");
    }

    @Test
    void content_based_deduplication_takes_a_body_once() {
        String queue = sqs.fifoQueue(Map.of(CONTENT_BASED_DEDUPLICATION, "true"));

        for (String body : List.of("a1", "a1", "a2")) {
            sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody(body).messageGroupId("a"));
        }

        assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("a1", "a2");
    }

    @Test
    void deduplication_can_be_limited_to_a_group() {
        String queue =
                sqs.fifoQueue(Map.of(DEDUPLICATION_SCOPE, "messageGroup", FIFO_THROUGHPUT_LIMIT, "perMessageGroupId"));

        sqs.sendToGroup("a", queue, "same");
        sqs.sendToGroup("b", queue, "same");

        assertThat(sqs.receive(queue)).hasSize(2);
    }

    @Test
    void a_message_without_a_group_is_refused() {
        String queue = sqs.fifoQueue(Map.of(CONTENT_BASED_DEDUPLICATION, "true"));

        assertThatThrownBy(() -> sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody("x")))
                .isInstanceOf(SqsException.class);
    }

    @Test
    void a_received_message_has_its_group_deduplication_id_and_sequence_number() {
        String queue = sqs.fifoQueue(Map.of());
        sqs.sendToGroup("a", queue, "a1");

        Message message = sqs.client()
                .receiveMessage(r -> r.queueUrl(queue)
                        .waitTimeSeconds(1)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()
                .get(0);

        assertThat(message.attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "a")
                .containsEntry(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, "a1")
                .containsKey(MessageSystemAttributeName.SEQUENCE_NUMBER);
    }

    private static Message receiveOne(String queue) {
        return sqs.client()
                .receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(1).waitTimeSeconds(1))
                .messages()
                .get(0);
    }
}
