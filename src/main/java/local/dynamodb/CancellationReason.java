package local.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Why one action cancels its transaction, or {@code None} if it does not.
 *
 * @param error the error of the action, or {@code null} if it has none
 */
record CancellationReason(ServiceError error) {
    static final CancellationReason NONE = new CancellationReason(null);

    String code() {
        if (error == null) {
            return "None";
        }
        return error.isValidation() ? "ValidationError" : "ConditionalCheckFailed";
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("Code", code());
        if (error != null) {
            json.put("Message", error.getMessage());
            error.item().ifPresent(item -> json.set("Item", item));
        }
        return json;
    }
}
