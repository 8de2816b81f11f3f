package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** A receipt handle of ElasticMQ: the id of the message and the id of the receive. */
record Receipt(String handle) {
    static final String PARAMETER = "ReceiptHandle";
    static final String INVALID = "ReceiptHandleIsInvalid";
    private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Pattern HANDLE = Pattern.compile(ID + "#" + ID);

    static Receipt of(JsonNode entry) {
        return new Receipt(entry.path(PARAMETER).asText());
    }

    /** Whether this can be the handle of a message, present or gone. */
    boolean isWellFormed() {
        return HANDLE.matcher(handle).matches();
    }

    /** The id of the message. */
    String message() {
        return handle.substring(0, handle.indexOf('#'));
    }

    /** Whether ElasticMQ refused a receipt handle. ElasticMQ also refuses the handles of messages that are gone. */
    static boolean isRefusedBy(SqsException refusal) {
        return refusal.name().equals(INVALID);
    }

    SqsException invalid() {
        return SqsException.refused(
                INVALID, "The input receipt handle \"%s\" is not a valid receipt handle.".formatted(handle));
    }

    SqsException expired() {
        return SqsException.invalidParameter(PARAMETER, handle, "The receipt handle has expired.");
    }

    /** The refusal of a new visibility timeout. */
    SqsException notInFlight() {
        return isWellFormed()
                ? SqsException.invalidParameter(
                        PARAMETER, handle, "Message does not exist or is not available for visibility timeout change.")
                : invalid();
    }
}
