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
 * How many events each sender may bring in a second or a minute. All of them may come at once, and then no more until time has
 * passed. The senders that were heard of last are remembered, {@value #SENDERS} of them.
 */
public final class Limit {
    private static final int SENDERS = 10_000;

    /** Of an IPv6 address, the part that a network gives to one customer. */
    private static final int PREFIX_BYTES = 8;

    private final Frequency most;

    @SuppressWarnings("unchecked")
    private final Map<String, Bucket> buckets = LRUCacheFactory.newLRUCache(SENDERS);

    private Limit(Frequency most) {
        this.most = most;
    }

    /** What a route may say. */
    public static Rule rule() {
        return Frequency.rule();
    }

    /** @param written such as {@code 100/s} */
    public static Limit of(String written) {
        return new Limit(Frequency.parse(written));
    }

    /** How many events a sender may bring in a minute. */
    long perMinute() {
        return most.events()
                * (Duration.ofMinutes(1).toSeconds() / most.period().toSeconds());
    }

    /** @return how long this sender has to wait; zero if the event is let in */
    public Duration take(String sender) {
        var answer = bucket(sender).tryConsumeAndReturnRemaining(1);
        return answer.isConsumed() ? Duration.ZERO : Duration.ofNanos(answer.getNanosToWaitForRefill());
    }

    /** The last event that was let in does not count. */
    public void giveBack(String sender) {
        bucket(sender).addTokens(1);
    }

    /** A request that was let in brings so many events more: its sender's next ones wait for longer. */
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

    /** Whoever has one address of an IPv6 network has all of it. */
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
