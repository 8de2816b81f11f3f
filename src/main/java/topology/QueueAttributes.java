package topology;

import static configuration.Rules.between;
import static configuration.Rules.flag;

import java.util.List;
import java.util.Map;

/**
 * The attributes of a queue.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html">SetQueueAttributes</a>
 */
public final class QueueAttributes {
    public static final Attribute RETENTION = new SingleAttribute(
            "retention",
            "MessageRetentionPeriod",
            ValueForm.SECONDS,
            ValueForm.seconds("1m", "14d"),
            "How long SQS keeps a message",
            "4d");

    public static final Attribute ENCRYPTION = new EncryptionAttribute(true);

    public static final Attribute MAX_MESSAGE_SIZE = new SingleAttribute(
            "maxMessageSize",
            "MaximumMessageSize",
            ValueForm.NUMBER,
            between(1024, 1_048_576),
            "The largest message in bytes, attributes included",
            "1048576");

    public static final Attribute CONTENT_BASED_DEDUPLICATION = new SingleAttribute(
                    "contentBasedDeduplication",
                    "ContentBasedDeduplication",
                    ValueForm.FLAG,
                    flag(),
                    "whether SQS makes a deduplication id of the body for a message that has none",
                    "false")
            .forFifo();

    /** All attributes, in the order of the documentation. */
    public static final List<Attribute> ALL = List.of(
            RETENTION,
            new SingleAttribute(
                    "delay",
                    "DelaySeconds",
                    ValueForm.SECONDS,
                    ValueForm.seconds("0s", "15m"),
                    "How long SQS hides a new message",
                    "0s"),
            new SingleAttribute(
                    "visibilityTimeout",
                    "VisibilityTimeout",
                    ValueForm.SECONDS,
                    ValueForm.seconds("0s", "12h"),
                    "The queue's own visibility timeout, for consumers that set none",
                    "30s"),
            ENCRYPTION,
            new SingleAttribute(
                    "keyReuse",
                    "KmsDataKeyReusePeriodSeconds",
                    ValueForm.SECONDS,
                    ValueForm.seconds("1m", "1d"),
                    "How long SQS reuses a data key of KMS before it asks for another",
                    "5m"),
            MAX_MESSAGE_SIZE,
            new SingleAttribute(
                    "receiveWait",
                    "ReceiveMessageWaitTimeSeconds",
                    ValueForm.SECONDS,
                    ValueForm.seconds("0s", "20s"),
                    "How long a receive waits for a message, if the consumer says nothing",
                    "0s"),
            new SwitchAttribute(
                            "highThroughput",
                            Map.of("DeduplicationScope", "messageGroup", "FifoThroughputLimit", "perMessageGroupId"),
                            Map.of("DeduplicationScope", "queue", "FifoThroughputLimit", "perQueue"),
                            "whether throughput limits apply to each message group")
                    .forFifo(),
            CONTENT_BASED_DEDUPLICATION,
            new RedriveAllowAttribute());

    private QueueAttributes() {}
}
