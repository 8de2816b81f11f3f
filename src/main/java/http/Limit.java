package http;

import configuration.Frequency;
import configuration.Rule;
import io.github.bucket4j.Bucket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.apache.camel.support.LRUCacheFactory;

/**
 * Limits how many events each sender may publish in a second or a minute. All of these events may come at once, and no more until
 * time has passed. The last {@value #SENDERS} senders are remembered.
 */
public final class Limit {
    private static final int SENDERS = 10_000;

    /** The length of the prefix of an IPv6 address that a network gives to one customer. */
    private static final int PREFIX_BYTES = 8;

    private final Frequency most;

    @SuppressWarnings("unchecked")
    private final Map<String, Bucket> buckets = LRUCacheFactory.newLRUCache(SENDERS);

    private Limit(Frequency most) {
        this.most = most;
    }

    /** The rule for the parameter {@code limit}. */
    public static Rule rule() {
        return Frequency.rule();
    }

    /** @param written such as {@code 100/s} */
    public static Limit of(String written) {
        return new Limit(Frequency.parse(written));
    }

    /** How many events a sender may publish in a minute. */
    long perMinute() {
        return most.events()
                * (Duration.ofMinutes(1).toSeconds() / most.period().toSeconds());
    }

    /** @return how long this sender has to wait; zero if the event is admitted */
    public Duration take(String sender) {
        var answer = bucket(sender).tryConsumeAndReturnRemaining(1);
        return answer.isConsumed() ? Duration.ZERO : Duration.ofNanos(answer.getNanosToWaitForRefill());
    }

    /** Takes back the count of the last admitted event. */
    public void giveBack(String sender) {
        bucket(sender).addTokens(1);
    }

    /** Counts further events of an admitted request, so that the sender's next events wait longer. */
    void charge(String sender, int more) {
        bucket(sender).consumeIgnoringRateLimits(more);
    }

    private Bucket bucket(String sender) {
        return buckets.computeIfAbsent(
                sender,
                unknown -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(most.events()).refillGreedy(most.events(), most.period()))
                        .build());
    }

    /** The network of an address. A sender with one address of an IPv6 network has all its addresses. */
    public static String network(String address) {
        if (!address.contains(":")) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, PREFIX_BYTES)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }
}
