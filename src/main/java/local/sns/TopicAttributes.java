package local.sns;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A topic's <a href="https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html">attributes</a>.
 *
 * <p>Access policy, encryption key, tracing and delivery logging are kept and have no effect.
 */
final class TopicAttributes {
    private static final String FIFO = "FifoTopic";
    private static final String CONTENT_BASED = "ContentBasedDeduplication";
    private static final String THROUGHPUT_SCOPE = "FifoThroughputScope";
    private static final String SIGNATURE_VERSION = "SignatureVersion";
    private static final String DELIVERY_POLICY = "DeliveryPolicy";

    private static final Set<String> KEPT = Set.of("DisplayName", "Policy", "KmsMasterKeyId", "TracingConfig");
    private static final Pattern FEEDBACK = Pattern.compile(
            "(HTTP|SQS|Lambda|Application|Firehose)((Success|Failure)FeedbackRoleArn|SuccessFeedbackSampleRate)");
    private static final Set<String> NOT_SUPPORTED_HERE =
            Set.of("ArchivePolicy", "BeginningArchiveTime", "DataProtectionPolicy");

    private final Arn topic;
    private final Map<String, String> values = new LinkedHashMap<>();
    private DeliveryPolicy deliveryPolicy = DeliveryPolicy.LOCAL_DEFAULT;

    TopicAttributes(Arn topic, Map<String, String> given) {
        this.topic = topic;
        values.put("TopicArn", topic.toString());
        values.put("Owner", topic.account());
        values.put("DisplayName", "");
        values.put("Policy", """
                {"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID",\
                "Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:Publish","SNS:Subscribe"],\
                "Resource":"%s","Condition":{"StringEquals":{"AWS:SourceOwner":"%s"}}}]}""".formatted(topic, topic.account()));
        if (topic.isFifo()) {
            values.put(FIFO, "true");
            values.put(CONTENT_BASED, "false");
            values.put(THROUGHPUT_SCOPE, "Topic");
        }
        given.forEach((name, value) -> {
            if (!name.equals(FIFO)) {
                set(name, value);
            }
        });
    }

    static boolean askForFifo(Map<String, String> given) {
        return Boolean.parseBoolean(given.get(FIFO));
    }

    /** @throws SnsException if AWS would not let it be set, or to this value */
    void set(String name, String value) {
        if (NOT_SUPPORTED_HERE.contains(name)) {
            throw SnsException.notSupportedHere("topic attribute " + name);
        }
        switch (name) {
            case CONTENT_BASED -> oneOf(name, value, topic.isFifo() ? Set.of("true", "false") : Set.of());
            case THROUGHPUT_SCOPE -> oneOf(name, value, topic.isFifo() ? Set.of("Topic", "MessageGroup") : Set.of());
            case SIGNATURE_VERSION -> oneOf(name, value, Set.of("1", "2"));
            case DELIVERY_POLICY ->
                deliveryPolicy = value.isEmpty() ? DeliveryPolicy.LOCAL_DEFAULT : DeliveryPolicy.ofTopic(value);
            default -> {
                if (!KEPT.contains(name) && !FEEDBACK.matcher(name).matches()) {
                    throw SnsException.invalidParameter("AttributeName");
                }
            }
        }
        values.put(name, value);
    }

    /** Whether each of these is set to just this value. */
    boolean contain(Map<String, String> others) {
        return others.entrySet().stream()
                .allMatch(other -> Optional.ofNullable(values.get(other.getKey()))
                        .orElse("false")
                        .equals(other.getValue()));
    }

    Map<String, String> values() {
        return values;
    }

    DeliveryPolicy deliveryPolicy() {
        return deliveryPolicy;
    }

    String signatureVersion() {
        return values.getOrDefault(SIGNATURE_VERSION, "1");
    }

    boolean deduplicateByContent() {
        return Boolean.parseBoolean(values.get(CONTENT_BASED));
    }

    /** Whether the same deduplication id in another group is another message. */
    boolean deduplicateByGroup() {
        return "MessageGroup".equals(values.get(THROUGHPUT_SCOPE));
    }

    private static void oneOf(String name, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            throw SnsException.invalidParameter(name + " Reason: invalid value [" + value + "]");
        }
    }
}
