package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where a queue's dead letters go, and after how many receives. */
record RedrivePolicy(QueueArn target, int maxReceiveCount) {
    static final String ATTRIBUTE = "RedrivePolicy";
    private static final int MOST_RECEIVES = 1000;

    static RedrivePolicy parse(String text) {
        ObjectNode policy = Json.object(text)
                .orElseThrow(() ->
                        SqsException.invalidParameter(ATTRIBUTE, text, "Redrive policy is not a valid JSON map."));
        JsonNode arn = policy.path("deadLetterTargetArn");
        JsonNode count = policy.path("maxReceiveCount");
        if (!arn.isTextual() || count.isMissingNode()) {
            throw SqsException.invalidParameter(
                    ATTRIBUTE,
                    text,
                    "Redrive policy does not contain mandatory attribute: %s."
                            .formatted(arn.isTextual() ? "maxReceiveCount" : "deadLetterTargetArn"));
        }
        int receives = count.isTextual() ? number(count.textValue()) : count.isIntegralNumber() ? count.intValue() : 0;
        if (receives < 1 || receives > MOST_RECEIVES) {
            throw SqsException.invalidParameter(
                    ATTRIBUTE,
                    text,
                    "Invalid value for maxReceiveCount: %s, valid values are from 1 to %d both inclusive."
                            .formatted(count.asText(), MOST_RECEIVES));
        }
        return new RedrivePolicy(QueueArn.parse("deadLetterTargetArn", arn.textValue()), receives);
    }

    /**
     * The policy for ElasticMQ when a queue has none, because ElasticMQ refuses to remove one. Almost no message
     * reaches its receive count.
     */
    RedrivePolicy nearlyNone() {
        return new RedrivePolicy(target, MOST_RECEIVES);
    }

    String json() {
        return Json.object()
                .put("deadLetterTargetArn", target.toString())
                .put("maxReceiveCount", maxReceiveCount)
                .toString();
    }

    private static int number(String text) {
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    }
}
