package aws;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.Topic;

/**
 * The ARNs of topics by name. SNS has no call that answers the ARN of one topic, and takes 30 {@code ListTopics} a second of
 * an account: all routes of an application share one listing.
 */
public final class TopicArns {
    /** Routes that wait for a topic look again together. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<SnsClient, TopicListing> listings = new WeakHashMap<>();

    /** What SNS listed, and the topics that were made since. */
    private static final class TopicListing {
        private final Map<String, String> arns = new TreeMap<>();
        private long at;
        private boolean trusted;

        private boolean isFresh() {
            return trusted && System.nanoTime() - at < FRESH_NANOS;
        }
    }

    /** Those that the routes of an application share. */
    public static TopicArns of(CamelContext context) {
        synchronized (TopicArns.class) {
            TopicArns shared = context.getRegistry().findSingleByType(TopicArns.class);
            if (shared == null) {
                shared = new TopicArns();
                context.getRegistry().bind("caravan-topic-arns", TopicArns.class, shared);
            }
            return shared;
        }
    }

    /**
     * The topic's ARN; empty if there was no such topic when SNS was asked, which may be long ago. For those who would make
     * the topic: {@code CreateTopic} answers the ARN of a topic that is there.
     */
    public synchronized Optional<String> known(SnsClient sns, String topic) {
        TopicListing listing = listing(sns);
        if (!listing.trusted) {
            list(sns, listing);
        }
        return Optional.ofNullable(listing.arns.get(topic));
    }

    /** The topic's ARN; empty if there is no such topic now. */
    public synchronized Optional<String> find(SnsClient sns, String topic) {
        TopicListing listing = listing(sns);
        if (!listing.arns.containsKey(topic) && !listing.isFresh()) {
            list(sns, listing);
        }
        return Optional.ofNullable(listing.arns.get(topic));
    }

    /** The ARNs of all topics of this account and region by name, as they were listed last. */
    public synchronized Map<String, String> all(SnsClient sns) {
        TopicListing listing = listing(sns);
        if (!listing.trusted) {
            list(sns, listing);
        }
        return new TreeMap<>(listing.arns);
    }

    /** A topic was made. */
    public synchronized void made(SnsClient sns, String topic, String arn) {
        listing(sns).arns.put(topic, arn);
    }

    /** Something is not as it was listed: whoever asks next asks SNS. */
    public synchronized void forget(SnsClient sns) {
        listings.remove(sns);
    }

    private TopicListing listing(SnsClient sns) {
        return listings.computeIfAbsent(sns, absent -> new TopicListing());
    }

    private static void list(SnsClient sns, TopicListing listing) {
        long now = System.nanoTime();
        for (Topic topic : sns.listTopicsPaginator().topics()) {
            String arn = topic.topicArn();
            listing.arns.put(arn.substring(arn.lastIndexOf(':') + 1), arn);
        }
        listing.at = now;
        listing.trusted = true;
    }
}
