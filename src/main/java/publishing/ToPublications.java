package publishing;

import com.fasterxml.jackson.databind.JsonNode;
import event.EventRefusedException;
import event.EventTooLargeException;
import event.Identity;
import event.ReceivedEvent;
import event.WireFormat;
import event.WireMessage;
import http.Admitted;
import http.RequestHeaders;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.ExchangeHelper;
import publishing.Publication.SnsFields;

/**
 * Makes an event of whatever an exchange carries, or several of a batch.
 *
 * <p>A CloudEvent keeps what it says of itself: in structured or batch mode by its body, in binary mode by its
 * {@code ce-} headers, which also come from a queue. Anything else gets an id (a random UUID), the time, and the
 * {@link #TYPE} and {@link #SOURCE} of the route. A {@code traceparent} header goes along.
 *
 * <p>One event is refused by an exception. In a batch each event is judged by itself, and those that are refused tell so
 * by their receipts; a batch of more than {@value #MAX_BATCH} events is refused as a whole.
 */
public final class ToPublications implements Processor {
    /** Exchange property: a Simple expression for the type of an event that has none. */
    public static final String TYPE = "CaravanType";
    /** Exchange property: a Simple expression for the source of an event that has none. */
    public static final String SOURCE = "CaravanSource";
    /**
     * Exchange property: a Simple expression for the group, asked of each event as a handler would see it, with its
     * attributes as {@code ce-} headers and its data as body. Equal groups keep their order.
     */
    public static final String GROUP = "CaravanGroup";
    /**
     * Exchange property: a Simple expression for the deduplication id, asked like {@link #GROUP}. If unset, it is made of
     * the event's source and id.
     */
    public static final String DEDUPLICATION_ID = "CaravanDeduplicationId";

    /** Exchange property: whether each event says who has published it. What it says by itself does not count. */
    public static final String ADD_CALLER = "CaravanAddCaller";

    private static final String CALLER = "caller";
    private static final int MAX_BATCH = 1_000;
    private static final Map<String, String> PARAMETERS =
            Map.of(TYPE, "type", SOURCE, "source", GROUP, "group", DEDUPLICATION_ID, "deduplicationId");
    private static final Pattern TRACE = Pattern.compile("[ -~]+");
    private static final List<String> TRACING = List.of("traceparent", "tracestate");

    /** @throws EventRefusedException if the exchange carries no event that can be sent */
    @Override
    public void process(Exchange exchange) {
        Content content = Content.of(exchange);
        byte[] data = data(exchange.getMessage());
        // What expressions see must be readable twice, and a body from HTTP may not be.
        exchange.getMessage().setBody(data);
        exchange.getMessage()
                .setBody(
                        switch (content) {
                            case DATA -> publication(exchange, HeaderEvents.event(exchange, data, defaults(exchange)));
                            case STRUCTURED -> publication(exchange, JsonEvents.event(JsonEvents.read(data)));
                            case BATCH -> batch(exchange, JsonEvents.read(data));
                        });
    }

    private static byte[] data(Message message) {
        byte[] data = message.getBody() == null ? new byte[0] : message.getBody(byte[].class);
        if (data == null) {
            throw new EventRefusedException(
                    "data", "is a " + message.getBody().getClass().getName() + ", which has no bytes");
        }
        return data;
    }

    private static Map<String, Supplier<String>> defaults(Exchange exchange) {
        return Map.of(
                "ce-id", () -> UUID.randomUUID().toString(),
                "ce-source", () -> evaluate(exchange, SOURCE).orElse(null),
                "ce-type", () -> evaluate(exchange, TYPE).orElse(null),
                "ce-time", () -> OffsetDateTime.now(ZoneOffset.UTC).toString());
    }

    private static List<Publication> batch(Exchange exchange, JsonNode events) {
        if (!events.isArray()) {
            throw new EventRefusedException("body", "is no JSON array");
        }
        if (events.size() > MAX_BATCH) {
            throw EventTooLargeException.ofBatch(events.size(), MAX_BATCH);
        }
        Admitted.of(exchange).ifPresent(request -> request.brings(events.size()));
        List<Publication> publications = new ArrayList<>();
        for (JsonNode json : events) {
            try {
                publications.add(publication(exchange, JsonEvents.event(json)));
            } catch (EventRefusedException e) {
                publications.add(Publication.refused(json.path("id").asText(null), e));
            }
        }
        return publications;
    }

    private static Publication publication(Exchange exchange, CloudEvent given) {
        CloudEvent event = signed(exchange, traced(exchange, given));
        WireMessage message = WireFormat.encode(event);
        String group = evaluate(exchange, message, GROUP).orElse(null);
        String deduplicationId = evaluate(exchange, message, DEDUPLICATION_ID)
                .orElseGet(() -> SnsId.of(new Identity(event.getId(), WireFormat.source(message))));
        return new Publication(event.getId(), message, new SnsFields(group, deduplicationId, null, null));
    }

    private static CloudEvent traced(Exchange exchange, CloudEvent event) {
        boolean untraced = event.getExtension("traceparent") == null
                && TRACING.stream().anyMatch(name -> trace(exchange, name).isPresent());
        if (!untraced && event.getSpecVersion() == SpecVersion.V1) {
            return event;
        }
        CloudEventBuilder traced = CloudEventBuilder.v1(event);
        if (untraced) {
            TRACING.forEach(name -> trace(exchange, name).ifPresent(value -> traced.withExtension(name, value)));
        }
        return traced.build();
    }

    /** A header that is given twice, or that SNS would refuse, is no trace. */
    private static Optional<String> trace(Exchange exchange, String name) {
        return RequestHeaders.get(exchange, name)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(TRACE.asMatchPredicate());
    }

    private static CloudEvent signed(Exchange exchange, CloudEvent event) {
        return exchange.getProperty(ADD_CALLER, false, boolean.class)
                ? Admitted.of(exchange)
                        .flatMap(Admitted::caller)
                        .<CloudEvent>map(caller -> CloudEventBuilder.v1(event)
                                .withExtension(CALLER, caller)
                                .build())
                        .orElse(event)
                : event;
    }

    private static Optional<String> evaluate(Exchange exchange, WireMessage message, String property) {
        if (exchange.getProperty(property) == null) {
            return Optional.empty();
        }
        ReceivedEvent event = WireFormat.decode(message, "");
        Exchange view = ExchangeHelper.createCopy(exchange, true);
        view.getMessage().setBody(event.body());
        view.getMessage().getHeaders().putAll(event.headers());
        return evaluate(view, property).map(SnsId::of);
    }

    private static Optional<String> evaluate(Exchange exchange, String property) {
        String expression = exchange.getProperty(property, String.class);
        if (expression == null) {
            return Optional.empty();
        }
        String value = exchange.getContext()
                .resolveLanguage("simple")
                .createExpression(expression)
                .evaluate(exchange, String.class);
        if (value == null || value.isBlank()) {
            throw new EventRefusedException(PARAMETERS.get(property), "is empty: " + expression);
        }
        return Optional.of(value);
    }
}
