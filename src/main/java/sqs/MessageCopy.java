package sqs;

import event.WireFormat;
import event.WireMessage;
import event.WireMessage.Attribute;
import failure.LetterCause;
import java.util.HashMap;
import java.util.Map;
import publishing.SnsId;
import software.amazon.awssdk.core.SdkBytes;
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

    /**
     * A copy that is the same event in another queue, whatever its message id there: it has the id that the ledger knows the
     * received message by. A FIFO queue drops a second copy within five minutes. The cause of an earlier failure stays behind.
     *
     * @param fifo whether the copy is for a FIFO queue
     */
    public static MessageCopy ofEvent(Message message, boolean fifo) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>(message.messageAttributes());
        attributes.remove(LetterCause.ATTRIBUTE);
        WireMessage wire = MessageReader.wire(message.body(), attributes);
        WireMessage identified = WireFormat.identified(wire, message.messageId());
        if (!identified.equals(wire)) {
            attributes.clear();
            identified.attributes().forEach((name, value) -> attributes.put(name, value(value)));
        }
        String deduplicationId = SnsId.of(MessageReader.event(message).identity());
        return new MessageCopy(message, identified.body(), attributes, fifo ? deduplicationId : null);
    }

    private static MessageAttributeValue value(Attribute attribute) {
        MessageAttributeValue.Builder value = MessageAttributeValue.builder().dataType(attribute.type());
        return attribute.binary() == null
                ? value.stringValue(attribute.text()).build()
                : value.binaryValue(SdkBytes.fromByteArray(attribute.binary())).build();
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
