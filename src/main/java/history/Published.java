package history;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * One publication of an event.
 *
 * @param topic the topic's name
 * @param time when SNS had accepted the event
 * @param messageId the message id that SNS assigned
 * @param source the event's source; {@code null} if it is not known
 * @param type the event's type; {@code null} if it has none, or is not known
 * @param trace the id of the event's trace; {@code null} if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Published(String topic, Instant time, String messageId, String source, String type, String trace) {
    /** The publication of an event without a trace. */
    public Published(String topic, Instant time, String messageId, String source, String type) {
        this(topic, time, messageId, source, type, null);
    }

    /** The publication of an event whose type is not known. */
    public Published(String topic, Instant time, String messageId, String source) {
        this(topic, time, messageId, source, null);
    }

    /** The publication of an event whose source is not known. */
    public Published(String topic, Instant time, String messageId) {
        this(topic, time, messageId, null);
    }
}
