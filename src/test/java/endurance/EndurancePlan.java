package endurance;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a run of the test is made of.
 *
 * @param seed what goes wrong, and when, as far as a test can decide it
 * @param rounds how often all processes are stopped in calm weather after a time of trouble
 * @param trouble how long the trouble of each round lasts
 */
record EndurancePlan(long seed, int rounds, Duration trouble) {
    /** The time for which a message stays hidden without a sign of life. */
    static final Duration VISIBILITY = Duration.ofSeconds(7);

    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

    /** Processes at once. */
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

    /** How to run the same again. */
    String command() {
        return "mvn verify -Dendurance.seed=%d -Dendurance.rounds=%d -Dendurance.seconds=%d"
                .formatted(seed, rounds, trouble.toSeconds());
    }
}
