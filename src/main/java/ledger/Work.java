package ledger;

/**
 * One event at one subscriber, as it was received.
 *
 * @param event the event's id
 * @param source the event's source, which tells it from events with the same id; empty for a message without one
 * @param subscriber the queue's name
 * @param messageId the SQS message that brought it
 * @param receiveCount how often SQS has handed out that message, this time included
 */
public record Work(String event, String source, String subscriber, String messageId, int receiveCount) {
    /** Work on what has no source. */
    public Work(String event, String subscriber, String messageId, int receiveCount) {
        this(event, "", subscriber, messageId, receiveCount);
    }
}
