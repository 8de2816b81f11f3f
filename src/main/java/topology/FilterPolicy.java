package topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import configuration.Rule;
import configuration.Rules;
import event.WireText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import process.Json;
import software.amazon.event.ruler.Machine;

/**
 * Selects the events of a topic that a subscriber receives, in AWS's own language. The policy is sent exactly as
 * written. Two policies are equal if they are the same JSON, whatever the order of keys and the white space.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html">filter policies</a>
 */
public final class FilterPolicy {
    private static final JsonMapper JSON = Json.strict()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final FilterPolicy NONE = new FilterPolicy(JSON.createObjectNode(), "{}", Scope.MESSAGE_ATTRIBUTES);

    /** The message attribute that holds an event's type. */
    private static final String TYPE = "ce_type";

    private final ObjectNode policy;
    private final String text;
    private final Scope scope;

    private FilterPolicy(ObjectNode policy, String text, Scope scope) {
        this.policy = policy;
        this.text = text;
        this.scope = scope;
    }

    /** The part of a message that a policy matches. */
    public enum Scope {
        /** The attributes of the message; the default of SNS. */
        MESSAGE_ATTRIBUTES("MessageAttributes"),
        /** The properties of a body that is a JSON object. */
        MESSAGE_BODY("MessageBody");

        private final String name;

        Scope(String name) {
            this.name = name;
        }

        /** The scope by its name in SNS; the default if there is no name. */
        public static Scope named(String name) {
            return MESSAGE_BODY.name.equals(name) ? MESSAGE_BODY : MESSAGE_ATTRIBUTES;
        }

        /** The name in SNS. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** The policy that every event passes. */
    public static FilterPolicy none() {
        return NONE;
    }

    /**
     * Parses the policy that a user wrote.
     *
     * @throws IllegalArgumentException if SNS would refuse the policy; the message says what is allowed
     */
    public static FilterPolicy parse(String json, Scope scope) {
        JsonNode written = read(json);
        if (written == null || !written.isObject()) {
            throw new IllegalArgumentException(
                    "a filter policy in JSON, with each key once, such as {\"ce_type\":[\"OrderPlaced\"]}");
        }
        new FilterPolicyCheck(scope).check((ObjectNode) written);
        return new FilterPolicy((ObjectNode) written, json, scope);
    }

    /**
     * This policy, restricted to events of these types.
     *
     * @param types what {@link #types} allows
     * @throws IllegalArgumentException if SNS would refuse the policy; the message says what is allowed
     */
    FilterPolicy ofTypes(String types) {
        ObjectNode both = JSON.createObjectNode();
        both.set(TYPE, JSON.valueToTree(listed(types)));
        both.setAll(policy);
        return parse(both.toString(), scope);
    }

    /** Accepts types of events, separated by commas. */
    public static Rule types() {
        return Rules.rule(
                "types of events, each once, separated by commas, such as OrderPlaced, OrderPaid",
                types -> listed(types).stream().allMatch(type -> !type.isEmpty() && WireText.allows(type))
                        && Set.copyOf(listed(types)).size() == listed(types).size());
    }

    private static List<String> listed(String types) {
        return Stream.of(types.split(",", -1)).map(String::strip).toList();
    }

    /** The policy that SNS reports for a subscription; {@code null} and the empty policy are {@link #none()}. */
    public static FilterPolicy reported(String json, String scope) {
        JsonNode policy = json == null ? null : read(json);
        return policy instanceof ObjectNode object && !object.isEmpty()
                ? new FilterPolicy(object, json, Scope.named(scope))
                : NONE;
    }

    /** Accepts a policy that SNS accepts in either scope. */
    public static Rule rule() {
        return json -> objection(json, Scope.MESSAGE_BODY);
    }

    /** What is allowed instead, if SNS would refuse this policy in this scope; otherwise empty. */
    public static Optional<String> objection(String json, Scope scope) {
        try {
            parse(json, scope);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** The part of a message that the policy matches. */
    public Scope scope() {
        return scope;
    }

    /** Whether every event passes. */
    public boolean isEmpty() {
        return policy.isEmpty();
    }

    /** The keys that the policy looks at; for nested keys, only the outermost. */
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

    /** Whether the policy looks at the type of an event. */
    boolean hasType() {
        return scope == Scope.MESSAGE_ATTRIBUTES && keys().contains(TYPE);
    }

    /**
     * Why an event of this type can never pass; empty if its type does not rule it out. AWS's own matching library does the
     * comparison.
     */
    public Optional<String> refusal(String type) {
        JsonNode wanted = policy.get(TYPE);
        if (scope != Scope.MESSAGE_ATTRIBUTES || wanted == null) {
            return Optional.empty();
        }
        Machine machine = Machine.builder().build();
        try {
            machine.addRule("wanted", JSON.createObjectNode().set(TYPE, wanted).toString());
            String event = JSON.createObjectNode().put(TYPE, type).toString();
            return machine.rulesForJSONEvent(event).isEmpty()
                    ? Optional.of("the filter wants %s %s, this is %s".formatted(TYPE, types(wanted), type))
                    : Optional.empty();
        } catch (Exception e) {
            throw new IllegalStateException("SNS has accepted a policy that cannot be matched: " + policy, e);
        }
    }

    /** The wanted types in words if all are plain texts, otherwise as JSON. */
    private static String types(JsonNode wanted) {
        return wanted.valueStream().allMatch(JsonNode::isTextual)
                ? wanted.valueStream().map(JsonNode::asText).collect(Collectors.joining(" or "))
                : wanted.toString();
    }

    /**
     * The ways to pass the policy: each entry holds the values that each key may have. A policy with {@code $or} has
     * several.
     */
    public List<Map<String, List<JsonNode>>> alternatives() {
        return alternatives(policy, "");
    }

    private static List<Map<String, List<JsonNode>>> alternatives(JsonNode policy, String path) {
        List<Map<String, List<JsonNode>>> all = List.of(Map.of());
        for (Map.Entry<String, JsonNode> property : policy.properties()) {
            JsonNode value = property.getValue();
            String key = path + property.getKey();
            if (property.getKey().equals(FilterPolicyCheck.OR)) {
                all = each(
                        all,
                        value.valueStream()
                                .flatMap(one -> alternatives(one, path).stream())
                                .toList());
            } else if (value.isObject()) {
                all = each(all, alternatives(value, key + "."));
            } else {
                all = each(all, List.of(Map.of(key, value.valueStream().toList())));
            }
        }
        return all;
    }

    private static List<Map<String, List<JsonNode>>> each(
            List<Map<String, List<JsonNode>>> some, List<Map<String, List<JsonNode>>> others) {
        return some.stream()
                .flatMap(one -> others.stream().map(other -> {
                    Map<String, List<JsonNode>> both = new TreeMap<>(one);
                    both.putAll(other);
                    return both;
                }))
                .toList();
    }

    /** The policy as it was written. */
    public String json() {
        return text;
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
}
