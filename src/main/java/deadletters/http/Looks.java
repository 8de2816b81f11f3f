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
 * The last look at the letters of each queue. Looking hides letters and keeps others out meanwhile, so viewers share it as
 * long as it is not too old for them.
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
     * The last look if it is young enough, else a new one. Of several who ask for a queue at once, one looks. A look that did
     * not come to its end is not shared: others would take its letters for all there are.
     *
     * @param looking looks at all letters of the queue
     * @param cancelled whether that look was cancelled, once it has returned
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

    /** The letters of the queue were changed here. */
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
