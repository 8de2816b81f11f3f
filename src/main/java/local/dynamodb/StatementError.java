package local.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes why one statement of a batch failed into the answer to the batch. */
final class StatementError {
    private StatementError() {}

    static void write(ServiceError error, FailedItem place, ObjectNode response) {
        ObjectNode json = response.putObject("Error").put("Code", code(error)).put("Message", error.getMessage());
        ObjectNode holder = place == FailedItem.IN_THE_ERROR ? json : response;
        error.item().ifPresent(item -> holder.set("Item", item));
    }

    /** The name in {@code BatchStatementErrorCodeEnum}. */
    private static String code(ServiceError error) {
        return error.isValidation() ? "ValidationError" : error.code().replaceAll("Exception$", "");
    }
}
