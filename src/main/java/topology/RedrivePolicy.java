package topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import process.Json;

/**
 * Where SQS or SNS moves dead letters.
 *
 * @param deadLetterTargetArn the dead-letter queue; empty if there is none
 * @param maxReceiveCount the receives after which SQS moves a message; 0 for a subscription, which has no such count
 */
public record RedrivePolicy(String deadLetterTargetArn, int maxReceiveCount) {
    /** Parses the policy that SQS or SNS reports; {@code null} gives a policy without target. */
    public static RedrivePolicy of(String json) {
        if (json == null || json.isEmpty()) {
            return new RedrivePolicy("", 0);
        }
        try {
            JsonNode policy = Json.read(json);
            return new RedrivePolicy(
                    policy.path("deadLetterTargetArn").asText(),
                    policy.path("maxReceiveCount").asInt());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("AWS reports a redrive policy that is not JSON: " + json, e);
        }
    }

    /** Whether there is no dead-letter queue. */
    public boolean isNone() {
        return deadLetterTargetArn.isEmpty();
    }

    /** The name of the dead-letter queue. */
    public String target() {
        return deadLetterTargetArn.substring(deadLetterTargetArn.lastIndexOf(':') + 1);
    }

    /** Whether the dead-letter queue is the same as in the other policy. */
    public boolean leadsTo(Optional<RedrivePolicy> other) {
        return other.isPresent() && deadLetterTargetArn.equals(other.get().deadLetterTargetArn);
    }

    public String json() {
        ObjectNode policy = Json.object().put("deadLetterTargetArn", deadLetterTargetArn);
        if (maxReceiveCount > 0) {
            policy.put("maxReceiveCount", maxReceiveCount);
        }
        return policy.toString();
    }
}
