package local.sns;

import java.time.Clock;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A topic, its settings, its subscriptions and what it remembers. */
final class Topic {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");
    private static final Pattern FIFO_NAME = Pattern.compile("[A-Za-z0-9_-]{1,251}\\.fifo");

    private final Arn arn;
    private final TopicAttributes attributes;
    private final NavigableMap<String, String> tags = new TreeMap<>();
    private final NavigableMap<String, Subscription> subscriptions = new TreeMap<>();
    private final Deduplication deduplication;
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

    NavigableMap<String, String> tags() {
        return tags;
    }

    /** By ARN. */
    NavigableMap<String, Subscription> subscriptions() {
        return subscriptions;
    }

    Deduplication deduplication() {
        return deduplication;
    }

    /** Twenty digits, ever higher. */
    String nextSequenceNumber() {
        return "1%019d".formatted(++sequence);
    }
}
