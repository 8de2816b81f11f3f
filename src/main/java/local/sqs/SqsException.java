package local.sqs;

import java.util.Map;
import java.util.Set;

/** An error with the shape, code and message of AWS. */
final class SqsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String OF_SQS = "com.amazonaws.sqs#";
    private static final String OF_ALL_SERVICES = "com.amazon.coral.service#";

    private static final Map<String, String> CODES = Map.of(
            "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "QueueNameExists", "QueueAlreadyExists");

    private static final Set<String> CODES_WITH_A_PREFIX = Set.of(
            "BatchEntryIdsNotDistinct",
            "BatchRequestTooLong",
            "EmptyBatchRequest",
            "InvalidBatchEntryId",
            "MessageNotInflight",
            "PurgeQueueInProgress",
            "QueueDeletedRecently",
            "TooManyEntriesInBatchRequest",
            "UnsupportedOperation");

    private static final Map<String, String> TYPES_OF_ALL_SERVICES = Map.of(
            "InvalidParameterValue", "InvalidParameterValueException",
            "MissingParameter", "MissingRequiredParameterException",
            "InvalidAction", "UnknownOperationException",
            "InternalFailure", "InternalFailure",
            "ServiceUnavailable", "ServiceUnavailableException",
            "SerializationException", "SerializationException");

    private final int status;
    private final String name;

    private SqsException(int status, String name, String message) {
        super(message, null, false, false);
        this.status = status;
        this.name = name;
    }

    /** A refusal that is the caller's fault. */
    static SqsException refused(String name, String message) {
        return new SqsException(400, name, message);
    }

    static SqsException failed(int status, String message) {
        return new SqsException(status, status == 503 ? "ServiceUnavailable" : "InternalFailure", message);
    }

    static SqsException invalidParameter(String message) {
        return refused("InvalidParameterValue", message);
    }

    static SqsException invalidParameter(String parameter, Object value, String reason) {
        return invalidParameter("Value %s for parameter %s is invalid. Reason: %s".formatted(value, parameter, reason));
    }

    static SqsException missingParameter(String name) {
        return refused("MissingParameter", "The request must contain the parameter " + name + ".");
    }

    static SqsException invalidAttributeValue(String attribute) {
        return refused("InvalidAttributeValue", "Invalid value for the parameter " + attribute + ".");
    }

    static SqsException unknownAttribute(String attribute) {
        return refused("InvalidAttributeName", "Unknown Attribute " + attribute + ".");
    }

    static SqsException noSuchQueue() {
        return refused("QueueDoesNotExist", "The specified queue does not exist.");
    }

    static SqsException malformed(String message) {
        return refused("SerializationException", message);
    }

    int status() {
        return status;
    }

    /** The refusal's name in AWS's documentation. */
    String name() {
        return name;
    }

    /** The type in the JSON protocol. */
    String type() {
        String common = TYPES_OF_ALL_SERVICES.get(name);
        return common == null ? OF_SQS + name : OF_ALL_SERVICES + common;
    }

    /** The code in the query protocol, which clients of the JSON protocol report as well. */
    String code() {
        return CODES_WITH_A_PREFIX.contains(name) ? "AWS.SimpleQueueService." + name : CODES.getOrDefault(name, name);
    }

    /** Whether the caller or the service is at fault: {@code Sender} or {@code Receiver}. */
    String fault() {
        return status < 500 ? "Sender" : "Receiver";
    }
}
