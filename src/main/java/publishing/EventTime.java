package publishing;

import event.EventRefusedException;
import io.cloudevents.rw.CloudEventRWException;
import io.cloudevents.types.Time;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** Converts the time of an event, given as RFC 3339 or in seconds or milliseconds since 1970. */
final class EventTime {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,9})?");
    private static final Pattern MILLIS = Pattern.compile("[0-9]{13}");
    private static final long NANOS = 1_000_000_000;

    private EventTime() {}

    /** @throws EventRefusedException if the text is not a time */
    static String of(String text) {
        try {
            if (SECONDS.matcher(text).matches()) {
                BigDecimal[] parts = new BigDecimal(text).divideAndRemainder(BigDecimal.ONE);
                return written(Instant.ofEpochSecond(
                        parts[0].longValueExact(),
                        parts[1].multiply(BigDecimal.valueOf(NANOS)).longValueExact()));
            } else if (MILLIS.matcher(text).matches()) {
                return written(Instant.ofEpochMilli(Long.parseLong(text)));
            }
            Time.parseTime(text);
            return text;
        } catch (CloudEventRWException | DateTimeException e) {
            throw new EventRefusedException(
                    "time", "must be as RFC 3339 writes it, or in seconds since 1970: " + shortened(text));
        }
    }

    private static String written(Instant instant) {
        return Time.writeTime(instant.atOffset(ZoneOffset.UTC));
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
