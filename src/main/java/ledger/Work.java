package ledger;

/**
 * A received event that a subscriber asks to work on.
 *
 * @param event the event's id
 * @param source the event's source, which distinguishes events with the same id; empty for a message without a source
 * @param subscriber the queue's name
 * @param messageId the SQS message that brought it
 * @param receiveCount how often SQS has delivered that message, including this time
 * @param trace the id of the event's trace; {@code null} if it has none
 */
public record Work(String event, String source, String subscriber, String messageId, int receiveCount, String trace) {
    /** Work on an event without a trace. */
    public Work(String event, String source, String subscriber, String messageId, int receiveCount) {
        this(event, source, subscriber, messageId, receiveCount, null);
    }

    /** Work on an event without a source. */
    public Work(String event, String subscriber, String messageId, int receiveCount) {
        this(event, "", subscriber, messageId, receiveCount);
    }
}
