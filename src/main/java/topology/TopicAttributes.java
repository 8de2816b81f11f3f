package topology;

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

    public static final Setting ENCRYPTION = new EncryptionAttribute(false);

    public static final Setting CONTENT_BASED_DEDUPLICATION = new SingleAttribute(
                    "contentBasedDeduplication",
                    "ContentBasedDeduplication",
                    ValueForm.flag(),
                    "whether SNS makes a deduplication id of the body for an event that has none",
                    "false")
            .forFifo();

    public static final Setting MAX_MESSAGE_SIZE = new SingleAttribute(
                    "maxMessageSize",
                    "MaximumMessageSize",
                    ValueForm.number(1024, 1_048_576),
                    "The largest event in bytes, attributes included. Above 262144, only queues, Lambda and Firehose can subscribe",
                    "262144")
            .withoutProperty();

    /** The data protection policy, which SNS reports in a call of its own. */
    public static final Setting PROTECTION = new SingleAttribute(
            "dataProtectionPolicy",
            DATA_PROTECTION_POLICY,
            ValueForm.object("a data protection policy in JSON, with Name, Version and Statement"),
            "Which personal data SNS finds, masks or refuses, as its DataProtectionPolicy in JSON",
            "");

    /** All attributes, in the order of the documentation. */
    public static final List<Setting> ALL = List.of(
            new SingleAttribute(
                    "displayName",
                    "DisplayName",
                    ValueForm.text(rule(
                            "a text of at most 100 characters, without control characters", TopicAttributes::isName)),
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
                            ValueForm.archive("1d", "365d"),
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
                    ValueForm.text(oneOf("1", "2")),
                    "How SNS signs what it pushes: 1 for SHA1, 2 for SHA256",
                    "1"),
            new SingleAttribute(
                            "deliveryPolicy",
                            "DeliveryPolicy",
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
