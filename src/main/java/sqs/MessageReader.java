package sqs;

import event.ReceivedEvent;
import event.WireFormat;
import event.WireMessage;
import event.WireMessage.Attribute;
import event.WireText;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Reads events from SQS messages. */
public final class MessageReader {
    /** The header that holds the message itself, as it was received. Camel never sends a header with this name. */
    public static final String MESSAGE = "CamelCaravanMessage";

    private MessageReader() {}

    /** The event in a message. Reading never fails, see {@link WireFormat#decode}. */
    public static ReceivedEvent event(Message message) {
        return WireFormat.decode(wire(message), message.messageId());
    }

    /** The size in bytes as SQS counts and bills it. Unlike {@link #wire}, it costs next to nothing. */
    static long size(Message message) {
        long size = WireText.bytes(message.body());
        for (Map.Entry<String, MessageAttributeValue> attribute :
                message.messageAttributes().entrySet()) {
            MessageAttributeValue value = attribute.getValue();
            size += WireText.bytes(attribute.getKey()) + WireText.bytes(value.dataType());
            size += value.binaryValue() == null
                    ? WireText.bytes(value.stringValue())
                    : value.binaryValue().asByteArrayUnsafe().length;
        }
        return size;
    }

    static WireMessage wire(Message message) {
        return wire(message.body(), message.messageAttributes());
    }

    static WireMessage wire(String body, Map<String, MessageAttributeValue> values) {
        Map<String, Attribute> attributes = new HashMap<>();
        values.forEach((name, value) -> attributes.put(
                name,
                new Attribute(
                        value.dataType(),
                        value.stringValue(),
                        value.binaryValue() == null ? null : value.binaryValue().asByteArray())));
        return new WireMessage(body, attributes);
    }
}
