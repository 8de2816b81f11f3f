package local.sqs;

import java.util.Set;

/** Translates ElasticMQ's names of refusals to those of AWS. */
final class Refusals {
    private static final Set<String> PARAMETERS = Set.of("InvalidAttributeValue", "InvalidAttributeName");

    private Refusals() {}

    /** ElasticMQ reports a wrong request parameter as a wrong attribute. AWS uses those names only for attributes of queues. */
    static SqsException asAwsNamesIt(String name, String message) {
        if (message.equals("InvalidMessageContents")) {
            return SqsException.refused(message, "Invalid characters found in the message body.");
        }
        return SqsException.refused(PARAMETERS.contains(name) ? "InvalidParameterValue" : name, message);
    }
}
