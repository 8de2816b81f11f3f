package sqs;

import event.Identity;
import event.MessageLimits;
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
 * A copy of a received message for another queue. Trace and group are kept, and so are body and attributes unless they are
 * changed on purpose. A message without an event id is identified by its SQS message id. The copy carries this id in the
 * attribute {@value event.WireFormat#KEPT_ID}, if there is room, and so stays the same event.
 *
 * @param of the received message
 * @param deduplicationId for a FIFO queue; {@code null} for a standard queue
 * @param keepsId whether the copy carries the message's id
 */
public record MessageCopy(
        Message of,
        String body,
        Map<String, MessageAttributeValue> attributes,
        String deduplicationId,
        boolean keepsId) {
    /** An unchanged copy. */
    public static MessageCopy of(Message message, String deduplicationId) {
        boolean isKnownByMessageId = MessageReader.event(message).id().equals(message.messageId());
        return new MessageCopy(
                message, message.body(), message.messageAttributes(), deduplicationId, isKnownByMessageId);
    }

    /**
     * A copy that is the same event in another queue: it carries the event id under which the ledger knows the received message.
     * A FIFO queue drops a second copy within five minutes. The cause of an earlier failure is not copied.
     *
     * @param fifo whether the copy is for a FIFO queue
     */
    public static MessageCopy ofEvent(Message message, boolean fifo) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>(message.messageAttributes());
        attributes.remove(LetterCause.ATTRIBUTE);
        attributes.remove(WireFormat.KEPT_ID);
        Identity identity = MessageReader.event(message).identity();
        WireMessage wire = MessageReader.wire(message.body(), attributes);
        WireMessage identified = WireFormat.identified(wire, identity.id());
        return new MessageCopy(
                message,
                identified.body(),
                identified.equals(wire) ? attributes : attributes(identified.attributes()),
                fifo ? SnsId.of(identity) : null,
                false);
    }

    private static Map<String, MessageAttributeValue> attributes(Map<String, Attribute> written) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        written.forEach((name, value) -> attributes.put(name, value(value)));
        return attributes;
    }

    private static MessageAttributeValue value(Attribute attribute) {
        MessageAttributeValue.Builder value = MessageAttributeValue.builder().dataType(attribute.type());
        return attribute.binary() == null
                ? value.stringValue(attribute.text()).build()
                : value.binaryValue(SdkBytes.fromByteArray(attribute.binary())).build();
    }

    /** This copy with other attributes. */
    public MessageCopy with(Map<String, MessageAttributeValue> others) {
        return with(body, others);
    }

    /** This copy with another body and other attributes. */
    public MessageCopy with(String otherBody, Map<String, MessageAttributeValue> others) {
        return new MessageCopy(of, otherBody, others, deduplicationId, keepsId);
    }

    /** The trace of this copy: {@code traceparent} and {@code tracestate}, as far as it has them. */
    public Map<String, String> trace() {
        return WireFormat.trace(MessageReader.wire(body, attributes));
    }

    /**
     * This copy with another trace. The trace is dropped if there is no room for it.
     *
     * @param trace {@code traceparent} and {@code tracestate}; empty if the copy stays as it is
     */
    public MessageCopy traced(Map<String, String> trace) {
        return trace.isEmpty()
                ? this
                : with(attributes(WireFormat.traced(MessageReader.wire(body, attributes), trace)
                        .attributes()));
    }

    /** This copy without the kept id, which makes a copy larger than its message. */
    MessageCopy withoutId() {
        return new MessageCopy(of, body, attributes, deduplicationId, false);
    }

    /** This copy without one of its attributes. */
    public MessageCopy without(String attribute) {
        Map<String, MessageAttributeValue> others = new HashMap<>(attributes);
        others.remove(attribute);
        return with(others);
    }

    /** The size in bytes that SQS compares with its limits. */
    public int size() {
        return MessageReader.wire(body, sent()).size();
    }

    private Map<String, MessageAttributeValue> sent() {
        if (!keepsId || attributes.size() >= MessageLimits.ATTRIBUTES) {
            return attributes;
        }
        Map<String, MessageAttributeValue> sent = new HashMap<>(attributes);
        sent.put(
                WireFormat.KEPT_ID,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(of.messageId())
                        .build());
        return MessageReader.wire(body, sent).size() <= MessageLimits.SQS_BYTES ? sent : attributes;
    }

    SendMessageBatchRequestEntry entry(String id) {
        String trace = of.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER);
        return SendMessageBatchRequestEntry.builder()
                .id(id)
                .messageBody(body)
                .messageAttributes(sent())
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
