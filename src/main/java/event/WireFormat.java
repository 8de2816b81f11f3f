package event;

import io.cloudevents.CloudEvent;

/** How an event travels through SNS and SQS: the data is the body, the context attributes are message attributes. */
public final class WireFormat {
    private WireFormat() {}

    /** The message that carries the event. */
    public static WireMessage encode(CloudEvent event) {
        return null;
    }

    /**
     * The event in a message.
     *
     * @param message body and attributes as received from SQS, or an SNS envelope
     * @param messageId the SQS message's id, for messages that carry none
     */
    public static ReceivedEvent decode(WireMessage message, String messageId) {
        return null;
    }
}
