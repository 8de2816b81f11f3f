package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The message attributes that a receiver asks for: by name, by prefix ({@code ce_.*}), or all of them.
 *
 * <p>ElasticMQ knows no prefixes. A request with a prefix therefore asks ElasticMQ for all attributes, and the unwanted
 * ones are removed here.
 */
record AttributeNames(List<String> names) {
    private static final String PARAMETER = "MessageAttributeNames";
    private static final String ATTRIBUTES = "MessageAttributes";
    private static final String DIGEST = "MD5OfMessageAttributes";
    private static final String ANY_END = ".*";
    private static final String ALL = "All";

    static AttributeNames of(JsonNode request) {
        List<String> names = new ArrayList<>();
        request.path(PARAMETER).forEach(name -> names.add(name.asText()));
        return new AttributeNames(names);
    }

    boolean haveAPrefix() {
        return names.stream().anyMatch(name -> name.endsWith(ANY_END));
    }

    static ObjectNode askingForAll(ObjectNode request) {
        ObjectNode all = request.deepCopy();
        all.putArray(PARAMETER).add(ALL);
        return all;
    }

    /** Removes the attributes that were not asked for from a received message, and computes the digest of the others. */
    void select(ObjectNode message) {
        Map<String, JsonNode> selected = new TreeMap<>();
        message.path(ATTRIBUTES).properties().stream()
                .filter(attribute -> isAskedFor(attribute.getKey()))
                .forEach(attribute -> selected.put(attribute.getKey(), attribute.getValue()));
        if (selected.isEmpty()) {
            message.remove(List.of(ATTRIBUTES, DIGEST));
        } else {
            message.putObject(ATTRIBUTES).setAll(selected);
            message.put(DIGEST, Digests.ofAttributes(selected));
        }
    }

    private boolean isAskedFor(String attribute) {
        return names.stream().anyMatch(name -> name.equals(ALL) || name.equals(attribute) || begins(attribute, name));
    }

    private static boolean begins(String attribute, String name) {
        return name.endsWith(ANY_END) && attribute.startsWith(name.substring(0, name.length() - ANY_END.length()));
    }
}
