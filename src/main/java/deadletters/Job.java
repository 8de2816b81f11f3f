package deadletters;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An operation under way: how far it is, and whether it is to stop. One thread works, others look. */
public final class Job {
    private final Map<Count, Integer> counts = new EnumMap<>(Count.class);
    private int expected;
    private boolean cancelled;
    private String stopped;

    /** About how many letters there are to look at; 0 while that is not known. */
    public synchronized int expected() {
        return expected;
    }

    /** How many letters have been looked at. */
    public synchronized int lookedAt() {
        return counts.getOrDefault(Count.LOOKED_AT, 0);
    }

    /** What has been counted so far, by {@link Count#label()}; what is zero is left out. */
    public synchronized Map<String, Integer> counts() {
        Map<String, Integer> named = new LinkedHashMap<>();
        counts.forEach((count, number) -> named.put(count.label(), number));
        return named;
    }

    /** Asks it to end as soon as the letters that are in its hands have been dealt with. */
    public synchronized void cancel() {
        cancelled = true;
        notifyAll();
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Why it ended before it had gone through all letters, though nobody cancelled it; empty if it did not. */
    public synchronized Optional<String> stopped() {
        return Optional.ofNullable(stopped);
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

    /** The next round begins from nothing. */
    synchronized void startAgain() {
        counts.clear();
    }

    /** Waits, unless it is cancelled before. An interruption cancels it. */
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
