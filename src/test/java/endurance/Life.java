package endurance;

import java.time.Duration;
import java.time.Instant;

/**
 * One process of the application, from its start to its end.
 *
 * @param instance counts the processes of a test
 * @param end how it ended
 * @param told when it got the signal to end
 * @param ended when it had ended
 * @param exitCode its exit code
 */
record Life(int instance, Death end, Instant told, Instant ended, int exitCode) {
    enum Death {
        KILLED,
        STOPPED,
        /** The process ended by itself. */
        DIED
    }

    /** The JVM's exit code after SIGTERM. */
    private static final int TERMINATED = 143;

    Duration stop() {
        return Duration.between(told, ended);
    }

    /** Whether the process ended as it should, and in time. */
    boolean isAsExpected(Duration most) {
        return switch (end) {
            case KILLED -> true;
            case STOPPED -> exitCode == TERMINATED && stop().compareTo(most) <= 0;
            case DIED -> false;
        };
    }
}
