package telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.Map;

/** The {@code send} span of one message, from its arrival to the answer of SNS or SQS. */
public final class Sending {
    /** Used while there are no traces. */
    public static final Sending NONE = new Sending(Span.getInvalid(), Map.of());

    static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");

    private final Span span;
    private final Map<String, String> headers;

    private Sending(Span span, Map<String, String> headers) {
        this.span = span;
        this.headers = headers;
    }

    static Sending of(Span span) {
        return new Sending(span, TraceHeaders.of(Context.root().with(span)));
    }

    /** The headers with the trace for the message; empty while there are no traces. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Ends the span: the message was accepted under this id. */
    public void accepted(String messageId) {
        if (messageId != null) {
            span.setAttribute(MESSAGE_ID, messageId);
        }
        span.end();
    }

    /** Ends the span: the message was not accepted. */
    public void failed(Throwable failure) {
        SpanFailure.record(span, failure);
        span.end();
    }
}
