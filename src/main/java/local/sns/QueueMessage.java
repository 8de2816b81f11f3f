package local.sns;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * A delivery as SQS gets it: the bare text with the message's attributes, or an envelope without attributes.
 *
 * <p>A raw delivery fails if the message has too many attributes. The dead-letter queue then gets an envelope, which
 * can hold all of them.
 */
record QueueMessage(
        String body,
        Map<String, MessageAttributeValue> attributes,
        String groupId,
        String deduplicationId,
        String trace,
        int size) {
    /** The most attributes that SQS accepts with one message. */
    static final int MOST_ATTRIBUTES = 10;

    static QueueMessage of(Delivery delivery, Arn queue, Envelope envelope) {
        Message message = delivery.message();
        boolean bare = delivery.isRaw() && message.attributes().size() <= MOST_ATTRIBUTES;
        String body = bare ? delivery.text() : envelope.wrap(delivery);
        Map<String, MessageAttribute> attributes = bare ? message.attributes() : Map.of();
        return new QueueMessage(
                body,
                attributes.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, attribute -> toSqs(attribute.getValue()))),
                groupId(message, queue),
                queue.isFifo() ? message.deduplicationId() : null,
                message.trace(),
                body.getBytes(StandardCharsets.UTF_8).length
                        + attributes.entrySet().stream()
                                .mapToInt(attribute -> attribute.getKey().length()
                                        + attribute.getValue().size())
                                .sum());
    }

    /**
     * The message group for the queue. A
     * <a href="https://docs.aws.amazon.com/sns/latest/dg/fifo-message-grouping.html">FIFO topic</a> passes it to FIFO
     * queues only. A <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">standard topic</a> has only
     * standard queues and passes it to them, for fairness.
     */
    private static String groupId(Message message, Arn queue) {
        return message.isOfFifoTopic() && !queue.isFifo() ? null : message.groupId();
    }

    SendMessageBatchRequestEntry entry(String id) {
        SendMessageBatchRequestEntry.Builder entry = SendMessageBatchRequestEntry.builder()
                .id(id)
                .messageBody(body)
                .messageAttributes(attributes)
                .messageGroupId(groupId)
                .messageDeduplicationId(deduplicationId);
        if (trace != null) {
            entry.messageSystemAttributes(Map.of(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER, string(trace)));
        }
        return entry.build();
    }

    private static MessageSystemAttributeValue string(String text) {
        return MessageSystemAttributeValue.builder()
                .dataType("String")
                .stringValue(text)
                .build();
    }

    private static MessageAttributeValue toSqs(MessageAttribute attribute) {
        MessageAttributeValue.Builder value = MessageAttributeValue.builder().dataType(attribute.type());
        return attribute.isBinary()
                ? value.binaryValue(SdkBytes.fromByteArray(attribute.bytes())).build()
                : value.stringValue(attribute.value()).build();
    }
}
