package local.sns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A topic's <a href="https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html">attributes</a>.
 *
 * <p>Access policy, encryption key, tracing, delivery logging, archive and data protection policy are kept and have no
 * effect.
 */
final class TopicAttributes {
    private static final String FIFO = "FifoTopic";
    private static final String CONTENT_BASED = "ContentBasedDeduplication";
    private static final String THROUGHPUT_SCOPE = "FifoThroughputScope";
    private static final String SIGNATURE_VERSION = "SignatureVersion";
    private static final String DISPLAY_NAME = "DisplayName";
    private static final String DELIVERY_POLICY = "DeliveryPolicy";
    static final String MAXIMUM_MESSAGE_SIZE = "MaximumMessageSize";

    /** The largest message in bytes of a topic without {@code MaximumMessageSize}. */
    static final int USUAL_MESSAGE_SIZE = 256 * 1024;

    private static final int LEAST_MESSAGE_SIZE = 1024;
    private static final int MOST_MESSAGE_SIZE = 1024 * 1024;
    private static final int LONGEST_DISPLAY_NAME = 100;
    private static final int ALL_FEEDBACK = 100;

    private static final Pattern FEEDBACK_ROLE =
            Pattern.compile("(HTTP|SQS|Lambda|Application|Firehose)(Success|Failure)FeedbackRoleArn");
    private static final Pattern FEEDBACK_RATE =
            Pattern.compile("(HTTP|SQS|Lambda|Application|Firehose)SuccessFeedbackSampleRate");
    private static final String ARCHIVE_POLICY = "ArchivePolicy";
    private static final String ARCHIVED_SINCE = "BeginningArchiveTime";
    private static final String RETENTION = "MessageRetentionPeriod";
    private static final int LONGEST_ARCHIVE_IN_DAYS = 365;

    private final Arn topic;
    private final Map<String, String> values = new LinkedHashMap<>();
    private Optional<DeliveryPolicy> deliveryPolicy = Optional.empty();

    TopicAttributes(Arn topic, Map<String, String> given) {
        this.topic = topic;
        values.put("TopicArn", topic.toString());
        values.put("Owner", topic.account());
        values.put(DISPLAY_NAME, "");
        values.put("Policy", """
                {"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID",\
                "Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes",\
                "SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe",\
                "SNS:ListSubscriptionsByTopic","SNS:Publish"],\
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

    /** @throws SnsException if AWS refuses the attribute or the value */
    void set(String name, String value) {
        switch (name) {
            case CONTENT_BASED -> oneOf(name, value, topic.isFifo() ? Set.of("true", "false") : Set.of());
            case THROUGHPUT_SCOPE -> oneOf(name, value, topic.isFifo() ? Set.of("Topic", "MessageGroup") : Set.of());
            case ARCHIVE_POLICY -> archive(value);
            case SIGNATURE_VERSION -> oneOf(name, value, Set.of("1", "2"));
            case "TracingConfig" -> oneOf(name, value, Set.of("PassThrough", "Active"));
            case DISPLAY_NAME -> refuseUnless(value.length() <= LONGEST_DISPLAY_NAME, name);
            case "Policy" -> refuseUnless(Json.parseObject(value).isPresent(), "Policy Error: null");
            case MAXIMUM_MESSAGE_SIZE -> messageSize(value);
            case DELIVERY_POLICY -> deliveryPolicy = value.isEmpty() ? Optional.empty() : DeliveryPolicy.ofTopic(value);
            case "KmsMasterKeyId" -> {
                // Kept only: nothing is encrypted here.
            }
            default -> {
                if (FEEDBACK_RATE.matcher(name).matches()) {
                    number(name, value, 0, ALL_FEEDBACK);
                } else if (!FEEDBACK_ROLE.matcher(name).matches()) {
                    throw SnsException.invalidParameter("AttributeName");
                }
            }
        }
        String kept = name.equals(DELIVERY_POLICY)
                ? deliveryPolicy.map(DeliveryPolicy::topicJson).orElse("")
                : value;
        if (name.equals(ARCHIVE_POLICY) && isArchived(value)) {
            values.putIfAbsent(
                    ARCHIVED_SINCE, Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        } else if (name.equals(ARCHIVE_POLICY)) {
            values.remove(ARCHIVED_SINCE);
        }
        if (kept.isEmpty() && !name.equals(DISPLAY_NAME)) {
            values.remove(name);
        } else {
            values.put(name, kept);
        }
    }

    /** Whether these attributes have the same values as in the topic of another request. */
    boolean agree(TopicAttributes asked, Set<String> names) {
        return names.stream().allMatch(name -> Objects.equals(values.get(name), asked.values.get(name)));
    }

    /** The attributes as GetTopicAttributes shows them. */
    Map<String, String> values() {
        Map<String, String> shown = new LinkedHashMap<>(values);
        shown.put("EffectiveDeliveryPolicy", deliveryPolicy().effectiveTopicJson());
        return shown;
    }

    /** The largest size in bytes of a message, and of all messages of a batch together. */
    int maximumMessageSize() {
        return values.containsKey(MAXIMUM_MESSAGE_SIZE)
                ? messageSize(values.get(MAXIMUM_MESSAGE_SIZE))
                : USUAL_MESSAGE_SIZE;
    }

    /** @throws SnsException if AWS refuses this size */
    static int messageSize(String value) {
        return number(MAXIMUM_MESSAGE_SIZE, value, LEAST_MESSAGE_SIZE, MOST_MESSAGE_SIZE);
    }

    DeliveryPolicy deliveryPolicy() {
        return deliveryPolicy.orElse(DeliveryPolicy.NONE);
    }

    String signatureVersion() {
        return values.getOrDefault(SIGNATURE_VERSION, "1");
    }

    boolean deduplicateByContent() {
        return Boolean.parseBoolean(values.get(CONTENT_BASED));
    }

    /** Whether deduplication ids are compared only within a group. */
    boolean deduplicateByGroup() {
        return "MessageGroup".equals(values.get(THROUGHPUT_SCOPE));
    }

    /** Whether messages are archived, so that AWS would refuse to delete the topic. */
    boolean isArchived() {
        return values.containsKey(ARCHIVED_SINCE);
    }

    /** An empty policy ends the archive. */
    private void archive(String value) {
        ObjectNode policy = Json.parseObject(value)
                .orElseThrow(() -> SnsException.invalidParameter(ARCHIVE_POLICY + " Reason: not JSON"));
        refuseUnless(topic.isFifo(), ARCHIVE_POLICY + " Reason: only a FIFO topic has an archive");
        if (!policy.isEmpty()) {
            refuseUnless(
                    policy.size() == 1 && policy.has(RETENTION), ARCHIVE_POLICY + " Reason: it has a " + RETENTION);
            number(RETENTION, policy.path(RETENTION).asText(), 1, LONGEST_ARCHIVE_IN_DAYS);
        }
    }

    private static boolean isArchived(String policy) {
        return Json.parseObject(policy).filter(json -> json.has(RETENTION)).isPresent();
    }

    private static void refuseUnless(boolean valid, String what) {
        if (!valid) {
            throw SnsException.invalidParameter(what);
        }
    }

    private static int number(String name, String value, int least, int most) {
        int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : -1;
        refuseUnless(
                number >= least && number <= most,
                name + " Reason: must be a number between " + least + " and " + most);
        return number;
    }

    private static void oneOf(String name, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            throw SnsException.invalidParameter(name + " Reason: invalid value [" + value + "]");
        }
    }
}
