package sqs;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * A copy of a received message for another queue. Trace and group are kept, and so are body and attributes unless they
 * are changed on purpose.
 *
 * @param of the received message
 * @param deduplicationId for a FIFO queue; {@code null} for a standard queue
 */
public record MessageCopy(
        Message of, String body, Map<String, MessageAttributeValue> attributes, String deduplicationId) {
    /** An unchanged copy. */
    public static MessageCopy of(Message message, String deduplicationId) {
        return new MessageCopy(message, message.body(), message.messageAttributes(), deduplicationId);
    }

    /** This copy with other attributes. */
    public MessageCopy with(Map<String, MessageAttributeValue> others) {
        return new MessageCopy(of, body, others, deduplicationId);
    }

    /** This copy without one of its attributes. */
    public MessageCopy without(String attribute) {
        Map<String, MessageAttributeValue> others = new HashMap<>(attributes);
        others.remove(attribute);
        return with(others);
    }

    /** The size in bytes that SQS compares with its limits. */
    public int size() {
        return MessageReader.wire(body, attributes).size();
    }

    SendMessageBatchRequestEntry entry(String id) {
        String trace = of.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER);
        return SendMessageBatchRequestEntry.builder()
                .id(id)
                .messageBody(body)
                .messageAttributes(attributes)
                .messageSystemAttributes(
                        trace == null
                                ? null
                                : Map.of(
                                        MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                                        MessageSystemAttributeValue.builder()
                                                .dataType("String")
                                                .stringValue(trace)
                                                .build()))
                .messageGroupId(of.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                .messageDeduplicationId(deduplicationId)
                .build();
    }
}
