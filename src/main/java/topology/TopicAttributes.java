package topology;

import static configuration.Rules.between;
import static configuration.Rules.flag;
import static configuration.Rules.oneOf;
import static configuration.Rules.rule;

import java.util.List;
import java.util.Map;

/**
 * The attributes of a topic.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html">SetTopicAttributes</a>
 */
public final class TopicAttributes {
    /** SNS has calls of its own for this attribute. */
    public static final String DATA_PROTECTION_POLICY = "DataProtectionPolicy";

    public static final Attribute ENCRYPTION = new EncryptionAttribute(false);

    public static final Attribute CONTENT_BASED_DEDUPLICATION = new SingleAttribute(
                    "contentBasedDeduplication",
                    "ContentBasedDeduplication",
                    ValueForm.FLAG,
                    flag(),
                    "whether SNS makes a deduplication id of the body for an event that has none",
                    "false")
            .forFifo();

    public static final Attribute MAX_MESSAGE_SIZE = new SingleAttribute(
                    "maxMessageSize",
                    "MaximumMessageSize",
                    ValueForm.NUMBER,
                    between(1024, 1_048_576),
                    "The largest event in bytes, attributes included. Above 262144, only queues, Lambda and Firehose can subscribe",
                    "262144")
            .withoutProperty();

    /** What SNS reports by a call of its own. */
    public static final Attribute PROTECTION = new SingleAttribute(
            "dataProtectionPolicy",
            DATA_PROTECTION_POLICY,
            ValueForm.JSON,
            ValueForm.object("a data protection policy in JSON, with Name, Version and Statement"),
            "Which personal data SNS finds, masks or refuses, as its DataProtectionPolicy in JSON",
            "");

    /** All attributes, in the order of the documentation. */
    public static final List<Attribute> ALL = List.of(
            new SingleAttribute(
                    "displayName",
                    "DisplayName",
                    ValueForm.TEXT,
                    rule("a text of at most 100 characters, without control characters", TopicAttributes::isName),
                    "The name that mails and SMS show",
                    ""),
            ENCRYPTION,
            MAX_MESSAGE_SIZE,
            new SwitchAttribute(
                            "highThroughput",
                            Map.of("FifoThroughputScope", "MessageGroup"),
                            Map.of("FifoThroughputScope", "Topic"),
                            "whether throughput limits and deduplication apply to each message group")
                    .forFifo(),
            CONTENT_BASED_DEDUPLICATION,
            new SingleAttribute(
                            "archive",
                            "ArchivePolicy",
                            ValueForm.ARCHIVE,
                            ValueForm.days("1d", "365d"),
                            "how long SNS archives events for a replay",
                            "")
                    .forFifo(),
            new SwitchAttribute(
                    "activeTracing",
                    Map.of("TracingConfig", "Active"),
                    Map.of("TracingConfig", "PassThrough"),
                    "Whether SNS records traces in X-Ray itself"),
            new SingleAttribute(
                    "signatureVersion",
                    "SignatureVersion",
                    ValueForm.TEXT,
                    oneOf("1", "2"),
                    "How SNS signs what it pushes: 1 for SHA1, 2 for SHA256",
                    "1"),
            new SingleAttribute(
                            "deliveryPolicy",
                            "DeliveryPolicy",
                            ValueForm.JSON,
                            ValueForm.object(
                                    "a delivery policy in JSON, such as {\"http\":{\"defaultHealthyRetryPolicy\":{\"numRetries\":5}}}"),
                            "How often SNS tries HTTP endpoints again, as SNS's DeliveryPolicy in JSON",
                            "")
                    .withoutProperty(),
            PROTECTION,
            new FeedbackAttribute());

    private TopicAttributes() {}

    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= 100 && text.chars().noneMatch(Character::isISOControl);
    }
}
