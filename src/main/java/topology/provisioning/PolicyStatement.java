package topology.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One statement of the policy of a topic or queue, by any author and in any form.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html">elements of a
 *     policy</a>
 */
record PolicyStatement(JsonNode json) {
    private static final String ANYBODY = "*";
    private static final String SOURCE_ARN = "aws:sourcearn";
    private static final String SOURCE_ACCOUNT = "aws:sourceaccount";
    private static final Set<String> EQUAL = Set.of("arnequals", "arnlike", "stringequals", "stringlike");

    /** Whether a service may do this, even if only under conditions that the author of the statement chose. */
    boolean lets(String service, String action, String resource) {
        JsonNode principal = json.path("Principal");
        boolean isNamed = texts(principal.path("Service")).contains(service);
        return allows(action, resource)
                && (isNamed || (isAnybody(principal) && json.path("Condition").isEmpty()));
    }

    /** Whether SNS may do this for a topic. */
    boolean letsTopic(String topicArn, String action, String resource) {
        JsonNode principal = json.path("Principal");
        boolean isSns = texts(principal.path("Service")).contains("sns.amazonaws.com") || isAnybody(principal);
        return allows(action, resource)
                && isSns
                && json.path("Condition")
                        .propertyStream()
                        .allMatch(test -> test.getValue()
                                .propertyStream()
                                .allMatch(key -> holds(test.getKey(), key.getKey(), texts(key.getValue()), topicArn)));
    }

    private static boolean holds(String test, String key, Set<String> values, String topicArn) {
        String wanted = switch (key.toLowerCase(Locale.ROOT)) {
            case SOURCE_ARN -> topicArn;
            case SOURCE_ACCOUNT -> topicArn.split(":", 6)[4];
            default -> null;
        };
        return wanted != null
                && EQUAL.contains(test.toLowerCase(Locale.ROOT).replace("ifexists", ""))
                && values.stream().anyMatch(value -> matches(value, wanted, 0));
    }

    private boolean allows(String action, String resource) {
        return json.path("Effect").asText().equals("Allow")
                && texts(json.path("Action")).stream()
                        .anyMatch(pattern -> matches(pattern, action, Pattern.CASE_INSENSITIVE))
                && texts(json.path("Resource")).stream().anyMatch(pattern -> matches(pattern, resource, 0));
    }

    private static boolean isAnybody(JsonNode principal) {
        return principal.asText().equals(ANYBODY)
                || texts(principal.path("AWS")).contains(ANYBODY);
    }

    /** Whether a statement means the same. A text equals a list of only that text, and the order of a list does not count. */
    boolean isSame(JsonNode other) {
        return form(json).equals(form(other));
    }

    private static Map<String, Object> form(JsonNode statement) {
        Map<String, Object> form = new TreeMap<>();
        statement.properties().forEach(part -> {
            JsonNode value = part.getValue();
            form.put(part.getKey(), value.isObject() ? form(value) : texts(value));
        });
        return form;
    }

    private static Set<String> texts(JsonNode oneOrSeveral) {
        Set<String> texts = new TreeSet<>();
        Stream.of(oneOrSeveral)
                .flatMap(node -> node.isArray() ? node.valueStream() : Stream.of(node))
                .filter(JsonNode::isValueNode)
                .forEach(node -> texts.add(node.asText()));
        return texts;
    }

    /** Whether a text matches a pattern of IAM, in which * stands for any text and ? for any character. */
    private static boolean matches(String pattern, String text, int flags) {
        String expression = ("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(expression, flags).matcher(text).matches();
    }
}
