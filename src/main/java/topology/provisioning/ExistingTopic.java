package topology.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import process.Json;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.Tag;
import topology.TopicAttributes;

/** A topic that exists, as SNS reports it. Each method makes only the calls that it needs. */
public final class ExistingTopic {
    private static final String POLICY = "Policy";
    private static final String STATEMENT = "Statement";

    private final SnsClient sns;
    private final String arn;

    public ExistingTopic(SnsClient sns, String arn) {
        this.sns = sns;
        this.arn = arn;
    }

    public String arn() {
        return arn;
    }

    /**
     * The attributes by the names that SNS gives them.
     *
     * @param withDataProtection whether to read the data protection policy as well, which takes another call
     */
    public Map<String, String> attributes(boolean withDataProtection) {
        Map<String, String> attributes = new TreeMap<>(
                sns.getTopicAttributes(request -> request.topicArn(arn)).attributes());
        if (withDataProtection) {
            String policy = sns.getDataProtectionPolicy(request -> request.resourceArn(arn))
                    .dataProtectionPolicy();
            if (policy != null && !policy.isEmpty()) {
                attributes.put(TopicAttributes.DATA_PROTECTION_POLICY, policy);
            }
        }
        return attributes;
    }

    /** The statements of the topic's policy among its attributes. */
    public static List<JsonNode> statements(Map<String, String> attributes) {
        JsonNode written = policy(attributes).path(STATEMENT);
        return written.isObject() ? List.of(written) : written.valueStream().toList();
    }

    private static ObjectNode policy(Map<String, String> attributes) {
        String json = attributes.getOrDefault(POLICY, "");
        if (json.isEmpty()) {
            return Json.object().put("Version", "2012-10-17");
        }
        try {
            return (ObjectNode) Json.read(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("SNS reports a policy that is not JSON: " + json, e);
        }
    }

    public Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        sns.listTagsForResource(request -> request.resourceArn(arn))
                .tags()
                .forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    /** Adds the wanted access to the policy where it is missing. */
    void let(AccessStatements wanted) {
        Map<String, String> now = attributes(false);
        ObjectNode policy = policy(now);
        policy.set(STATEMENT, Json.array().addAll(wanted.addedTo(statements(now))));
        set(Map.of(POLICY, policy.toString()));
    }

    void set(Map<String, String> attributes) {
        new LinkedHashMap<>(attributes).forEach((name, value) -> {
            if (name.equals(TopicAttributes.DATA_PROTECTION_POLICY)) {
                sns.putDataProtectionPolicy(request -> request.resourceArn(arn).dataProtectionPolicy(value));
            } else {
                sns.setTopicAttributes(
                        request -> request.topicArn(arn).attributeName(name).attributeValue(value));
            }
        });
    }

    void tag(Map<String, String> tags) {
        sns.tagResource(request -> request.resourceArn(arn)
                .tags(tags.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList()));
    }
}
