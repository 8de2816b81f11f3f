package deadletters;

import event.Identity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An operation in progress: its counts, and whether it must stop. One thread works; others may read and cancel. */
public final class Job {
    /** How many of the events that were sent back are kept. */
    static final int MOST_SENT = 1000;

    private final Map<Count, Integer> counts = new EnumMap<>(Count.class);
    private final List<Identity> sent = new ArrayList<>();
    private int expected;
    private boolean cancelled;
    private String stopped;

    /** The approximate number of letters to read; 0 while unknown. */
    public synchronized int expected() {
        return expected;
    }

    /** The number of letters read so far. */
    public synchronized int lookedAt() {
        return counts.getOrDefault(Count.LOOKED_AT, 0);
    }

    /** The counts so far, by {@link Count#label()}; zeros are left out. */
    public synchronized Map<String, Integer> counts() {
        Map<String, Integer> named = new LinkedHashMap<>();
        counts.forEach((count, number) -> named.put(count.label(), number));
        return named;
    }

    /** Cancels the operation; letters in hand are finished first. */
    public synchronized void cancel() {
        cancelled = true;
        notifyAll();
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Why the operation ended early without being cancelled; otherwise empty. */
    public synchronized Optional<String> stopped() {
        return Optional.ofNullable(stopped);
    }

    /** The events whose letters were sent back, the first {@value #MOST_SENT} of them; {@code null} if there are none. */
    synchronized List<Identity> sent() {
        return sent.isEmpty() ? null : List.copyOf(sent);
    }

    synchronized void sent(Identity event) {
        if (sent.size() < MOST_SENT) {
            sent.add(event);
        }
    }

    synchronized void stop(String why) {
        stopped = why;
    }

    synchronized void expect(int letters) {
        expected = letters;
    }

    synchronized void count(Count what, int number) {
        if (number > 0) {
            counts.merge(what, number, Integer::sum);
        }
    }

    /** Resets the counts for another round. */
    synchronized void startAgain() {
        counts.clear();
    }

    /** Waits, unless the operation is cancelled. An interruption cancels it. */
    synchronized void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        long left = nanos;
        try {
            while (!cancelled && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = end - System.nanoTime();
            }
        } catch (InterruptedException e) {
            cancelled = true;
            Thread.currentThread().interrupt();
        }
    }
}
