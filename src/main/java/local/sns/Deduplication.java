package local.sns;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The messages that a FIFO topic has accepted in the last
 * <a href="https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html">five minutes</a>. A message that is
 * published twice is accepted twice and delivered once.
 */
final class Deduplication {
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<String, Published> published = new LinkedHashMap<>();

    Deduplication(Clock clock) {
        this.clock = clock;
    }

    private record Published(Receipt receipt, Instant forgotten) {}

    /** The receipt of the message that was published under this key within the window. */
    Optional<Receipt> earlier(String key) {
        forget();
        return Optional.ofNullable(published.get(key)).map(Published::receipt);
    }

    void remember(String key, Receipt receipt) {
        published.put(key, new Published(receipt, clock.instant().plus(WINDOW)));
    }

    private void forget() {
        Instant now = clock.instant();
        Iterator<Published> oldest = published.values().iterator();
        while (oldest.hasNext() && !oldest.next().forgotten().isAfter(now)) {
            oldest.remove();
        }
    }
}
