package local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.VISIBILITY_TIMEOUT;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SqsException;

class SqsVisibilityTest {
    @RegisterExtension
    static final SqsUnderContract sqs = new SqsUnderContract();

    @Test
    void a_received_message_stays_invisible_until_its_timeout_ends() {
        String queue = sqs.queue(Map.of(VISIBILITY_TIMEOUT, "2"));
        sqs.send(queue, "x");

        List<Message> first = sqs.receive(queue);
        List<Message> meanwhile =
                sqs.client().receiveMessage(r -> r.queueUrl(queue)).messages();

        assertThat(first).hasSize(1);
        assertThat(meanwhile).isEmpty();
        await().untilAsserted(() -> assertThat(sqs.receive(queue)).hasSize(1));
    }

    @Test
    void a_receive_can_ask_for_its_own_timeout() {
        String queue = sqs.queue(Map.of(VISIBILITY_TIMEOUT, "60"));
        sqs.send(queue, "x");

        sqs.client().receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(1).visibilityTimeout(1));

        await().untilAsserted(() -> assertThat(sqs.receive(queue)).hasSize(1));
    }

    @Test
    void a_timeout_of_zero_makes_a_message_visible_at_once() {
        String queue = sqs.queue(Map.of(VISIBILITY_TIMEOUT, "60"));
        sqs.send(queue, "x");
        Message message = sqs.receive(queue).get(0);

        changeVisibility(queue, message, 0);

        assertThat(sqs.receive(queue)).extracting(Message::messageId).containsExactly(message.messageId());
    }

    @Test
    void a_longer_timeout_keeps_a_message_invisible() {
        String queue = sqs.queue(Map.of(VISIBILITY_TIMEOUT, "1"));
        sqs.send(queue, "x");
        Message message = sqs.receive(queue).get(0);

        changeVisibility(queue, message, 60);

        sqs.send(queue, "received after it, and visible again before it");
        sqs.receive(queue);
        await().untilAsserted(() ->
                assertThat(sqs.attribute(queue, APPROXIMATE_NUMBER_OF_MESSAGES)).isEqualTo("1"));
        assertThat(sqs.attribute(queue, APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isEqualTo("1");
    }

    @Test
    void a_batch_reports_each_message_that_was_changed_and_each_that_was_not() {
        String queue = sqs.queue(Map.of(VISIBILITY_TIMEOUT, "60"));
        sqs.send(queue, "x");
        Message message = sqs.receive(queue).get(0);

        ChangeMessageVisibilityBatchResponse answer = sqs.client()
                .changeMessageVisibilityBatch(c ->
                        c.queueUrl(queue).entries(change("good", message.receiptHandle()), change("bad", "no handle")));

        assertThat(answer.successful())
                .extracting(ChangeMessageVisibilityBatchResultEntry::id)
                .containsExactly("good");
        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("bad");
        assertThat(sqs.receive(queue)).hasSize(1);
    }

    @AwsOnly("changes the visibility of a visible message")
    @Test
    void a_visible_message_keeps_its_visibility() {
        String queue = sqs.queue(Map.of(VISIBILITY_TIMEOUT, "60"));
        sqs.send(queue, "x");
        Message message = sqs.receive(queue).get(0);
        changeVisibility(queue, message, 0);

        assertThatThrownBy(() -> changeVisibility(queue, message, 60)).isInstanceOf(SqsException.class);
    }

    private static void changeVisibility(String queue, Message message, int seconds) {
        sqs.client()
                .changeMessageVisibility(c ->
                        c.queueUrl(queue).receiptHandle(message.receiptHandle()).visibilityTimeout(seconds));
    }

    private static ChangeMessageVisibilityBatchRequestEntry change(String id, String receiptHandle) {
        return ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(receiptHandle)
                .visibilityTimeout(0)
                .build();
    }
}
