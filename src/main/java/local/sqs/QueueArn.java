package local.sqs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ARN of a queue. All queues here belong to one account in one region. */
record QueueArn(String queue) {
    static final String REGION = "us-east-1";
    static final String ACCOUNT = "000000000000";

    private static final Pattern ARN = Pattern.compile("arn:[^:]+:sqs:[^:]+:[^:]+:([^:]+)");

    /**
     * Reads an ARN.
     *
     * @param parameter the name of the parameter that holds it
     */
    static QueueArn parse(String parameter, String text) {
        Matcher arn = ARN.matcher(text);
        if (!arn.matches()) {
            throw SqsException.invalidParameter(
                    "You must use this format to specify the %s: arn:<partition>:<service>:<region>:<account-id>:<resource-id>"
                            .formatted(parameter));
        }
        return new QueueArn(arn.group(1));
    }

    @Override
    public String toString() {
        return "arn:aws:sqs:%s:%s:%s".formatted(REGION, ACCOUNT, queue);
    }
}
