package configuration;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses and prints durations as Camel writes them: {@code 500ms}, {@code 30s}, {@code 15m}, {@code 1h30m}, {@code 4d}.
 */
public final class Durations {
    private static final Pattern WRITTEN =
            Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");

    /** The units of a written duration, in their order. */
    private static final List<Duration> UNITS = List.of(
            Duration.ofDays(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(1));

    private Durations() {}

    /**
     * Parses a duration. Camel's own parser turns values that are too long into short or negative ones.
     *
     * @throws IllegalArgumentException if a unit is missing or unknown, or if the duration is more milliseconds than a
     *     {@code long} can hold
     */
    public static Duration parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (text.isEmpty() || !written.matches()) {
            throw new IllegalArgumentException("not a duration: " + text);
        }
        BigInteger millis = BigInteger.ZERO;
        for (int unit = 0; unit < UNITS.size(); unit++) {
            String number = written.group(unit + 1);
            if (number != null) {
                millis = millis.add(new BigInteger(number)
                        .multiply(BigInteger.valueOf(UNITS.get(unit).toMillis())));
            }
        }
        if (millis.bitLength() >= Long.SIZE) {
            throw new IllegalArgumentException("too long a duration: " + text);
        }
        return Duration.ofMillis(millis.longValueExact());
    }

    /** Prints a duration to the millisecond, such as {@code 4d}, {@code 1h30m}, {@code 500ms} or {@code 0s}. */
    public static String text(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.toString();
    }

    /** The shorter of two durations. */
    public static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** The longer of two durations. */
    public static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }
}
