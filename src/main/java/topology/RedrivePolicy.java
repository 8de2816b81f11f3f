package topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import process.Json;

/**
 * Where dead letters go.
 *
 * @param deadLetterTargetArn the dead-letter queue; empty if there is none
 * @param maxReceiveCount after how many receives; 0 for that of a subscription, which has no such count
 */
public record RedrivePolicy(String deadLetterTargetArn, int maxReceiveCount) {
    /** The policy that SQS or SNS reports; one without target for {@code null}. */
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
            throw new IllegalStateException("AWS reports a redrive policy that is no JSON: " + json, e);
        }
    }

    /** Whether dead letters go nowhere. */
    public boolean isNone() {
        return deadLetterTargetArn.isEmpty();
    }

    /** Whether dead letters go to the same queue as by this policy. */
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
