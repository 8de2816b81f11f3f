package local.sns;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A topic with its settings, its subscriptions and its deduplication. */
final class Topic {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");
    private static final Pattern FIFO_NAME = Pattern.compile("[A-Za-z0-9_-]{1,251}\\.fifo");

    private static final int LONGEST_DATA_PROTECTION_POLICY = 30 * 1024;
    private static final int MOST_SUBSCRIPTIONS_FOR_LARGE_MESSAGES = 100;
    private static final Set<String> PROTOCOLS_FOR_LARGE_MESSAGES = Set.of("sqs", "lambda", "firehose");

    private final Arn arn;
    private final TopicAttributes attributes;
    private final NavigableMap<String, String> tags = new TreeMap<>();
    private final NavigableMap<String, Subscription> subscriptions = new TreeMap<>();
    private final Deduplication deduplication;
    private String dataProtectionPolicy = "";
    private long sequence;

    Topic(Arn arn, Map<String, String> attributes, Map<String, String> tags, Clock clock) {
        this.arn = arn;
        this.attributes = new TopicAttributes(arn, attributes);
        this.tags.putAll(tags);
        this.deduplication = new Deduplication(clock);
    }

    static void checkName(String name, boolean fifo) {
        if (fifo && !FIFO_NAME.matcher(name).matches()) {
            throw SnsException.invalidParameter(
                    "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.");
        }
        if (!fifo && !NAME.matcher(name).matches()) {
            throw SnsException.invalidParameter("Topic Name");
        }
    }

    Arn arn() {
        return arn;
    }

    boolean isFifo() {
        return arn.isFifo();
    }

    TopicAttributes attributes() {
        return attributes;
    }

    /** @throws SnsException if AWS refuses the attribute or the value */
    void setAttribute(String name, String value) {
        if (name.equals(TopicAttributes.MAXIMUM_MESSAGE_SIZE)) {
            checkLargeMessages(TopicAttributes.messageSize(value), List.of());
        }
        attributes.set(name, value);
    }

    /** The policy in JSON; empty if there is none. It is kept and has no effect. */
    String dataProtectionPolicy() {
        return dataProtectionPolicy;
    }

    /** @throws SnsException if AWS would refuse the policy */
    void setDataProtectionPolicy(String json) {
        boolean isValid = json.isEmpty()
                || (json.length() <= LONGEST_DATA_PROTECTION_POLICY
                        && Json.parseObject(json)
                                .filter(policy -> !policy.path("Name").asText().isEmpty()
                                        && policy.path("Version").asText().equals("2021-06-01")
                                        && policy.path("Statement").isArray()
                                        && !policy.path("Statement").isEmpty())
                                .isPresent());
        if (!isValid) {
            throw SnsException.invalidParameter(
                    "DataProtectionPolicy Reason: it has Name, Version 2021-06-01 and a list of Statement");
        }
        dataProtectionPolicy = json;
    }

    NavigableMap<String, String> tags() {
        return tags;
    }

    /** The subscriptions by ARN. */
    NavigableMap<String, Subscription> subscriptions() {
        return subscriptions;
    }

    /**
     * Checks the constraints of SNS on topics for
     * <a href="https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html">large messages</a>: they have few
     * subscribers, of three protocols only.
     *
     * @param maximum the largest message that the topic accepts, or is about to accept
     * @param further the protocols of subscriptions that are about to be added
     */
    void checkLargeMessages(int maximum, List<String> further) {
        if (maximum <= TopicAttributes.USUAL_MESSAGE_SIZE) {
            return;
        }
        if (subscriptions.size() + further.size() > MOST_SUBSCRIPTIONS_FOR_LARGE_MESSAGES) {
            throw SnsException.invalidParameter("MaximumMessageSize Reason: above "
                    + TopicAttributes.USUAL_MESSAGE_SIZE + " a topic has " + MOST_SUBSCRIPTIONS_FOR_LARGE_MESSAGES
                    + " subscriptions at most");
        }
        Stream.concat(subscriptions.values().stream().map(Subscription::protocol), further.stream())
                .filter(protocol -> !PROTOCOLS_FOR_LARGE_MESSAGES.contains(protocol))
                .findFirst()
                .ifPresent(protocol -> {
                    throw SnsException.invalidParameter("MaximumMessageSize Reason: above "
                            + TopicAttributes.USUAL_MESSAGE_SIZE + " protocol " + protocol + " is not supported");
                });
    }

    Deduplication deduplication() {
        return deduplication;
    }

    /** The next sequence number: twenty digits, always increasing. */
    String nextSequenceNumber() {
        return "1%019d".formatted(++sequence);
    }
}
