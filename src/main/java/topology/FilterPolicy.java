package topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import configuration.Rule;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import process.Json;

/**
 * Which events of a topic a subscriber gets.
 *
 * <p>A user may write the context attributes of an event as CloudEvents calls them: {@code type}, {@code source},
 * {@code subject}, {@code id} and {@code time} are short for the message attributes {@code ce_type} and so on. Two policies
 * are equal if they are the same JSON, whatever the order of keys and the white space.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html">filter policies</a>
 */
public final class FilterPolicy {
    private static final FilterPolicy NONE = new FilterPolicy(Json.object(), Scope.MESSAGE_ATTRIBUTES);
    private static final JsonMapper JSON = Json.strict()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Map<String, String> SHORT = Map.of(
            "type", "ce_type",
            "source", "ce_source",
            "subject", "ce_subject",
            "id", "ce_id",
            "time", "ce_time");

    private final ObjectNode policy;
    private final Scope scope;

    private FilterPolicy(ObjectNode policy, Scope scope) {
        this.policy = policy;
        this.scope = scope;
    }

    /** What a policy's keys are compared with. */
    public enum Scope {
        /** The attributes of the message; what SNS does unless told otherwise. */
        MESSAGE_ATTRIBUTES("MessageAttributes"),
        /** The properties of a body that is a JSON object. */
        MESSAGE_BODY("MessageBody");

        private final String name;

        Scope(String name) {
            this.name = name;
        }

        /** The scope that SNS calls so; that of the attributes if there is no name. */
        public static Scope named(String name) {
            return MESSAGE_BODY.name.equals(name) ? MESSAGE_BODY : MESSAGE_ATTRIBUTES;
        }

        /** What SNS calls it. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** Every event. */
    public static FilterPolicy none() {
        return NONE;
    }

    /**
     * The policy that a user wrote, without abbreviations.
     *
     * @throws IllegalArgumentException if SNS would refuse it; the message says what is allowed
     */
    public static FilterPolicy parse(String json, Scope scope) {
        JsonNode written = read(json);
        if (written == null || !written.isObject()) {
            throw new IllegalArgumentException(
                    "a filter policy in JSON, with each key once, such as {\"type\":[\"OrderPlaced\"]}");
        }
        ObjectNode policy = scope == Scope.MESSAGE_ATTRIBUTES ? expanded(written) : (ObjectNode) written;
        new FilterPolicyCheck(scope).check(policy);
        return new FilterPolicy(policy, scope);
    }

    /** The policy that SNS reports of a subscription; {@code null} and the empty policy are {@link #none()}. */
    public static FilterPolicy reported(String json, String scope) {
        JsonNode policy = json == null ? null : read(json);
        return policy instanceof ObjectNode object && !object.isEmpty()
                ? new FilterPolicy(object, Scope.named(scope))
                : NONE;
    }

    /** A policy that SNS takes in one scope or the other. */
    public static Rule rule() {
        return json -> objection(json, Scope.MESSAGE_BODY);
    }

    /** What is allowed if SNS would refuse this policy in this scope; empty if it would not. */
    public static Optional<String> objection(String json, Scope scope) {
        try {
            parse(json, scope);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** What the keys are compared with. */
    public Scope scope() {
        return scope;
    }

    /** Whether every event passes. */
    public boolean isEmpty() {
        return policy.isEmpty();
    }

    /** The keys that it looks at; of a nested one the outermost. */
    public Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        keys(policy, keys);
        return keys;
    }

    private static void keys(JsonNode policy, Set<String> keys) {
        policy.properties().forEach(property -> {
            if (property.getKey().equals(FilterPolicyCheck.OR)) {
                property.getValue().forEach(alternative -> keys(alternative, keys));
            } else {
                keys.add(property.getKey());
            }
        });
    }

    /** The policy as SNS takes it. */
    public String json() {
        return policy.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilterPolicy that && policy.equals(that.policy) && scope == that.scope;
    }

    @Override
    public int hashCode() {
        return policy.hashCode();
    }

    @Override
    public String toString() {
        return json();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static ObjectNode expanded(JsonNode policy) {
        ObjectNode expanded = JSON.createObjectNode();
        policy.properties().forEach(property -> {
            String key = SHORT.getOrDefault(property.getKey(), property.getKey());
            if (expanded.has(key)) {
                throw new IllegalArgumentException("a filter policy in which \"%s\" is there once".formatted(key));
            }
            expanded.set(
                    key, key.equals(FilterPolicyCheck.OR) ? eachExpanded(property.getValue()) : property.getValue());
        });
        return expanded;
    }

    private static JsonNode eachExpanded(JsonNode alternatives) {
        ArrayNode expanded = JSON.createArrayNode();
        alternatives.forEach(alternative -> expanded.add(alternative.isObject() ? expanded(alternative) : alternative));
        return alternatives.isArray() ? expanded : alternatives;
    }
}
