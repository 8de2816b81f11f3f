package telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import process.LogContext;

/**
 * The {@code process} span of one attempt, for one message or for several at once. It lasts as long as the handler
 * runs. The outcome is added later, when the ledger and the queue have it for each message.
 */
public final class Processing {
    /** Used while there are no traces, and before the handler begins. */
    public static final Processing NONE = new Processing(Traces.OFF, Span.getInvalid(), Map.of(), 0);

    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("caravan.outcome");

    private final Traces traces;
    private final Span span;
    private final Map<String, String> headers;
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int messages;
    private volatile Instant stopped;

    /** The work that runs during the span. */
    public interface Spanned<X extends Throwable> {
        void run() throws X;
    }

    private Processing(Traces traces, Span span, Map<String, String> headers, int messages) {
        this.traces = traces;
        this.span = span;
        this.headers = headers;
        this.messages = messages;
    }

    static Processing of(Traces traces, Span span, int messages) {
        return new Processing(traces, span, TraceHeaders.of(Context.root().with(span)), messages);
    }

    /** The headers with the trace for the calls of the handler; empty while there are no traces. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Runs the handler with this span as the current one, and throws what the handler throws. */
    public <X extends Throwable> void run(Spanned<X> handler) throws X {
        if (this == NONE) {
            handler.run();
            return;
        }
        String before = LogContext.trace(context().getTraceId());
        Scope scope = span.makeCurrent();
        try {
            handler.run();
        } catch (Throwable e) {
            SpanFailure.record(span, e);
            throw e;
        } finally {
            stopped = Instant.now();
            scope.close();
            LogContext.trace(before);
        }
    }

    /** Begins to send the message elsewhere, such as to the dead letters. The span belongs to this attempt. */
    public Sending send(Supplier<Destination> to) {
        return this == NONE ? Sending.NONE : traces.send(to.get(), headers);
    }

    /**
     * Records the outcome of a message after this attempt, such as {@code handled}, {@code failed} or {@code dead}. The
     * last outcome ends the span.
     */
    public void ended(String outcome) {
        if (this == NONE) {
            return;
        }
        synchronized (outcomes) {
            outcomes.merge(outcome, 1, Integer::sum);
            messages--;
            if (messages > 0) {
                return;
            }
        }
        span.setAttribute(OUTCOME, outcome());
        Instant end = stopped;
        span.end(end == null ? Instant.now() : end);
    }

    /** The outcome that all messages share, such as {@code handled}, or otherwise a list such as {@code 3 failed, 7 handled}. */
    private String outcome() {
        return outcomes.size() == 1
                ? outcomes.keySet().iterator().next()
                : outcomes.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", "));
    }

    SpanContext context() {
        return span.getSpanContext();
    }
}
