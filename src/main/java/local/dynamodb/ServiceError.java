package local.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** A refusal in the form that DynamoDB sends. */
final class ServiceError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String SERVICE = "com.amazon.coral.service#";
    private static final String VALIDATION = "com.amazon.coral.validate#ValidationException";
    private static final String DYNAMODB = "com.amazonaws.dynamodb.v20120810#";

    private final transient ObjectNode answer;
    private transient Optional<ObjectNode> item = Optional.empty();
    private final boolean keyMismatch;

    private ServiceError(String type, String message) {
        this(type, message, false);
    }

    private ServiceError(String type, String message, boolean keyMismatch) {
        // Failed conditions are frequent, so they have no costly stack trace.
        super(message, null, false, false);
        this.keyMismatch = keyMismatch;
        answer = JsonNodeFactory.instance.objectNode().put("__type", type);
        if (message != null) {
            answer.put("message", message);
        }
    }

    static ServiceError validation(String message) {
        return new ServiceError(VALIDATION, message);
    }

    /** A key that does not fit the table. A transaction finds this while it runs, and reports it as a reason to cancel. */
    static ServiceError keyMismatch(String message) {
        return new ServiceError(VALIDATION, message, true);
    }

    /** The refusal of a feature that DynamoDB has and this emulation lacks. A refusal is better than a wrong answer. */
    static ServiceError notSupported(String what) {
        return validation("not supported here: " + what);
    }

    static ServiceError serialization(String message) {
        return new ServiceError(SERVICE + "SerializationException", message);
    }

    static ServiceError unknownOperation(String message) {
        return new ServiceError(SERVICE + "UnknownOperationException", message);
    }

    static ServiceError missingAuthentication() {
        return new ServiceError(
                SERVICE + "MissingAuthenticationTokenException", "Request is missing Authentication Token");
    }

    static ServiceError resourceNotFound(String message) {
        return new ServiceError(DYNAMODB + "ResourceNotFoundException", message);
    }

    static ServiceError resourceInUse(String message) {
        return new ServiceError(DYNAMODB + "ResourceInUseException", message);
    }

    static ServiceError idempotentParameterMismatch() {
        return new ServiceError(
                DYNAMODB + "IdempotentParameterMismatchException",
                "The request uses the same client token as a previous, but non-identical request.");
    }

    static ServiceError conditionalCheckFailed() {
        return new ServiceError(DYNAMODB + "ConditionalCheckFailedException", "The conditional request failed");
    }

    /**
     * The same refusal in the words for an insert, whose condition is that its key is free. An answer about a duplicate
     * item has no member for the item.
     */
    ServiceError asDuplicateItem() {
        ServiceError duplicate =
                new ServiceError(DYNAMODB + "DuplicateItemException", "Duplicate primary key exists in table");
        duplicate.item = item;
        return duplicate;
    }

    static ServiceError transactionCanceled(List<CancellationReason> reasons) {
        ServiceError error = new ServiceError(
                DYNAMODB + "TransactionCanceledException",
                "Transaction cancelled, please refer cancellation reasons for specific reasons "
                        + reasons.stream().map(CancellationReason::code).toList());
        reasons.forEach(reason -> error.answer.withArray("CancellationReasons").add(reason.json()));
        return error;
    }

    /** Adds the existing item to this refusal. */
    ServiceError with(Item met) {
        item = Optional.of(ValueJson.write(met.attributes()));
        answer.set("Item", item.get());
        return this;
    }

    /** The existing item, if this refusal has one. */
    Optional<ObjectNode> item() {
        return item;
    }

    /** The error's name, without the name of the service. */
    String code() {
        String type = answer.path("__type").asText();
        return type.substring(type.indexOf('#') + 1);
    }

    boolean isFailedCondition() {
        return code().equals("ConditionalCheckFailedException");
    }

    boolean isKeyMismatch() {
        return keyMismatch;
    }

    boolean isValidation() {
        return answer.path("__type").asText().equals(VALIDATION);
    }

    /** The answer's body. */
    ObjectNode answer() {
        return answer;
    }
}
