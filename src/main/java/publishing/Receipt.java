package publishing;

/**
 * SNS has the message.
 *
 * @param messageId SNS's id of it
 * @param sequenceNumber its place in the topic, on a FIFO topic, otherwise {@code null}
 */
public record Receipt(String messageId, String sequenceNumber) {}
