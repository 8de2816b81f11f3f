package configuration;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The rules that templates share. What belongs to SNS and SQS alone stands where those are known. */
public final class Rules {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

    private Rules() {}

    /** Any text that is not blank. */
    public static Rule text() {
        return rule("a text that is not empty", value -> !value.isBlank());
    }

    /**
     * What a route sends to: a Camel endpoint URI, a scheme, a colon and the rest, whose scheme the application has a
     * component for. Once every route is right by itself, a {@code direct:} endpoint that none consumes is refused, too.
     */
    public static Rule camelEndpoint() {
        return new EndpointRule(true);
    }

    /** What a route consumes: a Camel endpoint URI whose scheme the application has a component for. */
    public static Rule consumedEndpoint() {
        return new EndpointRule(false);
    }

    /** A whole number within limits, both allowed. */
    public static Rule between(int least, int most) {
        return rule("a whole number from " + least + " to " + most, value -> {
            // Integer.parseInt takes a plus sign, which an endpoint's URI turns into a space, and the digits of all
            // scripts.
            int number = Integer.parseInt(value);
            return number >= least && number <= most && WHOLE.matcher(value).matches();
        });
    }

    /** A duration such as {@code 500ms}, {@code 30s} or {@code 15m}, within limits, both allowed. */
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

    /** One of a few words. */
    public static Rule oneOf(String... words) {
        List<String> allowed = Arrays.asList(words);
        return rule(
                allowed.size() == 2 ? String.join(" or ", allowed) : "one of " + String.join(", ", allowed),
                allowed::contains);
    }

    /** A rule from a sentence and a test; a value that makes the test throw {@link IllegalArgumentException} is refused. */
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
