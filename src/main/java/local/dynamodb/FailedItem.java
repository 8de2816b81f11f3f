package local.dynamodb;

/**
 * The place in a batch's answer for an item that failed a statement's condition. The answer has the item if
 * {@code ReturnValuesOnConditionCheckFailure} asks for it.
 *
 * <p>AWS documents a place for an item in the statement's error and one in the statement's response. A client has to
 * look in both.
 */
public enum FailedItem {
    /** {@code BatchStatementError.Item}, whose description in AWS's documentation fits. */
    IN_THE_ERROR,

    /** {@code BatchStatementResponse.Item}, which also holds items that were read. */
    IN_THE_RESPONSE
}
