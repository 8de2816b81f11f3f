package configuration;

import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.camel.util.TimeUtils;

/** Durations as Camel writes them: {@code 500ms}, {@code 30s}, {@code 15m}, {@code 1h30m}, {@code 4d}. */
public final class Durations {
    private static final Pattern WRITTEN = Pattern.compile("(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?");

    private Durations() {}

    /** @throws IllegalArgumentException if the text has no unit, or one that does not exist */
    public static Duration parse(String text) {
        if (text.isEmpty() || !WRITTEN.matcher(text).matches()) {
            throw new IllegalArgumentException("not a duration: " + text);
        }
        return Duration.ofMillis(TimeUtils.toMilliSeconds(text));
    }

    /** A duration as a person writes it, to the millisecond: {@code 4d}, {@code 1h30m}, {@code 500ms}, {@code 0s}. */
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

    /** The shorter of two. */
    public static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** The longer of two. */
    public static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }
}
