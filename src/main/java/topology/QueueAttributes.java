package topology;

import java.util.List;
import java.util.Map;

/**
 * The attributes of a queue.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html">SetQueueAttributes</a>
 */
public final class QueueAttributes {
    public static final Setting RETENTION = new SingleAttribute(
            "retention",
            "MessageRetentionPeriod",
            ValueForm.seconds("1m", "14d"),
            "How long SQS keeps a message",
            "4d");

    public static final Setting ENCRYPTION = new EncryptionAttribute(true);

    public static final Setting MAX_MESSAGE_SIZE = new SingleAttribute(
            "maxMessageSize",
            "MaximumMessageSize",
            ValueForm.number(1024, 1_048_576),
            "The largest message in bytes, attributes included",
            "1048576");

    public static final Setting CONTENT_BASED_DEDUPLICATION = new SingleAttribute(
                    "contentBasedDeduplication",
                    "ContentBasedDeduplication",
                    ValueForm.flag(),
                    "whether SQS makes a deduplication id of the body for a message that has none",
                    "false")
            .forFifo();

    static final Setting HIGH_THROUGHPUT = new SwitchAttribute(
                    "highThroughput",
                    Map.of("DeduplicationScope", "messageGroup", "FifoThroughputLimit", "perMessageGroupId"),
                    Map.of("DeduplicationScope", "queue", "FifoThroughputLimit", "perQueue"),
                    "whether throughput limits apply to each message group")
            .forFifo();

    /** All attributes, in the order of the documentation. */
    public static final List<Setting> ALL = List.of(
            RETENTION,
            new SingleAttribute(
                    "delay", "DelaySeconds", ValueForm.seconds("0s", "15m"), "How long SQS hides a new message", "0s"),
            new SingleAttribute(
                    "visibilityTimeout",
                    "VisibilityTimeout",
                    ValueForm.seconds("0s", "12h"),
                    "The queue's own visibility timeout, for consumers that set none",
                    "30s"),
            ENCRYPTION,
            new SingleAttribute(
                    "keyReuse",
                    "KmsDataKeyReusePeriodSeconds",
                    ValueForm.seconds("1m", "1d"),
                    "How long SQS reuses a data key of KMS before it asks for another",
                    "5m"),
            MAX_MESSAGE_SIZE,
            new SingleAttribute(
                    "receiveWait",
                    "ReceiveMessageWaitTimeSeconds",
                    ValueForm.seconds("0s", "20s"),
                    "How long a receive waits for a message, if the consumer says nothing",
                    "0s"),
            HIGH_THROUGHPUT,
            CONTENT_BASED_DEDUPLICATION,
            new RedriveAllowAttribute());

    private QueueAttributes() {}
}
