package event;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * An event as a handler gets it.
 *
 * @param id the event's id: {@code ce_id}, or the message id of SNS or SQS for other messages
 * @param body the data: a {@code String}, a {@code byte[]} if it is not text, or {@code null} if there is none
 * @param headers the context attributes by the names of CloudEvents' HTTP binding ({@code ce-id}, {@code ce-type}),
 *     {@code Content-Type} and the trace context; all other message attributes are under {@link #ATTRIBUTES}
 */
public record ReceivedEvent(String id, Object body, Map<String, Object> headers) {
    /**
     * The header that holds all other message attributes, a {@code Map<String, Object>}. They are not headers themselves, because
     * a foreign {@code Authorization} would replace the handler's own. Camel never sends a header with this name.
     */
    public static final String ATTRIBUTES = "CamelCaravanAttributes";

    private static final String SOURCE = HttpBinding.PREFIX + "source";
    private static final String EXPIRY = HttpBinding.PREFIX + "expirytime";

    /** The event's source: {@code ce_source}, or an empty text for a message without one. */
    public String source() {
        Object source = headers.get(SOURCE);
        return source == null || source instanceof byte[] ? "" : source.toString();
    }

    /** When the event expires, from its attribute {@code expirytime}; empty if the event has none or it is not a time. */
    public Optional<Instant> expiry() {
        Object written = headers.get(EXPIRY);
        if (written == null || written instanceof byte[]) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(written.toString().trim()).toInstant());
        } catch (DateTimeParseException e) {
            // A time that cannot be read must not delete the event.
            return Optional.empty();
        }
    }

    /** The id of the event's trace; empty for an event without a trace. */
    public Optional<String> traceId() {
        return TraceId.in(headers.get("traceparent"));
    }

    public Identity identity() {
        return new Identity(id, source());
    }
}
