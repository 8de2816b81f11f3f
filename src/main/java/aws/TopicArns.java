package aws;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.Topic;

/**
 * Finds the ARNs of topics by name. SNS has no call for the ARN of one topic and allows 30 {@code ListTopics} a second
 * and account, so all routes of an application share one listing.
 */
public final class TopicArns {
    /** Routes that wait for a topic share a listing for this long. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<SnsClient, TopicListing> listings = new WeakHashMap<>();

    /** The topics that SNS listed, and those created since. */
    private static final class TopicListing {
        private final Map<String, String> arns = new TreeMap<>();
        private long at;
        private boolean trusted;

        private boolean isFresh() {
            return trusted && System.nanoTime() - at < FRESH_NANOS;
        }
    }

    /**
     * The listing that the routes of an application share. It is no bean: the first publisher makes the listing, and
     * Camel's registry must not change while other publishers look something up there.
     */
    public static TopicArns of(CamelContext context) {
        ExtendedCamelContext extended = context.getCamelContextExtension();
        synchronized (TopicArns.class) {
            TopicArns shared = extended.getContextPlugin(TopicArns.class);
            if (shared == null) {
                shared = new TopicArns();
                extended.addContextPlugin(TopicArns.class, shared);
            }
            return shared;
        }
    }

    /**
     * The topic's ARN from a listing that may be old; empty if the topic is not in it. Meant for callers that would
     * create the topic: {@code CreateTopic} returns the ARN of an existing topic.
     */
    public synchronized Optional<String> known(SnsClient sns, String topic) {
        TopicListing listing = listing(sns);
        if (!listing.trusted) {
            list(sns, listing);
        }
        return Optional.ofNullable(listing.arns.get(topic));
    }

    /** The topic's ARN; empty if the topic does not exist now. */
    public synchronized Optional<String> find(SnsClient sns, String topic) {
        TopicListing listing = listing(sns);
        if (!listing.arns.containsKey(topic) && !listing.isFresh()) {
            list(sns, listing);
        }
        return Optional.ofNullable(listing.arns.get(topic));
    }

    /** The ARNs of all topics of this account and region by name, from the last listing. */
    public synchronized Map<String, String> all(SnsClient sns) {
        TopicListing listing = listing(sns);
        if (!listing.trusted) {
            list(sns, listing);
        }
        return new TreeMap<>(listing.arns);
    }

    /** Adds a topic that was created. */
    public synchronized void made(SnsClient sns, String topic, String arn) {
        listing(sns).arns.put(topic, arn);
    }

    /** Discards the listing; the next lookup asks SNS. */
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
