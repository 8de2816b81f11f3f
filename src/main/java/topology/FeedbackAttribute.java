package topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import configuration.Rule;
import configuration.Rules;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import process.Json;

/**
 * The logs of what SNS delivers, written as CloudFormation's {@code DeliveryStatusLogging}.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/topics-attrib.html">Delivery status logging</a>
 */
record FeedbackAttribute() implements Setting {
    private static final String PROPERTY = "DeliveryStatusLogging";
    private static final String PROTOCOL = "Protocol";
    private static final String RATE = "SuccessFeedbackSampleRate";
    private static final Set<String> ROLES = Set.of("SuccessFeedbackRoleArn", "FailureFeedbackRoleArn");
    private static final int ALL = 100;

    /** The protocols in CloudFormation, and their names in the attributes of SNS. */
    private static final Map<String, String> PROTOCOLS = new TreeMap<>(Map.of(
            "application", "Application", "firehose", "Firehose", "http/s", "HTTP", "lambda", "Lambda", "sqs", "SQS"));

    @Override
    public String parameter() {
        return "feedback";
    }

    @Override
    public Rule rule() {
        return Rules.rule(
                "a list in JSON such as [{\"Protocol\":\"sqs\",\"SuccessFeedbackRoleArn\":\"arn:…\",\"SuccessFeedbackSampleRate\":\"100\",\"FailureFeedbackRoleArn\":\"arn:…\"}], each Protocol once: one of "
                        + String.join(", ", PROTOCOLS.keySet()),
                FeedbackAttribute::isValid);
    }

    private static boolean isValid(String written) {
        Set<String> protocols = new HashSet<>();
        JsonNode all = ValueForm.json(written);
        return all.isArray()
                && !all.isEmpty()
                && all.valueStream()
                        .allMatch(one -> one.isObject()
                                && PROTOCOLS.containsKey(one.path(PROTOCOL).asText())
                                && protocols.add(one.path(PROTOCOL).asText())
                                && one.size() > 1
                                && one.propertyStream().allMatch(FeedbackAttribute::isValid));
    }

    private static boolean isValid(Map.Entry<String, JsonNode> part) {
        String value = part.getValue().asText();
        if (part.getKey().equals(RATE)) {
            return value.matches("\\d{1,3}") && Integer.parseInt(value) <= ALL;
        }
        return part.getKey().equals(PROTOCOL)
                || (ROLES.contains(part.getKey()) && value.matches("arn:aws[a-z-]*:iam::\\d{12}:role/.+"));
    }

    @Override
    public String description() {
        return "Logs of deliveries, as CloudFormation's DeliveryStatusLogging in JSON: the roles and the rate for each protocol";
    }

    @Override
    public String otherwise() {
        return "";
    }

    @Override
    public String usual(String written) {
        return property(values(written, null)).toString();
    }

    @Override
    public Map<String, String> values(String written, Account account) {
        Map<String, String> values = new TreeMap<>();
        ValueForm.json(written)
                .forEach(one -> one.properties().stream()
                        .filter(part -> !part.getKey().equals(PROTOCOL))
                        .forEach(part -> values.put(
                                PROTOCOLS.get(one.path(PROTOCOL).asText()) + part.getKey(),
                                part.getValue().asText())));
        return values;
    }

    @Override
    public Optional<String> reported(Map<String, String> reported) {
        ArrayNode all = property(reported);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.toString());
    }

    @Override
    public Map<String, JsonNode> properties(String written, Account account) {
        return Map.of(PROPERTY, property(values(written, account)));
    }

    private static ArrayNode property(Map<String, String> values) {
        ArrayNode all = Json.array();
        PROTOCOLS.forEach((protocol, name) -> {
            ObjectNode one = Json.object().put(PROTOCOL, protocol);
            for (String part : new String[] {"SuccessFeedbackRoleArn", RATE, "FailureFeedbackRoleArn"}) {
                String value = values.getOrDefault(name + part, "");
                if (!value.isEmpty()) {
                    one.put(part, value);
                }
            }
            if (one.size() > 1) {
                all.add(one);
            }
        });
        return all;
    }
}
