package local.sns;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html">Amazon Resource Name</a>, in its
 * parts.
 */
record Arn(String service, String region, String account, String resource) {
    /** The account that owns all local resources. */
    static final String LOCAL_ACCOUNT = "000000000000";

    private static final int LEAST_PARTS = 6;
    private static final Pattern PARTS = Pattern.compile("arn:aws[a-z-]*:([^:]+):([^:]*):([^:]*):(.+)");

    static Optional<Arn> parse(String text) {
        Matcher parts = PARTS.matcher(text);
        return parts.matches()
                ? Optional.of(new Arn(parts.group(1), parts.group(2), parts.group(3), parts.group(4)))
                : Optional.empty();
    }

    /** @throws SnsException if the text has fewer parts than an ARN */
    static void checkParts(String parameter, String text) {
        int parts = text.split(":", -1).length;
        if (parts < LEAST_PARTS) {
            throw SnsException.invalidParameter(
                    parameter + " Reason: An ARN must have at least " + LEAST_PARTS + " elements, not " + parts);
        }
    }

    static Arn topic(String region, String name) {
        return new Arn("sns", region, LOCAL_ACCOUNT, name);
    }

    /** Whether the resource is a queue. */
    boolean isQueue() {
        return service.equals("sqs");
    }

    /** Whether the resource is a FIFO topic or a FIFO queue, which its name shows. */
    boolean isFifo() {
        return resource.endsWith(".fifo");
    }

    @Override
    public String toString() {
        return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
    }
}
