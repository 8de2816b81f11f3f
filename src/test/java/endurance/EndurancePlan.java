package endurance;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The plan of a run of the test.
 *
 * @param seed decides what goes wrong and when, as far as a test can
 * @param rounds how often all processes are stopped without faults, each time after a time of trouble
 * @param trouble how long the trouble of each round lasts
 */
record EndurancePlan(long seed, int rounds, Duration trouble) {
    /** The time that a message stays hidden without a heartbeat. */
    static final Duration VISIBILITY = Duration.ofSeconds(7);

    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

    /** How long a stop waits for handlers: {@code camel.main.shutdown-timeout} of the processes. */
    static final Duration STOP = Duration.ofSeconds(8);

    /** The number of processes that run at the same time. */
    static final int PROCESSES = 2;

    /**
     * The short form, or the long one with {@code -Dendurance=long}; {@code -Dendurance.seed}, {@code -Dendurance.rounds}
     * and {@code -Dendurance.seconds} (of a round's trouble) change either.
     */
    static EndurancePlan fromProperties() {
        boolean isLong = "long".equals(System.getProperty("endurance"));
        return new EndurancePlan(
                Long.getLong("endurance.seed", ThreadLocalRandom.current().nextInt(1_000_000)),
                Integer.getInteger("endurance.rounds", isLong ? 20 : 2),
                Duration.ofSeconds(Integer.getInteger("endurance.seconds", isLong ? 45 : 12)));
    }

    /** The command that repeats this run. */
    String command() {
        return "mvn verify -Dendurance.seed=%d -Dendurance.rounds=%d -Dendurance.seconds=%d"
                .formatted(seed, rounds, trouble.toSeconds());
    }
}
