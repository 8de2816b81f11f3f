package local.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An attribute of a queue that can be set: its default, what AWS allows, and whether ElasticMQ acts on it. */
enum QueueAttribute {
    VISIBILITY_TIMEOUT("VisibilityTimeout", "30", number(0, 43_200), true),
    DELAY_SECONDS("DelaySeconds", "0", number(0, 900), true),
    RECEIVE_MESSAGE_WAIT_TIME_SECONDS("ReceiveMessageWaitTimeSeconds", "0", number(0, 20), true),
    MESSAGE_RETENTION_PERIOD("MessageRetentionPeriod", "345600", number(60, 1_209_600), false),
    MAXIMUM_MESSAGE_SIZE("MaximumMessageSize", "1048576", number(1024, 1_048_576), false),
    POLICY("Policy", null, QueueAttribute::policy, false),
    REDRIVE_POLICY(RedrivePolicy.ATTRIBUTE, null, unlessEmpty(RedrivePolicy::parse), true),
    REDRIVE_ALLOW_POLICY(RedriveAllowPolicy.ATTRIBUTE, null, unlessEmpty(RedriveAllowPolicy::parse), false),
    SQS_MANAGED_SSE_ENABLED("SqsManagedSseEnabled", "true", oneOf("true", "false"), false),
    KMS_MASTER_KEY_ID("KmsMasterKeyId", null, (name, value) -> {}, false),
    KMS_DATA_KEY_REUSE_PERIOD_SECONDS("KmsDataKeyReusePeriodSeconds", null, number(60, 86_400), false),
    FIFO_QUEUE("FifoQueue", "true", QueueAttribute::onlyTrue, true),
    CONTENT_BASED_DEDUPLICATION("ContentBasedDeduplication", "false", oneOf("true", "false"), false),
    DEDUPLICATION_SCOPE("DeduplicationScope", "queue", oneOf("queue", "messageGroup"), false),
    FIFO_THROUGHPUT_LIMIT("FifoThroughputLimit", "perQueue", oneOf("perQueue", "perMessageGroupId"), false);

    private static final int LONGEST_NUMBER = 9;
    private static final int MOST_STATEMENTS = 20;
    private static final int LARGEST_POLICY = 8192;
    private static final Map<String, QueueAttribute> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(attribute -> attribute.key, Function.identity()));

    private static final Set<QueueAttribute> OF_FIFO_QUEUES =
            Set.of(FIFO_QUEUE, CONTENT_BASED_DEDUPLICATION, DEDUPLICATION_SCOPE, FIFO_THROUGHPUT_LIMIT);

    private final String key;
    private final String otherwise;
    /** Keeps no state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final BiConsumer<String, String> check;

    private final boolean elasticMqActs;

    QueueAttribute(String key, String otherwise, BiConsumer<String, String> check, boolean elasticMqActs) {
        this.key = key;
        this.otherwise = otherwise;
        this.check = check;
        this.elasticMqActs = elasticMqActs;
    }

    /** The attribute of this name. Refuses an attribute that such a queue cannot have, and a value that AWS does not allow. */
    static QueueAttribute checked(String name, String value, boolean fifo) {
        QueueAttribute attribute = BY_NAME.get(name);
        if (attribute == null || (!fifo && OF_FIFO_QUEUES.contains(attribute))) {
            throw SqsException.unknownAttribute(name);
        }
        attribute.check.accept(name, value);
        return attribute;
    }

    static boolean exists(String name) {
        return BY_NAME.containsKey(name);
    }

    /** The attributes that a queue reports when none is set. */
    static Map<String, String> defaults(boolean fifo) {
        Map<String, String> all = new TreeMap<>();
        for (QueueAttribute attribute : values()) {
            if (attribute.otherwise != null && (fifo || !OF_FIFO_QUEUES.contains(attribute))) {
                all.put(attribute.key, attribute.otherwise);
            }
        }
        return all;
    }

    String key() {
        return key;
    }

    /** Whether ElasticMQ has to know the value. */
    boolean elasticMqActs() {
        return elasticMqActs;
    }

    private static BiConsumer<String, String> number(int least, int most) {
        return (name, value) -> {
            boolean digits = !value.isEmpty()
                    && value.length() <= LONGEST_NUMBER
                    && value.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
                throw SqsException.invalidAttributeValue(name);
            }
        };
    }

    private static BiConsumer<String, String> oneOf(String... values) {
        return (name, value) -> {
            if (!Set.of(values).contains(value)) {
                throw SqsException.invalidAttributeValue(name);
            }
        };
    }

    private static BiConsumer<String, String> unlessEmpty(Consumer<String> parse) {
        return (name, value) -> {
            if (!value.isEmpty()) {
                parse.accept(value);
            }
        };
    }

    private static void onlyTrue(String name, String value) {
        if (!value.equals("true")) {
            throw SqsException.unknownAttribute(name);
        }
    }

    private static void policy(String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        ObjectNode policy = Json.object(value).orElseThrow(() -> SqsException.invalidAttributeValue(name));
        if (!policy.path("Statement").isContainerNode()
                || value.getBytes(StandardCharsets.UTF_8).length > LARGEST_POLICY) {
            throw SqsException.invalidAttributeValue(name);
        }
        int statements =
                policy.path("Statement").isArray() ? policy.path("Statement").size() : 1;
        if (statements > MOST_STATEMENTS) {
            throw SqsException.refused(
                    "OverLimit",
                    "%d statements were found in the submitted policy, max allowed is %d"
                            .formatted(statements, MOST_STATEMENTS));
        }
    }
}
