package bench.harness;

import java.util.List;
import java.util.OptionalInt;

/**
 * How much is measured.
 *
 * @param latencies what a call takes in addition, in milliseconds
 * @param groups of a FIFO queue
 * @param messages that are drained and published
 * @param warm messages that a contender handles or publishes at once to be warm
 * @param warmRounds how often it does so before it is measured
 * @param drainWarmRounds the same before it drains waiting messages: what a receive needs, and that brings ten, is compiled to its
 *     end after some 200,000 messages only
 * @param rounds how often waiting messages and publishing are measured, waiting messages with processes of their own each
 *     time; the median counts
 * @param limit of one measurement, in seconds: who is not done by then has the rate of that time
 * @param drainLimit the same where waiting messages are drained: all of them, unless a call takes so long
 * @param rateSeconds how long events come at a fixed rate
 * @param rateRounds how often that is measured; the median counts
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

    /** The same with another number of rounds, if there is one. */
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

    /** Where ratios count: in front of a broker that is nowhere, the machine is measured and not the contender. */
    List<Integer> farLatencies() {
        return latencies.stream().filter(latency -> latency > 0).toList();
    }
}
