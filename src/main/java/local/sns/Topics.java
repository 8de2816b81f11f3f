package local.sns;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** All topics, and through them all subscriptions, of all regions. */
final class Topics {
    private static final Pattern SUBSCRIPTION =
            Pattern.compile("arn:.+:\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final NavigableMap<String, Topic> byArn = new TreeMap<>();

    Optional<Topic> find(Arn arn) {
        return Optional.ofNullable(byArn.get(arn.toString()));
    }

    /** The topic that a request names. */
    Topic require(String arn, SnsRequest request) {
        return find(parse(arn, request)).orElseThrow(SnsException::topicNotFound);
    }

    /** Reads a topic's ARN, which must be of the region that was called. */
    static Arn parse(String arn, SnsRequest request) {
        Arn.checkParts("TopicArn", arn);
        Arn parsed = Arn.parse(arn).orElseThrow(() -> SnsException.invalidParameter("TopicArn"));
        if (!parsed.service().equals("sns")
                || (request.signed() && !parsed.region().equals(request.region()))) {
            throw SnsException.invalidParameter("TopicArn");
        }
        return parsed;
    }

    void add(Topic topic) {
        byArn.put(topic.arn().toString(), topic);
    }

    void remove(Arn arn) {
        byArn.remove(arn.toString());
    }

    /** The topics of one region, by ARN. */
    NavigableMap<String, Topic> of(String region) {
        String first = Arn.topic(region, "").toString();
        return byArn.subMap(first, true, first + Character.MAX_VALUE, true);
    }

    /** @throws SnsException if the text cannot be a subscription's ARN */
    Optional<Subscription> findSubscription(String arn) {
        Arn.checkParts("SubscriptionArn", arn);
        if (!SUBSCRIPTION.matcher(arn).matches()) {
            throw SnsException.invalidParameter("SubscriptionId");
        }
        int end = arn.lastIndexOf(':');
        return Optional.ofNullable(byArn.get(arn.substring(0, Math.max(end, 0))))
                .map(topic -> topic.subscriptions().get(arn));
    }

    /** The subscriptions of one region, by ARN. */
    NavigableMap<String, Subscription> subscriptionsOf(String region) {
        NavigableMap<String, Subscription> all = new TreeMap<>();
        of(region).values().forEach(topic -> all.putAll(topic.subscriptions()));
        return all;
    }
}
