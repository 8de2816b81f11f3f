package configuration;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The rules that templates share. Rules about SNS or SQS alone are in the packages that know these services. */
public final class Rules {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

    private Rules() {}

    /** Any text that is not blank. */
    public static Rule text() {
        return rule("a text that is not empty", value -> !value.isBlank());
    }

    /**
     * An endpoint to which a route sends: a Camel endpoint URI whose component the application has. A {@code direct:}
     * endpoint must also be consumed by a route, which is checked last.
     */
    public static Rule camelEndpoint() {
        return new EndpointRule(true);
    }

    /** An endpoint that a route consumes: a Camel endpoint URI whose component the application has. */
    public static Rule consumedEndpoint() {
        return new EndpointRule(false);
    }

    /** A whole number between two limits, both included. */
    public static Rule between(int least, int most) {
        return rule("a whole number from " + least + " to " + most, value -> {
            // Integer.parseInt also accepts a plus sign, which a URI turns into a space, and the digits of all scripts.
            int number = Integer.parseInt(value);
            return number >= least && number <= most && WHOLE.matcher(value).matches();
        });
    }

    /** A duration such as {@code 500ms}, {@code 30s} or {@code 15m} between two limits, both included. */
    public static Rule duration(String least, String most) {
        Duration min = Durations.parse(least);
        Duration max = Durations.parse(most);
        return rule("a duration such as 500ms, 30s or 15m, from " + least + " to " + most, value -> {
            Duration duration = Durations.parse(value);
            return duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
        });
    }

    /** {@code true} or {@code false}. */
    public static Rule flag() {
        return oneOf("true", "false");
    }

    /** One of the given words. */
    public static Rule oneOf(String... words) {
        List<String> allowed = Arrays.asList(words);
        return rule(
                allowed.size() == 2 ? String.join(" or ", allowed) : "one of " + String.join(", ", allowed),
                allowed::contains);
    }

    /**
     * A rule made of a sentence and a test. A value for which the test throws {@link IllegalArgumentException} is
     * refused.
     */
    public static Rule rule(String allowed, Predicate<String> accepts) {
        return value -> {
            try {
                return accepts.test(value) ? Optional.empty() : Optional.of(allowed);
            } catch (IllegalArgumentException e) {
                return Optional.of(allowed);
            }
        };
    }
}
