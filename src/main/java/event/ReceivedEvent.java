package event;

import java.util.Map;

/**
 * An event as a handler gets it.
 *
 * @param id the event's id: {@code ce_id}, or the message id of SNS or SQS for a message from elsewhere
 * @param body what was published: a {@code String}, or a {@code byte[]} if it is no text, or {@code null} if there was no data
 * @param headers the context attributes as CloudEvents' HTTP binding names them ({@code ce-id}, {@code ce-type},
 *     {@code Content-Type}) and every other message attribute under its own name; none can be mistaken for a header that
 *     steers Camel
 */
public record ReceivedEvent(String id, Object body, Map<String, Object> headers) {}
