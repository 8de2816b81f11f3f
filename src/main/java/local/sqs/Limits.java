package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;

/** The <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html">limits</a> of the numbers in a request. */
final class Limits {
    static final int LARGEST_MESSAGE = 1_048_576;
    static final int MOST_ATTRIBUTES = 10;

    private static final int LONGEST_VISIBILITY = 43_200;
    private static final int LONGEST_WAIT = 20;
    private static final int MOST_MESSAGES = 10;
    private static final int LONGEST_DELAY = 900;

    private Limits() {}

    static void receive(JsonNode request) {
        within(request, "MaxNumberOfMessages", 1, MOST_MESSAGES, "Must be between 1 and 10, if provided.");
        within(request, "WaitTimeSeconds", 0, LONGEST_WAIT, "Must be >= 0 and <= 20, if provided.");
        within(request, "VisibilityTimeout", 0, LONGEST_VISIBILITY, "Must be >= 0 and <= 43200, if provided.");
    }

    /** A change of one message's visibility. */
    static void visibility(JsonNode change) {
        if (!change.has("VisibilityTimeout")) {
            throw SqsException.missingParameter("VisibilityTimeout");
        }
        within(
                change,
                "VisibilityTimeout",
                0,
                LONGEST_VISIBILITY,
                "VisibilityTimeout must be an integer between 0 and 43200");
    }

    static void delay(JsonNode message, boolean fifo) {
        within(message, "DelaySeconds", 0, LONGEST_DELAY, "DelaySeconds must be >= 0 and <= 900.");
        if (fifo && message.path("DelaySeconds").intValue() > 0) {
            throw SqsException.invalidParameter(
                    "DelaySeconds",
                    message.path("DelaySeconds"),
                    "The request include parameter that is not valid for this queue type.");
        }
    }

    /** Refuses a number that is out of bounds. An absent number is accepted. */
    static void within(JsonNode request, String parameter, int least, int most, String reason) {
        JsonNode value = request.path(parameter);
        if (value.isMissingNode() || value.isNull()) {
            return;
        }
        if (!value.isIntegralNumber()) {
            throw SqsException.malformed(value.getNodeType() + "_VALUE can not be converted to an Integer");
        }
        if (!value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
            throw SqsException.invalidParameter(parameter, value, reason);
        }
    }
}
