package local.sns;

import java.net.URI;
import java.util.regex.Pattern;

/** Which <a href="https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html">endpoints</a> may be subscribed. */
final class Endpoints {
    /**
     * A phone number in the E.164 format, with at most 15 digits. A single dot, slash or hyphen may separate two
     * digits.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html">Phone numbers</a>
     */
    private static final Pattern PHONE = Pattern.compile("\\+?[1-9]([./-]?[0-9]){1,14}");

    private Endpoints() {}

    /** @throws SnsException if AWS would not subscribe the endpoint to the topic */
    static void check(Topic topic, String protocol, String endpoint) {
        switch (protocol) {
            case "sqs" -> checkQueue(topic, endpoint);
            case "http", "https" -> checkUrl(protocol, endpoint);
            case "email", "email-json" -> refuseUnless(endpoint.contains("@"), "Email address");
            case "sms" -> checkPhone(endpoint);
            case "application", "lambda", "firehose" ->
                refuseUnless(Arn.parse(endpoint).isPresent(), protocol + " endpoint ARN");
            default ->
                throw SnsException.invalidParameter("Amazon SNS does not support this protocol string: " + protocol);
        }
        if (topic.isFifo() && !protocol.equals("sqs")) {
            throw SnsException.invalidParameter(
                    "Invalid parameter: Endpoint Reason: FIFO topics deliver to SQS queues only");
        }
    }

    private static void checkQueue(Topic topic, String endpoint) {
        Arn queue = Arn.parse(endpoint)
                .filter(Arn::isQueue)
                .orElseThrow(() -> SnsException.invalidParameter("SQS endpoint ARN"));
        if (queue.isFifo() && !topic.isFifo()) {
            throw SnsException.invalidParameter(
                    "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
        }
    }

    private static void checkUrl(String protocol, String endpoint) {
        refuseUnless(endpoint.startsWith(protocol + "://"), "Endpoint must match the specified protocol");
        try {
            refuseUnless(URI.create(endpoint).getHost() != null, "Endpoint");
        } catch (IllegalArgumentException e) {
            throw SnsException.invalidParameter("Endpoint");
        }
    }

    private static void checkPhone(String number) {
        if (!PHONE.matcher(number).matches()) {
            throw new SnsException(400, "InvalidParameter", "Invalid SMS endpoint: " + number);
        }
    }

    private static void refuseUnless(boolean valid, String what) {
        if (!valid) {
            throw SnsException.invalidParameter(what);
        }
    }
}
