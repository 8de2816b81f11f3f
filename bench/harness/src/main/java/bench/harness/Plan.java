package bench.harness;

import java.util.List;
import java.util.OptionalInt;

/**
 * How much is measured.
 *
 * @param latencies the time that a call takes in addition, in milliseconds
 * @param groups the numbers of groups of a FIFO queue
 * @param messages the number of messages that are drained or published
 * @param warm the number of messages that a contender handles or publishes in one round of its warm-up
 * @param warmRounds the rounds of warm-up before a contender is measured
 * @param drainWarmRounds the rounds of warm-up before draining; the code of a receive with ten messages is fully
 *     compiled only after some 200,000 messages
 * @param rounds how often draining and publishing are measured; each round of draining has new processes, and the
 *     median counts
 * @param limit the limit of one measurement, in seconds; a contender that has not finished then has the rate of that
 *     time
 * @param drainLimit the limit of draining, in seconds, which is enough for all messages unless calls take too long
 * @param rateSeconds how long events come at a fixed rate
 * @param rateRounds how often the fixed rate is measured; the median counts
 */
record Plan(
        List<Integer> latencies,
        List<Integer> groups,
        int messages,
        int warm,
        int warmRounds,
        int drainWarmRounds,
        int rounds,
        int limit,
        int drainLimit,
        int rateSeconds,
        int rateRounds,
        int idleSeconds,
        int starts,
        List<Integer> processes) {
    /** The longest that a contender is warmed up with one kind of work in one round, in seconds. */
    static final int WARM_SECONDS = 15;

    static final Plan FULL =
            new Plan(List.of(0, 10, 50), List.of(1, 10, 100, 1000), 20_000, 25_000, 3, 5, 3, 8, 20, 12, 5, 60, 7, List.of(1, 2, 4));
    /** All cells, each for a short time. */
    static final Plan SHORT =
            new Plan(List.of(0, 10, 50), List.of(1, 10, 100, 1000), 6_000, 12_000, 1, 1, 1, 3, 3, 8, 2, 60, 2, List.of(1, 2, 4));

    static final Plan QUICK = new Plan(List.of(10), List.of(10), 5_000, 10_000, 1, 1, 1, 5, 5, 8, 1, 20, 1, List.of(1, 2));

    /** This plan with another number of rounds, if it is given. */
    Plan rounds(OptionalInt number) {
        return number.isEmpty()
                ? this
                : new Plan(
                        latencies,
                        groups,
                        messages,
                        warm,
                        warmRounds,
                        drainWarmRounds,
                        number.getAsInt(),
                        limit,
                        drainLimit,
                        rateSeconds,
                        rateRounds,
                        idleSeconds,
                        starts,
                        processes);
    }

    /** The latencies for which ratios count. Without latency, the machine is measured and not the contender. */
    List<Integer> farLatencies() {
        return latencies.stream().filter(latency -> latency > 0).toList();
    }
}
