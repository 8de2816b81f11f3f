package sqs;

import event.ReceivedEvent;
import event.WireFormat;
import event.WireMessage;
import event.WireMessage.Attribute;
import failure.UndecodableMessageException;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** A message that has been read, or the reason why it cannot be. */
public final class Decoded {
    private final String messageId;
    private final ReceivedEvent event;
    private final RuntimeException failure;

    private Decoded(String messageId, ReceivedEvent event, RuntimeException failure) {
        this.messageId = messageId;
        this.event = event;
        this.failure = failure;
    }

    public static Decoded of(Message message) {
        try {
            return new Decoded(message.messageId(), WireFormat.decode(wire(message), message.messageId()), null);
        } catch (RuntimeException e) {
            return new Decoded(message.messageId(), null, e);
        }
    }

    /** The message as SQS carries it. */
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

    /** The event's id; the message's for one that cannot be read. */
    public String id() {
        return event == null ? messageId : event.id();
    }

    /** Whether it can be read. */
    public boolean isReadable() {
        return event != null;
    }

    /** @throws UndecodableMessageException if it cannot be read */
    public ReceivedEvent event() {
        if (event == null) {
            throw new UndecodableMessageException(messageId, failure);
        }
        return event;
    }
}
