package topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import configuration.Rule;
import configuration.Rules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import process.Json;

/**
 * The attribute that says which queues may use a queue for their dead letters.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html">Dead-letter
 *     queues</a>
 */
record RedriveAllowAttribute() implements Setting {
    private static final String NAME = "RedriveAllowPolicy";
    private static final String PERMISSION = "redrivePermission";
    private static final String SOURCES = "sourceQueueArns";
    private static final String ALL = "all";
    private static final String NOBODY = "none";
    private static final int MOST = 10;

    @Override
    public String parameter() {
        return "redriveAllow";
    }

    @Override
    public Rule rule() {
        return Rules.rule(
                "all, none, or the names or ARNs of 1 to %d queues, each once, separated by commas".formatted(MOST),
                written -> written.equals(ALL) || written.equals(NOBODY) || areQueues(listed(written)));
    }

    private static boolean areQueues(List<String> queues) {
        return queues.size() <= MOST
                && Set.copyOf(queues).size() == queues.size()
                && queues.stream().noneMatch(queue -> queue.equals(ALL) || queue.equals(NOBODY))
                && queues.stream()
                        .allMatch(queue -> Names.queueOrArn().objection(queue).isEmpty());
    }

    @Override
    public String description() {
        return "Which queues may use this queue for their dead letters: all, none, or their names";
    }

    @Override
    public String otherwise() {
        return ALL;
    }

    @Override
    public boolean needsAccount() {
        return true;
    }

    @Override
    public String usual(String written) {
        return listed(written).stream().sorted().collect(Collectors.joining(", "));
    }

    @Override
    public Map<String, String> values(String written, Account account) {
        return Map.of(NAME, policy(written, account).toString());
    }

    private static ObjectNode policy(String written, Account account) {
        ObjectNode policy = Json.object();
        if (written.equals(ALL) || written.equals(NOBODY)) {
            return policy.put(PERMISSION, written.equals(ALL) ? "allowAll" : "denyAll");
        }
        ArrayNode sources = policy.put(PERMISSION, "byQueue").putArray(SOURCES);
        listed(written).stream()
                .map(queue -> queue.startsWith("arn:") ? queue : account.arn(new Queue(queue)))
                .sorted()
                .forEach(sources::add);
        return policy;
    }

    /** Lists queues of the same account and region by name, and other queues by ARN. */
    @Override
    public Optional<String> reported(Map<String, String> reported) {
        String json = reported.getOrDefault(NAME, "");
        if (json.isEmpty()) {
            return Optional.empty();
        }
        JsonNode policy = ValueForm.json(json);
        String own = reported.getOrDefault("QueueArn", "");
        String account = own.substring(0, own.lastIndexOf(':') + 1);
        return Optional.of(
                switch (policy.path(PERMISSION).asText()) {
                    case "denyAll" -> NOBODY;
                    case "byQueue" ->
                        policy.path(SOURCES)
                                .valueStream()
                                .map(JsonNode::asText)
                                .map(arn -> !account.isEmpty() && arn.startsWith(account)
                                        ? arn.substring(account.length())
                                        : arn)
                                .sorted()
                                .collect(Collectors.joining(", "));
                    default -> ALL;
                });
    }

    @Override
    public Map<String, JsonNode> properties(String written, Account account) {
        return Map.of(NAME, policy(written, account));
    }

    private static List<String> listed(String written) {
        return Stream.of(written.split(",", -1)).map(String::strip).toList();
    }
}
