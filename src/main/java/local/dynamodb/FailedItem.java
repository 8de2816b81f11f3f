package local.dynamodb;

/**
 * Where a batch's answer has the item for which a statement's condition did not hold, when
 * {@code ReturnValuesOnConditionCheckFailure} asks for it.
 *
 * <p>AWS documents a place for an item in the statement's error and one in the statement's response. A reader has to find
 * it in either.
 */
public enum FailedItem {
    /** {@code BatchStatementError.Item}, whose description is the one that fits. */
    IN_THE_ERROR,

    /** {@code BatchStatementResponse.Item}, where items that were read are. */
    IN_THE_RESPONSE
}
