package local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

class SqsMessagesTest {
    private static final int MIB = 1024 * 1024;

    @RegisterExtension
    static final SqsUnderContract sqs = new SqsUnderContract();

    private String queue;

    @BeforeEach
    void createQueue() {
        queue = sqs.queue(Map.of());
    }

    @Test
    void a_batch_reports_each_entry_that_was_sent_and_each_that_was_not() {
        SendMessageBatchResponse answer = sqs.client()
                .sendMessageBatch(b -> b.queueUrl(queue).entries(entry("good"), entryDelayedBeyondTheLimit("bad")));

        assertThat(answer.successful())
                .extracting(SendMessageBatchResultEntry::id)
                .containsExactly("good");
        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("bad");
        assertThat(answer.failed().get(0).senderFault()).isTrue();
        assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("good");
    }

    @Test
    void a_batch_without_entries_is_refused() {
        assertThatThrownBy(() ->
                        sqs.client().sendMessageBatch(b -> b.queueUrl(queue).entries(List.of())))
                .isInstanceOf(EmptyBatchRequestException.class);
    }

    @Test
    void a_batch_of_eleven_is_refused() {
        List<SendMessageBatchRequestEntry> entries =
                IntStream.range(0, 11).mapToObj(i -> entry("m" + i)).toList();

        assertThatThrownBy(() ->
                        sqs.client().sendMessageBatch(b -> b.queueUrl(queue).entries(entries)))
                .isInstanceOf(TooManyEntriesInBatchRequestException.class);
    }

    @Test
    void a_batch_with_one_id_twice_is_refused() {
        assertThatThrownBy(() ->
                        sqs.client().sendMessageBatch(b -> b.queueUrl(queue).entries(entry("same"), entry("same"))))
                .isInstanceOf(BatchEntryIdsNotDistinctException.class);
    }

    @Test
    void a_message_of_one_mebibyte_travels() {
        String body = "x".repeat(MIB);

        sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody(body));

        assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly(body);
    }

    @Test
    void a_message_over_one_mebibyte_is_refused() {
        assertThatThrownBy(() -> sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody("x".repeat(MIB + 1))))
                .isInstanceOf(SqsException.class);
    }

    @Test
    void message_attributes_come_only_when_asked_for() {
        Map<String, MessageAttributeValue> attributes = Map.of(
                "ce_type", text("OrderPlaced"),
                "ce_id", text("1"),
                "amount",
                        MessageAttributeValue.builder()
                                .dataType("Number")
                                .stringValue("12.50")
                                .build(),
                "key",
                        MessageAttributeValue.builder()
                                .dataType("Binary")
                                .binaryValue(SdkBytes.fromUtf8String("k"))
                                .build());

        sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody("x").messageAttributes(attributes));

        assertThat(receiveAndShow().messageAttributes()).isEmpty();
        assertThat(receiveAndShow("ce_type").messageAttributes()).containsOnlyKeys("ce_type");
        assertThat(receiveAndShow("All").messageAttributes()).isEqualTo(attributes);
    }

    @Test
    void message_attributes_can_be_asked_for_by_prefix() {
        sqs.client()
                .sendMessage(m -> m.queueUrl(queue)
                        .messageBody("x")
                        .messageAttributes(Map.of("ce_type", text("OrderPlaced"), "traceparent", text("00"))));

        assertThat(receiveAndShow("ce_.*").messageAttributes()).containsOnlyKeys("ce_type");
    }

    @Test
    void system_attributes_come_only_when_asked_for() {
        sqs.send(queue, "x");

        Message plain = receiveAndShow();
        Message counted = sqs.client()
                .receiveMessage(r -> r.queueUrl(queue)
                        .waitTimeSeconds(1)
                        .messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .messages()
                .get(0);

        assertThat(plain.attributes()).isEmpty();
        assertThat(counted.attributes()).isEqualTo(Map.of(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2"));
    }

    @Test
    void a_delayed_message_comes_after_its_delay() {
        sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody("later").delaySeconds(2));

        List<Message> early =
                sqs.client().receiveMessage(r -> r.queueUrl(queue)).messages();

        assertThat(early).isEmpty();
        await().untilAsserted(() ->
                assertThat(sqs.receive(queue)).extracting(Message::body).containsExactly("later"));
    }

    @Test
    void a_delete_batch_reports_each_message_that_was_deleted_and_each_that_was_not() {
        sqs.send(queue, "x");
        Message message = sqs.receive(queue).get(0);

        DeleteMessageBatchResponse answer = sqs.client()
                .deleteMessageBatch(d -> d.queueUrl(queue)
                        .entries(deletion("good", message.receiptHandle()), deletion("bad", "no handle")));

        assertThat(answer.successful())
                .extracting(DeleteMessageBatchResultEntry::id)
                .containsExactly("good");
        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("bad");
        assertThat(answer.failed().get(0).code()).isEqualTo("ReceiptHandleIsInvalid");
    }

    @Test
    void a_second_delete_changes_nothing_and_succeeds() {
        sqs.send(queue, "x");
        Message message = sqs.receive(queue).get(0);
        sqs.delete(queue, message);

        sqs.delete(queue, message);

        assertThat(sqs.receive(queue)).isEmpty();
    }

    @Test
    void messages_are_counted_as_visible_in_flight_and_delayed() {
        sqs.send(queue, "a", "b");
        sqs.client().sendMessage(m -> m.queueUrl(queue).messageBody("later").delaySeconds(60));

        sqs.client().receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(1));

        await().untilAsserted(() -> {
            assertThat(sqs.attribute(queue, APPROXIMATE_NUMBER_OF_MESSAGES)).isEqualTo("1");
            assertThat(sqs.attribute(queue, APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                    .isEqualTo("1");
            assertThat(sqs.attribute(queue, APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                    .isEqualTo("1");
        });
    }

    @Test
    void a_missing_queue_takes_no_message() {
        String missing = queue + "-missing";

        assertThatThrownBy(() -> sqs.send(missing, "x")).isInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void eleven_message_attributes_are_refused() {
        Map<String, MessageAttributeValue> eleven = new HashMap<>();
        IntStream.range(0, 11).forEach(i -> eleven.put("a" + i, text("x")));

        assertThatThrownBy(() -> sqs.client()
                        .sendMessage(m -> m.queueUrl(queue).messageBody("x").messageAttributes(eleven)))
                .isInstanceOfSatisfying(
                        SqsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).contains("InvalidParameterValue"));
    }

    /** Receives with the attributes of these names, and makes the message visible again. */
    private Message receiveAndShow(String... attributes) {
        Message message = sqs.client()
                .receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(1).messageAttributeNames(attributes))
                .messages()
                .get(0);
        sqs.client()
                .changeMessageVisibility(c ->
                        c.queueUrl(queue).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
        return message;
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static SendMessageBatchRequestEntry entry(String id) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(id).build();
    }

    private static SendMessageBatchRequestEntry entryDelayedBeyondTheLimit(String id) {
        return entry(id).toBuilder().delaySeconds(901).build();
    }

    private static DeleteMessageBatchRequestEntry deletion(String id, String receiptHandle) {
        return DeleteMessageBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(receiptHandle)
                .build();
    }
}
