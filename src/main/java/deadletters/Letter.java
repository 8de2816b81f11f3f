package deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import event.Identity;
import failure.Cause;
import java.time.Instant;

/**
 * A dead letter and what is known about it.
 *
 * @param messageId its message id in the dead-letter queue
 * @param event the event's id
 * @param source the event's source; {@code null} if it has none
 * @param type the event's type; {@code null} if it has none
 * @param group the message group; {@code null} in a standard queue
 * @param origin who made it a dead letter
 * @param exception the class of the handler's exception; {@code null} if there was none
 * @param message the exception's message, or an explanation
 * @param fingerprint equal for the same failure of different messages
 * @param attempts the number of attempts; 0 if none or unknown
 * @param since when it was given up, or else when it was sent
 * @param client the client of the event, in the dead-letter queue of an inbox; {@code null} in other queues
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Letter(
        String messageId,
        String event,
        String source,
        String type,
        String group,
        Origin origin,
        String exception,
        String message,
        String fingerprint,
        int attempts,
        Instant since,
        String client) {
    /** Which event it is. */
    public Identity identity() {
        return new Identity(event, source == null ? "" : source);
    }

    /** The same letter with its client. */
    Letter of(String whose) {
        return new Letter(
                messageId, event, source, type, group, origin, exception, message, fingerprint, attempts, since, whose);
    }

    /** Why it is a dead letter. */
    public Cause cause() {
        return new Cause(exception == null ? "" : exception, message, fingerprint);
    }
}
