package local.sns;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * A delivery as it is sent to a queue: bare with the message's attributes, or in its envelope without.
 *
 * <p>An envelope also goes to a dead-letter queue when bare delivery failed for too many attributes: there it can hold
 * them all.
 */
record QueueMessage(
        String body, Map<String, MessageAttributeValue> attributes, String groupId, String deduplicationId, int size) {
    /** SQS takes no more with one message. */
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
                message.groupId(),
                queue.isFifo() ? message.deduplicationId() : null,
                body.getBytes(StandardCharsets.UTF_8).length
                        + attributes.entrySet().stream()
                                .mapToInt(attribute -> attribute.getKey().length()
                                        + attribute.getValue().size())
                                .sum());
    }

    SendMessageBatchRequestEntry entry(String id) {
        return SendMessageBatchRequestEntry.builder()
                .id(id)
                .messageBody(body)
                .messageAttributes(attributes)
                .messageGroupId(groupId)
                .messageDeduplicationId(deduplicationId)
                .build();
    }

    private static MessageAttributeValue toSqs(MessageAttribute attribute) {
        MessageAttributeValue.Builder value = MessageAttributeValue.builder().dataType(attribute.type());
        return attribute.isBinary()
                ? value.binaryValue(SdkBytes.fromByteArray(attribute.bytes())).build()
                : value.stringValue(attribute.value()).build();
    }
}
