package local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.CONTENT_BASED_DEDUPLICATION;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.DEDUPLICATION_SCOPE;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.MAXIMUM_MESSAGE_SIZE;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.QUEUE_ARN;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.REDRIVE_POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.VISIBILITY_TIMEOUT;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Which numbers, sizes, handles and ids SQS accepts. */
class SqsBoundsTest {
    private static final String ALWAYS_VISIBLE_AGAIN = "0";

    @RegisterExtension
    static final SqsUnderContract sqs = new SqsUnderContract();

    @Test
    void numbers_of_a_request_have_bounds() {
        String queue = sqs.queue(Map.of());
        sqs.send(queue, "x");
        String handle = sqs.receive(queue).get(0).receiptHandle();

        assertInvalid(() -> sqs.client().receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(11)));
        assertInvalid(() -> sqs.client().receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(0)));
        assertInvalid(() -> sqs.client().receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(-1)));
        assertInvalid(() -> sqs.client().receiveMessage(r -> r.queueUrl(queue).visibilityTimeout(43_201)));
        assertInvalid(() -> sqs.client()
                .changeMessageVisibility(
                        c -> c.queueUrl(queue).receiptHandle(handle).visibilityTimeout(43_201)));
        assertInvalid(() ->
                sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody("x").delaySeconds(-1)));
        assertInvalid(() -> sqs.client().listQueues(q -> q.maxResults(1001)));
    }

    @Test
    void a_batch_refuses_the_visibility_that_is_out_of_bounds_and_changes_the_other() {
        String queue = sqs.queue(Map.of(VISIBILITY_TIMEOUT, "60"));
        sqs.send(queue, "a", "b");
        List<Message> messages = sqs.receive(queue);

        ChangeMessageVisibilityBatchResponse answer = sqs.client()
                .changeMessageVisibilityBatch(c -> c.queueUrl(queue)
                        .entries(visibility("long", messages.get(0), 43_201), visibility("good", messages.get(1), 0)));

        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("long");
        assertThat(sqs.receive(queue))
                .extracting(Message::body)
                .containsExactly(messages.get(1).body());
    }

    @Test
    void the_size_of_a_queue_counts_body_and_attributes_in_bytes() {
        String queue = sqs.queue(Map.of(MAXIMUM_MESSAGE_SIZE, "1024"));
        Map<String, MessageAttributeValue> attributes = Map.of(
                "key",
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue("v".repeat(15))
                        .build());

        sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody("ö".repeat(512)));
        sqs.client()
                .sendMessage(
                        m -> m.queueUrl(queue).messageBody("x".repeat(1000)).messageAttributes(attributes));

        assertInvalid(() -> sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody("ö".repeat(512) + "x")));
        assertInvalid(() -> sqs.client()
                .sendMessage(
                        m -> m.queueUrl(queue).messageBody("x".repeat(1001)).messageAttributes(attributes)));
    }

    @Test
    void a_batch_refuses_the_message_that_is_too_large_and_sends_the_other() {
        String queue = sqs.queue(Map.of(MAXIMUM_MESSAGE_SIZE, "1024"));

        SendMessageBatchResponse answer = sqs.client()
                .sendMessageBatch(b ->
                        b.queueUrl(queue).entries(entry("large", "x".repeat(1025)), entry("good", "good")));

        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("large");
        assertThat(answer.failed().get(0).code()).isEqualTo("InvalidParameterValue");
        assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("good");
    }

    @Test
    void a_batch_over_one_mebibyte_is_refused() {
        String queue = sqs.queue(Map.of());
        String half = "x".repeat(512 * 1024);

        assertThatThrownBy(() -> sqs.client()
                        .sendMessageBatch(
                                b -> b.queueUrl(queue).entries(entry("1", half), entry("2", half), entry("3", "x"))))
                .isInstanceOf(BatchRequestTooLongException.class);
    }

    @Test
    void a_late_delete_succeeds_on_a_standard_queue_and_deletes_nothing() {
        String queue = sqs.queue(Map.of(VISIBILITY_TIMEOUT, ALWAYS_VISIBLE_AGAIN));
        sqs.send(queue, "x");
        Message first = sqs.receive(queue).get(0);
        sqs.receive(queue);

        sqs.delete(queue, first);
        DeleteMessageBatchResponse batch = deleteBatch(queue, first);

        assertThat(batch.successful()).hasSize(1);
        assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("x");
    }

    @Test
    void a_late_delete_fails_on_a_fifo_queue_and_a_second_one_succeeds() {
        String queue = sqs.fifoQueue(Map.of(VISIBILITY_TIMEOUT, ALWAYS_VISIBLE_AGAIN));
        sqs.sendToGroup("a", queue, "x");
        Message first = sqs.receive(queue).get(0);
        Message second = sqs.receive(queue).get(0);

        assertInvalid(() -> sqs.delete(queue, first));
        assertThat(deleteBatch(queue, first).failed()).hasSize(1);
        assertThat(deleteBatch(queue, second).successful()).hasSize(1);
        sqs.delete(queue, second);

        assertThat(sqs.receive(queue)).isEmpty();
    }

    @Test
    void the_visibility_of_a_deleted_message_cannot_be_changed() {
        String queue = sqs.queue(Map.of());
        sqs.send(queue, "x");
        Message message = sqs.receive(queue).get(0);
        sqs.delete(queue, message);

        assertInvalid(() -> sqs.client()
                .changeMessageVisibility(c ->
                        c.queueUrl(queue).receiptHandle(message.receiptHandle()).visibilityTimeout(60)));
    }

    @Test
    void content_based_deduplication_can_be_switched_on_later() {
        String queue = sqs.fifoQueue(Map.of());

        sqs.client().setQueueAttributes(q -> q.queueUrl(queue).attributes(Map.of(CONTENT_BASED_DEDUPLICATION, "true")));
        for (String body : List.of("a1", "a1", "a2")) {
            sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody(body).messageGroupId("a"));
        }

        assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("a1", "a2");
    }

    @Test
    void a_message_has_the_deduplication_id_that_it_was_sent_with_where_that_is_limited_to_a_group() {
        String queue = sqs.fifoQueue(Map.of(DEDUPLICATION_SCOPE, "messageGroup"));
        List<String> ids = List.of("order-1", "d".repeat(128));
        for (String id : ids) {
            sqs.client()
                    .sendMessage(m -> m.queueUrl(queue)
                            .messageBody("x")
                            .messageGroupId("g".repeat(128))
                            .messageDeduplicationId(id));
        }

        List<Message> messages = sqs.client()
                .receiveMessage(r -> r.queueUrl(queue)
                        .waitTimeSeconds(1)
                        .maxNumberOfMessages(10)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();

        assertThat(messages)
                .extracting(message -> message.attributes().get(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID))
                .isEqualTo(ids);
    }

    @Test
    void the_messages_of_a_fifo_dead_letter_queue_move_in_order_and_the_task_is_listed() {
        String deadLetters = sqs.fifoQueue(Map.of());
        String queue = sqs.fifoQueue(
                Map.of(REDRIVE_POLICY, sqs.redriveTo(deadLetters, 1), VISIBILITY_TIMEOUT, ALWAYS_VISIBLE_AGAIN));
        sqs.sendToGroup("a", queue, "a1", "a2", "a3");
        await().untilAsserted(() -> assertThat(sqs.receive(queue)).isEmpty());
        String source = sqs.attribute(deadLetters, QUEUE_ARN);
        sqs.client().setQueueAttributes(q -> q.queueUrl(queue).attributes(Map.of(VISIBILITY_TIMEOUT, "60")));

        sqs.client().startMessageMoveTask(t -> t.sourceArn(source));

        await().untilAsserted(() -> assertThat(sqs.client()
                        .listMessageMoveTasks(t -> t.sourceArn(source))
                        .results())
                .extracting(ListMessageMoveTasksResultEntry::status)
                .containsExactly("COMPLETED"));
        assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("a1", "a2", "a3");
    }

    @Test
    void a_message_that_came_to_a_fifo_dead_letter_queue_by_itself_does_not_move_and_stays() {
        String deadLetters = sqs.fifoQueue(Map.of());
        sqs.fifoQueue(Map.of(REDRIVE_POLICY, sqs.redriveTo(deadLetters, 1)));
        sqs.sendToGroup("a", deadLetters, "a1");
        String source = sqs.attribute(deadLetters, QUEUE_ARN);

        sqs.client().startMessageMoveTask(t -> t.sourceArn(source));

        await().untilAsserted(() -> assertThat(sqs.client()
                        .listMessageMoveTasks(t -> t.sourceArn(source))
                        .results())
                .extracting(ListMessageMoveTasksResultEntry::failureReason)
                .containsExactly("CouldNotDetermineMessageSource"));
        await().untilAsserted(() ->
                assertThat(sqs.receive(deadLetters)).extracting(Message::body).contains("a1"));
    }

    @Test
    void a_slow_task_can_be_cancelled_and_is_the_only_one_of_its_queue() {
        String deadLetters = sqs.fifoQueue(Map.of());
        String queue = sqs.fifoQueue(Map.of(REDRIVE_POLICY, sqs.redriveTo(deadLetters, 1)));
        sqs.sendToGroup("a", deadLetters, "a1", "a2", "a3");
        String source = sqs.attribute(deadLetters, QUEUE_ARN);
        String destination = sqs.attribute(queue, QUEUE_ARN);

        String task = sqs.client()
                .startMessageMoveTask(
                        t -> t.sourceArn(source).destinationArn(destination).maxNumberOfMessagesPerSecond(1))
                .taskHandle();

        assertInvalid(() -> sqs.client().startMessageMoveTask(t -> t.sourceArn(source)));
        sqs.client().cancelMessageMoveTask(t -> t.taskHandle(task));
        assertThat(sqs.client().listMessageMoveTasks(t -> t.sourceArn(source)).results())
                .extracting(ListMessageMoveTasksResultEntry::status)
                .containsExactly("CANCELLED");
    }

    @Test
    void only_a_dead_letter_queue_that_exists_has_tasks() {
        String queue = sqs.queue(Map.of());
        String arn = sqs.attribute(queue, QUEUE_ARN);

        assertInvalid(() -> sqs.client().startMessageMoveTask(t -> t.sourceArn(arn)));
        assertThatThrownBy(() -> sqs.client().startMessageMoveTask(t -> t.sourceArn(arn + "-missing")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> sqs.client().cancelMessageMoveTask(t -> t.taskHandle("none")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    private static DeleteMessageBatchResponse deleteBatch(String queue, Message message) {
        return sqs.client()
                .deleteMessageBatch(d -> d.queueUrl(queue)
                        .entries(DeleteMessageBatchRequestEntry.builder()
                                .id("1")
                                .receiptHandle(message.receiptHandle())
                                .build()));
    }

    private static ChangeMessageVisibilityBatchRequestEntry visibility(String id, Message message, int seconds) {
        return ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(message.receiptHandle())
                .visibilityTimeout(seconds)
                .build();
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    private static void assertInvalid(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SqsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue"));
    }
}
