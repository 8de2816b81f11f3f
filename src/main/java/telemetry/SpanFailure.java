package telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.concurrent.CompletionException;
import process.SafeText;

/** Records on a span that its operation failed. */
final class SpanFailure {
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private SpanFailure() {}

    static void record(Span span, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        span.setAttribute(ERROR_TYPE, cause.getClass().getName());
        span.setStatus(StatusCode.ERROR, SafeText.of(cause));
        span.recordException(cause);
    }
}
