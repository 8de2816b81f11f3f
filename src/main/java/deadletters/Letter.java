package deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import failure.Cause;
import java.time.Instant;

/**
 * A dead letter, and what is known of it.
 *
 * @param messageId the SQS message's id in the dead-letter queue
 * @param event the event's id
 * @param type the event's type; {@code null} if it has none
 * @param group the message group; {@code null} in a standard queue
 * @param origin who made it a dead letter
 * @param exception the class of the exception that it was given up for; {@code null} if there was none
 * @param message the exception's message, or in words what is known
 * @param fingerprint the same for the same failure of different messages
 * @param attempts how often it was tried; 0 if never, or not known
 * @param since when it was given up, or sent where that is all that is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Letter(
        String messageId,
        String event,
        String type,
        String group,
        Origin origin,
        String exception,
        String message,
        String fingerprint,
        int attempts,
        Instant since) {
    /** Why it is here. */
    public Cause cause() {
        return new Cause(exception == null ? "" : exception, message, fingerprint);
    }
}
