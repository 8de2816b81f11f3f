package topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import configuration.Rule;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The encryption of a topic or a queue at rest.
 *
 * @param isOfQueue whether SQS may manage the key: SNS manages none
 */
record EncryptionAttribute(boolean isOfQueue) implements Setting {
    @Override
    public String parameter() {
        return "encryption";
    }

    @Override
    public Rule rule() {
        return isOfQueue ? Encryption.ofQueue() : Encryption.ofTopic();
    }

    @Override
    public String description() {
        return isOfQueue
                ? "Encryption at rest: sqs, none, or the id, ARN or alias of a KMS key"
                : "Encryption at rest: none, or the id, ARN or alias of a KMS key that the publishers may use";
    }

    @Override
    public String otherwise() {
        return isOfQueue ? "sqs" : Encryption.NONE;
    }

    @Override
    public Map<String, String> values(String written, Account account) {
        Encryption encryption = new Encryption(written);
        if (!isOfQueue) {
            return Map.of(Encryption.KEY, encryption.key().orElse(""));
        }
        return encryption
                .key()
                .map(key -> Map.of(Encryption.KEY, key))
                .orElseGet(() -> Map.of(Encryption.MANAGED, String.valueOf(encryption.isManaged())));
    }

    /** A queue has only one kind of key, so a KMS key is cleared when the user wants another kind. */
    @Override
    public Map<String, String> changes(String written, Map<String, String> reported, Account account) {
        Map<String, String> changes = new TreeMap<>(values(written, account));
        if (!reported.getOrDefault(Encryption.KEY, "").isEmpty()) {
            changes.putIfAbsent(Encryption.KEY, "");
        }
        return changes;
    }

    @Override
    public Optional<String> reported(Map<String, String> reported) {
        return isOfQueue
                ? Encryption.reported(reported).map(Encryption::written)
                : Optional.of(reported.getOrDefault(Encryption.KEY, ""))
                        .map(key -> key.isEmpty() ? Encryption.NONE : key);
    }

    @Override
    public Map<String, JsonNode> properties(String written, Account account) {
        Map<String, JsonNode> properties = new TreeMap<>();
        values(written, account).forEach((name, value) -> {
            if (name.equals(Encryption.MANAGED)) {
                properties.put(name, BooleanNode.valueOf(Boolean.parseBoolean(value)));
            } else if (!value.isEmpty()) {
                properties.put(name, TextNode.valueOf(value));
            }
        });
        return properties;
    }
}
