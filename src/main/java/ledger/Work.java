package ledger;

/**
 * One event at one subscriber, as it was received.
 *
 * @param event the event's id
 * @param source the event's source, which tells it from events with the same id; empty for a message without one
 * @param subscriber the queue's name
 * @param messageId the SQS message that brought it
 * @param receiveCount how often SQS has handed out that message, this time included
 * @param trace the id of the event's trace; {@code null} if it has none
 */
public record Work(String event, String source, String subscriber, String messageId, int receiveCount, String trace) {
    /** Work on an event without a trace. */
    public Work(String event, String source, String subscriber, String messageId, int receiveCount) {
        this(event, source, subscriber, messageId, receiveCount, null);
    }

    /** Work on what has no source. */
    public Work(String event, String subscriber, String messageId, int receiveCount) {
        this(event, "", subscriber, messageId, receiveCount);
    }
}
