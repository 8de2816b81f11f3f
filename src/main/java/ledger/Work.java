package ledger;

/**
 * One event at one subscriber, as it was received.
 *
 * @param event the event's id
 * @param subscriber the queue's name
 * @param messageId the SQS message that brought it
 * @param receiveCount how often SQS has handed out that message, this time included
 */
public record Work(String event, String subscriber, String messageId, int receiveCount) {}
