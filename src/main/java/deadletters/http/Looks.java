package deadletters.http;

import deadletters.Look;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The last look at the letters of each queue. A look hides letters and locks out other operations, so viewers share one as
 * long as it is recent enough for them.
 */
final class Looks {
    private static final int MOST_QUEUES = 20;

    private final Clock clock;
    private final Map<String, Object> turns = new ConcurrentHashMap<>();

    private final Map<String, Look> last = new LinkedHashMap<>(MOST_QUEUES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Look> eldest) {
            return size() > MOST_QUEUES;
        }
    };

    Looks(Clock clock) {
        this.clock = clock;
    }

    /**
     * The last look if it is recent enough, or else a new one. If several callers ask for a queue at the same time, only one
     * looks. An incomplete look is not shared, because others would take its letters for all letters.
     *
     * @param looking looks at all letters of the queue
     * @param cancelled called after that look, and says whether it was cancelled
     */
    Look of(String queue, Duration maxAge, Supplier<Look> looking, BooleanSupplier cancelled) {
        synchronized (turns.computeIfAbsent(queue, name -> new Object())) {
            Look known = known(queue);
            if (known != null && Duration.between(known.at(), clock.instant()).compareTo(maxAge) < 0) {
                return known;
            }
            Look fresh = looking.get();
            if (fresh.stopped() == null && !cancelled.getAsBoolean()) {
                keep(queue, fresh);
            }
            return fresh;
        }
    }

    /** Forgets the last look at a queue, because this process has changed its letters. */
    synchronized void forget(String queue) {
        last.remove(queue);
    }

    private synchronized Look known(String queue) {
        return last.get(queue);
    }

    private synchronized void keep(String queue, Look look) {
        last.put(queue, look);
    }
}
