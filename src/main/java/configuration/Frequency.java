package configuration;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of events in a period, as written in a route: {@code 100/s} or {@code 30/m}.
 *
 * @param events at least one
 * @param period a second or a minute
 */
public record Frequency(long events, Duration period) {
    private static final Pattern WRITTEN = Pattern.compile("(?<events>[1-9][0-9]{0,6})/(?<unit>[sm])");

    /** What a route may write. */
    public static Rule rule() {
        return Rules.rule(
                "a number of events a second or minute, such as 100/s or 30/m, up to 9999999",
                value -> WRITTEN.matcher(value).matches());
    }

    /** @throws IllegalArgumentException if the rule refuses the text */
    public static Frequency parse(String written) {
        Matcher parts = WRITTEN.matcher(written);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a number of events a second or minute: " + written);
        }
        return new Frequency(
                Long.parseLong(parts.group("events")),
                parts.group("unit").equals("s") ? Duration.ofSeconds(1) : Duration.ofMinutes(1));
    }

    /** The number of events in another time, rounded down. */
    public long in(Duration time) {
        return (long) (events * ((double) time.toNanos() / period.toNanos()));
    }
}
