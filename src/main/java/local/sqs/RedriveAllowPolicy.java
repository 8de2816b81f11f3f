package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/**
 * Which queues may send their dead letters to a queue.
 *
 * @param permission {@code allowAll}, {@code denyAll} or {@code byQueue}
 * @param sources the queues that may, if the permission is {@code byQueue}
 */
record RedriveAllowPolicy(String permission, Set<String> sources) {
    static final String ATTRIBUTE = "RedriveAllowPolicy";
    private static final int MOST_SOURCES = 10;

    static RedriveAllowPolicy parse(String text) {
        ObjectNode policy = Json.object(text).orElseThrow(() -> SqsException.invalidAttributeValue(ATTRIBUTE));
        String permission = policy.path("redrivePermission").asText();
        JsonNode arns = policy.path("sourceQueueArns");
        boolean named = permission.equals("byQueue");
        boolean known = named || permission.equals("allowAll") || permission.equals("denyAll");
        boolean fits = named ? arns.isArray() && !arns.isEmpty() && arns.size() <= MOST_SOURCES : arns.isMissingNode();
        if (!known || !fits) {
            throw SqsException.invalidAttributeValue(ATTRIBUTE);
        }
        Set<String> sources = new HashSet<>();
        arns.forEach(arn ->
                sources.add(QueueArn.parse("sourceQueueArns", arn.asText()).queue()));
        return new RedriveAllowPolicy(permission, sources);
    }

    boolean allows(String queue) {
        return permission.equals("allowAll") || sources.contains(queue);
    }
}
