package local.sqs;

import java.util.Set;

/** The refusals of ElasticMQ, under the names that AWS has for them. */
final class Refusals {
    private static final Set<String> PARAMETERS = Set.of("InvalidAttributeValue", "InvalidAttributeName");

    private Refusals() {}

    /** ElasticMQ calls a wrong parameter of a request a wrong attribute, which AWS says of a queue's attributes only. */
    static SqsException asAwsNamesIt(String name, String message) {
        if (message.equals("InvalidMessageContents")) {
            return SqsException.refused(message, "Invalid characters found in the message body.");
        }
        return SqsException.refused(PARAMETERS.contains(name) ? "InvalidParameterValue" : name, message);
    }
}
