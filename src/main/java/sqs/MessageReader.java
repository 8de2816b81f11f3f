package sqs;

import event.ReceivedEvent;
import event.WireFormat;
import event.WireMessage;
import event.WireMessage.Attribute;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Reads events from SQS messages. */
public final class MessageReader {
    private MessageReader() {}

    /** The event in a message. Reading never fails, see {@link WireFormat#decode}. */
    public static ReceivedEvent event(Message message) {
        return WireFormat.decode(wire(message), message.messageId());
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
