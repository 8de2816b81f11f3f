package event;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the trace id in a {@code traceparent}.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 */
public final class TraceId {
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");

    private TraceId() {}

    /** The trace id, 32 hexadecimal digits; empty if there is no traceparent, or if it is malformed. */
    public static Optional<String> in(Object traceparent) {
        if (traceparent == null) {
            return Optional.empty();
        }
        Matcher parsed = TRACEPARENT.matcher(traceparent.toString());
        return parsed.matches() ? Optional.of(parsed.group(1)) : Optional.empty();
    }
}
