package event;

import java.util.Map;

/**
 * An event as a handler gets it.
 *
 * @param id the event's id: {@code ce_id}, or the message id of SNS or SQS for a message from elsewhere
 * @param body what was published: a {@code String}, or a {@code byte[]} if it is no text, or {@code null} if there was no data
 * @param headers the context attributes as CloudEvents' HTTP binding names them ({@code ce-id}, {@code ce-type}), {@code
 *     Content-Type} and the trace context; and under {@link #ATTRIBUTES} all other message attributes
 */
public record ReceivedEvent(String id, Object body, Map<String, Object> headers) {
    /**
     * The header with the message attributes that are none of the event, a {@code Map<String, Object>}. What a stranger calls
     * them is no header of ours: an {@code Authorization} among them would take the place of the handler's own. Camel sends
     * no header of such a name to anybody.
     */
    public static final String ATTRIBUTES = "CamelCaravanAttributes";
}
