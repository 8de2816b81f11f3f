package telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes a trace as {@code traceparent} and {@code tracestate}, which messages and HTTP requests carry. */
final class TraceHeaders {
    private static final TextMapGetter<Map<String, ?>> GETTER = new TextMapGetter<>() {
        @Override
        public String get(Map<String, ?> headers, String name) {
            Object value = headers == null ? null : headers.get(name);
            return value == null ? null : value.toString();
        }
    };

    private TraceHeaders() {}

    /** The context of the headers; the root context if they have no trace, or a malformed one. */
    static Context context(Map<String, ?> headers) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, GETTER);
    }

    /** The span that the headers name; an invalid one if they name none. */
    static SpanContext span(Map<String, ?> headers) {
        return Span.fromContext(context(headers)).getSpanContext();
    }

    /** The headers of a context. */
    static Map<String, String> of(Context context) {
        Map<String, String> headers = new LinkedHashMap<>();
        W3CTraceContextPropagator.getInstance().inject(context, headers, Map::put);
        return headers;
    }
}
