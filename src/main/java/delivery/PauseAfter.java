package delivery;

import configuration.Durations;
import configuration.Rule;
import configuration.Rules;
import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The failures after which a route pauses itself: a number in a row, or a percentage of the handlers in a time window.
 *
 * @param failures the number in a row, or the percentage
 * @param window the time window of the percentage; empty for failures in a row
 */
record PauseAfter(int failures, Optional<Duration> window) {
    /** A percentage of fewer handlers says little. */
    static final int LEAST_HANDLERS = 10;

    private static final int MOST_IN_A_ROW = 1000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Pattern IN_A_ROW = Pattern.compile("[1-9][0-9]{0,3}");
    private static final Pattern SHARE = Pattern.compile("(?<percent>[1-9][0-9]{0,2})% in (?<window>[0-9a-z]+)");

    /** The rule for the text in a route. */
    static Rule rule() {
        return Rules.rule(
                "a number of failures in a row from 1 to 1000, such as 10, or a share of the handlers in a time from 1s to 1h, such as 50% in 30s",
                value -> parse(value) != null);
    }

    /** @throws IllegalArgumentException if the rule refuses the text */
    static PauseAfter parse(String written) {
        Matcher share = SHARE.matcher(written);
        if (share.matches()) {
            int percent = Integer.parseInt(share.group("percent"));
            Duration window = Durations.parse(share.group("window"));
            if (percent <= 100 && window.compareTo(SHORTEST) >= 0 && window.compareTo(LONGEST) <= 0) {
                return new PauseAfter(percent, Optional.of(window));
            }
        } else if (IN_A_ROW.matcher(written).matches() && Integer.parseInt(written) <= MOST_IN_A_ROW) {
            return new PauseAfter(Integer.parseInt(written), Optional.empty());
        }
        throw new IllegalArgumentException("not a number of failures, nor a share of them: " + written);
    }

    /** Counts failures and successes, and opens as soon as there are too many failures. */
    CircuitBreaker<Object> counter() {
        return window.map(time -> CircuitBreaker.builder().withFailureRateThreshold(failures, LEAST_HANDLERS, time))
                .orElseGet(() -> CircuitBreaker.builder().withFailureThreshold(failures))
                .build();
    }

    /** Why the route pauses itself, as a text for the log and for notices. */
    String reason() {
        return window.map(time -> "%d%% of the handlers have failed in %s".formatted(failures, Durations.text(time)))
                .orElseGet(() -> failures == 1 ? "a handler has failed" : failures + " handlers in a row have failed");
    }
}
