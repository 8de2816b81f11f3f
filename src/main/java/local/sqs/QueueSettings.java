package local.sqs;

import static local.sqs.QueueAttribute.CONTENT_BASED_DEDUPLICATION;
import static local.sqs.QueueAttribute.DEDUPLICATION_SCOPE;
import static local.sqs.QueueAttribute.FIFO_QUEUE;
import static local.sqs.QueueAttribute.FIFO_THROUGHPUT_LIMIT;
import static local.sqs.QueueAttribute.KMS_DATA_KEY_REUSE_PERIOD_SECONDS;
import static local.sqs.QueueAttribute.KMS_MASTER_KEY_ID;
import static local.sqs.QueueAttribute.MAXIMUM_MESSAGE_SIZE;
import static local.sqs.QueueAttribute.SQS_MANAGED_SSE_ENABLED;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The attributes that are set on a queue. */
final class QueueSettings {
    private static final String FIFO_SUFFIX = ".fifo";
    private static final String DEFAULT_KEY_REUSE_SECONDS = "300";

    private final String queue;
    private final Map<String, String> values = new TreeMap<>();

    /** Checks and sets the attributes of a queue. */
    QueueSettings(String queue, Map<String, String> attributes) {
        this.queue = queue;
        if (isFifo() && !attributes.containsKey(FIFO_QUEUE.key())) {
            throw SqsException.invalidParameter(
                    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }
        if (attributes.containsKey(FIFO_QUEUE.key()) && !isFifo()) {
            throw SqsException.invalidParameter("The name of a FIFO queue can only include alphanumeric characters, "
                    + "hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.");
        }
        check(attributes);
        change(attributes);
    }

    String queue() {
        return queue;
    }

    boolean isFifo() {
        return queue.endsWith(FIFO_SUFFIX);
    }

    /** Refuses values that AWS does not allow for this queue, each alone and all together. */
    void check(Map<String, String> attributes) {
        attributes.forEach((name, value) -> QueueAttribute.checked(name, value, isFifo()));
        if ("true".equals(attributes.get(SQS_MANAGED_SSE_ENABLED.key()))
                && !attributes.getOrDefault(KMS_MASTER_KEY_ID.key(), "").isEmpty()) {
            throw SqsException.refused(
                    "InvalidAttributeName",
                    "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or "
                            + "SQS SSE.");
        }
        Map<String, String> together = reported();
        together.putAll(attributes);
        if ("perMessageGroupId".equals(together.get(FIFO_THROUGHPUT_LIMIT.key()))
                && !"messageGroup".equals(together.get(DEDUPLICATION_SCOPE.key()))) {
            throw SqsException.refused(
                    "InvalidAttributeValue",
                    "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup.");
        }
    }

    /** Sets attributes that were checked. An empty value removes the attribute. */
    void change(Map<String, String> attributes) {
        attributes.forEach((name, value) -> {
            if (value.isEmpty()) {
                values.remove(name);
            } else {
                values.put(name, value);
            }
        });
        // A queue has one kind of encryption.
        if (!attributes.getOrDefault(KMS_MASTER_KEY_ID.key(), "").isEmpty()) {
            values.put(SQS_MANAGED_SSE_ENABLED.key(), "false");
        } else if ("true".equals(attributes.get(SQS_MANAGED_SSE_ENABLED.key()))) {
            values.remove(KMS_MASTER_KEY_ID.key());
        }
    }

    /** The settable attributes as the queue reports them, defaults included. */
    Map<String, String> reported() {
        Map<String, String> all = QueueAttribute.defaults(isFifo());
        all.putAll(values);
        if (!all.containsKey(KMS_MASTER_KEY_ID.key())) {
            all.remove(KMS_DATA_KEY_REUSE_PERIOD_SECONDS.key());
        } else {
            all.putIfAbsent(KMS_DATA_KEY_REUSE_PERIOD_SECONDS.key(), DEFAULT_KEY_REUSE_SECONDS);
        }
        return all;
    }

    /** The first of these attributes that has a different value on this queue. */
    Optional<String> difference(Map<String, String> attributes) {
        Map<String, String> reported = reported();
        return attributes.keySet().stream()
                .filter(name -> !attributes.get(name).equals(reported.getOrDefault(name, "")))
                .findFirst();
    }

    Optional<RedrivePolicy> redrive() {
        return Optional.ofNullable(values.get(RedrivePolicy.ATTRIBUTE)).map(RedrivePolicy::parse);
    }

    /** Whether this queue accepts the dead letters of another queue. */
    boolean takesDeadLettersOf(String source) {
        return Optional.ofNullable(values.get(RedriveAllowPolicy.ATTRIBUTE))
                .map(RedriveAllowPolicy::parse)
                .map(policy -> policy.allows(source))
                .orElse(true);
    }

    int maximumMessageSize() {
        String size = values.get(MAXIMUM_MESSAGE_SIZE.key());
        return size == null ? Limits.LARGEST_MESSAGE : Integer.parseInt(size);
    }

    boolean deduplicatesByContent() {
        return "true".equals(values.get(CONTENT_BASED_DEDUPLICATION.key()));
    }

    boolean deduplicatesByGroup() {
        return "messageGroup".equals(values.get(DEDUPLICATION_SCOPE.key()));
    }
}
