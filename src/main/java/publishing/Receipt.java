package publishing;

/**
 * The acknowledgement of SNS that it has accepted a message.
 *
 * @param messageId SNS's id of the message
 * @param sequenceNumber the message's place in the order of a FIFO topic; otherwise {@code null}
 */
public record Receipt(String messageId, String sequenceNumber) {}
