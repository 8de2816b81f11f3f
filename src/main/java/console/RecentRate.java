package console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * How much a count grows a second, over about the last ten seconds. The rate comes from the counts at the times when somebody
 * looked, so it makes counting no slower.
 */
final class RecentRate {
    private static final double NANOS_PER_SECOND = 1_000_000_000;
    private static final double LONGEST = 12;
    private static final double SHORTEST = 1;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long count) {}

    /**
     * Takes the count at this moment.
     *
     * @param now by {@link System#nanoTime}
     * @return the rate; empty at the first look, and at the first after nobody has looked for a while
     */
    synchronized OptionalDouble at(long now, long count) {
        if (!samples.isEmpty() && samples.getLast().count() > count) {
            // The count has begun again.
            samples.clear();
        }
        while (!samples.isEmpty() && seconds(samples.getFirst(), now) > LONGEST) {
            samples.removeFirst();
        }
        if (samples.isEmpty() || seconds(samples.getLast(), now) >= SHORTEST) {
            samples.addLast(new Sample(now, count));
        }
        Sample first = samples.getFirst();
        double seconds = seconds(first, now);
        return seconds < SHORTEST ? OptionalDouble.empty() : OptionalDouble.of((count - first.count()) / seconds);
    }

    private static double seconds(Sample sample, long now) {
        return (now - sample.nanos()) / NANOS_PER_SECOND;
    }
}
