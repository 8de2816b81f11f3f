package local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.QUEUE_ARN;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.REDRIVE_POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.VISIBILITY_TIMEOUT;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class SqsDeadLettersTest {
    @RegisterExtension
    static final SqsUnderContract sqs = new SqsUnderContract();

    @Test
    void a_message_received_too_often_moves_whole_to_the_dead_letter_queue() {
        String deadLetters = sqs.queue(Map.of());
        String queue = sqs.queue(Map.of(REDRIVE_POLICY, sqs.redriveTo(deadLetters, 2)));
        Map<String, MessageAttributeValue> attributes = Map.of(
                "ce_id",
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue("1")
                        .build());
        sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody("x").messageAttributes(attributes));

        List<Message> received = receiveAndShowUntilGone(queue);

        assertThat(received).hasSize(2);
        Message dead = receiveWithAll(deadLetters);
        assertThat(dead.body()).isEqualTo("x");
        assertThat(dead.messageAttributes()).isEqualTo(attributes);
        assertThat(dead.messageId()).isEqualTo(received.get(0).messageId());
    }

    @Test
    void a_message_of_a_group_moves_to_the_fifo_dead_letter_queue_and_the_group_goes_on() {
        String deadLetters = sqs.fifoQueue(Map.of());
        String queue = sqs.fifoQueue(Map.of(REDRIVE_POLICY, sqs.redriveTo(deadLetters, 1), VISIBILITY_TIMEOUT, "60"));
        sqs.sendToGroup("a", queue, "a1");
        receiveAndShow(queue);
        sqs.sendToGroup("a", queue, "a2");

        List<Message> next = sqs.receive(queue);

        assertThat(next).extracting(Message::body).containsExactly("a2");
        Message dead = receiveWithAll(deadLetters);
        assertThat(dead.body()).isEqualTo("a1");
        assertThat(dead.attributes()).containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "a");
    }

    @AwsOnly("drops the deduplication id")
    @Test
    void a_message_keeps_its_deduplication_id_in_the_fifo_dead_letter_queue() {
        String deadLetters = sqs.fifoQueue(Map.of());
        String queue = sqs.fifoQueue(Map.of(REDRIVE_POLICY, sqs.redriveTo(deadLetters, 1)));
        sqs.sendToGroup("a", queue, "a1");

        receiveAndShowUntilGone(queue);

        assertThat(receiveWithAll(deadLetters).attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, "a1");
    }

    @Test
    void a_dead_letter_queue_knows_its_sources() {
        String deadLetters = sqs.queue(Map.of());
        String queue = sqs.queue(Map.of(REDRIVE_POLICY, sqs.redriveTo(deadLetters, 2)));

        assertThat(sqs.client()
                        .listDeadLetterSourceQueues(q -> q.queueUrl(deadLetters))
                        .queueUrls())
                .containsExactly(queue);
    }

    @Test
    void dead_letters_move_back_to_their_source() {
        String deadLetters = sqs.queue(Map.of());
        String queue = sqs.queue(Map.of(REDRIVE_POLICY, sqs.redriveTo(deadLetters, 1)));
        sqs.send(queue, "x");
        receiveAndShowUntilGone(queue);

        sqs.client().startMessageMoveTask(t -> t.sourceArn(sqs.attribute(deadLetters, QUEUE_ARN)));

        await().untilAsserted(() ->
                assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("x"));
    }

    @Test
    void dead_letters_of_a_fifo_queue_move_back_to_their_source() {
        String deadLetters = sqs.fifoQueue(Map.of());
        String queue = sqs.fifoQueue(Map.of(REDRIVE_POLICY, sqs.redriveTo(deadLetters, 1)));
        sqs.sendToGroup("a", queue, "a1");
        receiveAndShowUntilGone(queue);

        sqs.client().startMessageMoveTask(t -> t.sourceArn(sqs.attribute(deadLetters, QUEUE_ARN)));

        await().untilAsserted(() ->
                assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("a1"));
    }

    private static List<Message> receiveAndShowUntilGone(String queue) {
        List<Message> all = new ArrayList<>();
        List<Message> received = receiveAndShow(queue);
        while (!received.isEmpty()) {
            all.addAll(received);
            received = receiveAndShow(queue);
        }
        return all;
    }

    private static List<Message> receiveAndShow(String queue) {
        List<Message> received = sqs.receive(queue);
        received.forEach(message -> sqs.client()
                .changeMessageVisibility(c ->
                        c.queueUrl(queue).receiptHandle(message.receiptHandle()).visibilityTimeout(0)));
        return received;
    }

    private static Message receiveWithAll(String queue) {
        return sqs.client()
                .receiveMessage(r -> r.queueUrl(queue)
                        .waitTimeSeconds(5)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()
                .get(0);
    }
}
