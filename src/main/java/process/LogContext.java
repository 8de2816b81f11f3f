package process;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.MDC;

/**
 * The context of each log line of a thread: the route, the event's id and the trace id. They are in SLF4J's MDC under
 * {@value #ROUTE}, {@value #EVENT} and {@value #TRACE}, so a user's own Logback file can show them.
 */
public final class LogContext {
    static final String ROUTE = "route";
    static final String EVENT = "event";
    static final String TRACE = "trace";

    private LogContext() {}

    /**
     * Does work whose log lines have this context, and then restores the previous context.
     *
     * @param trace the trace id; {@code null} if there is none
     */
    public static <T> T during(String route, String event, String trace, Supplier<T> work) {
        String routeBefore = put(ROUTE, route);
        String eventBefore = put(EVENT, event);
        String traceBefore = put(TRACE, trace);
        try {
            return work.get();
        } finally {
            put(TRACE, traceBefore);
            put(EVENT, eventBefore);
            put(ROUTE, routeBefore);
        }
    }

    /** Replaces the trace id; {@code null} removes it. Returns the previous id. */
    public static String trace(String id) {
        return put(TRACE, id);
    }

    /** The context as a text line shows it, such as {@code " [route=billing, event=e-1]"}; empty without a context. */
    static String shown(Map<String, String> context) {
        String parts = Stream.of(ROUTE, EVENT, TRACE)
                .filter(context::containsKey)
                .map(name -> name + "=" + context.get(name))
                .collect(Collectors.joining(", "));
        return parts.isEmpty() ? "" : " [" + parts + "]";
    }

    private static String put(String name, String value) {
        String before = MDC.get(name);
        if (value != null) {
            MDC.put(name, value);
        } else if (before != null) {
            MDC.remove(name);
        }
        return before;
    }
}
