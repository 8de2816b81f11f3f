package publishing;

import com.fasterxml.jackson.databind.JsonNode;
import configuration.ConfiguredRoute;
import configuration.Rule;
import event.EventRefusedException;
import event.EventTooLargeException;
import event.Identity;
import event.JsonEvents;
import event.ReceivedEvent;
import event.WireFormat;
import event.WireMessage;
import event.WireText;
import http.Admitted;
import http.RequestHeaders;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.util.function.Suppliers;
import publishing.Publication.SnsFields;

/**
 * Makes an event of whatever an exchange carries, or several of a batch.
 *
 * <p>A CloudEvent keeps what it says of itself: in structured or batch mode by its body, in binary mode by its
 * {@code ce-} headers, which also come from a queue. Anything else gets what the
 * expressions of the route say, or else a random id and the present time. A {@code traceparent} header goes along.
 *
 * <p>One event is refused by an exception. In a batch each event is judged by itself, and those that are refused tell so
 * by their receipts; a batch of more than {@value #MAX_BATCH} events is refused as a whole.
 */
public final class ToPublications implements Processor {
    /** Exchange property: a Simple expression for the id of an event that has none. If unset, it is a random UUID. */
    public static final String ID = "CaravanId";
    /** Exchange property: a Simple expression for the type of an event that has none. */
    public static final String TYPE = "CaravanType";
    /** Exchange property: a Simple expression for the source of an event that has none. */
    public static final String SOURCE = "CaravanSource";
    /** Exchange property: a Simple expression for the subject of an event that has none. If unset, it stays without. */
    public static final String SUBJECT = "CaravanSubject";
    /** Exchange property: a Simple expression for the time of an event that has none. If unset, it is the present. */
    public static final String TIME = "CaravanTime";
    /**
     * Exchange property: a Simple expression for the group, asked of each event as a handler would see it, with its
     * attributes as {@code ce-} headers and its data as body. Equal groups keep their order.
     */
    public static final String GROUP = "CaravanGroup";
    /** The same for a route that names the tenant: the group on a standard topic, between which SQS is fair. */
    public static final String TENANT = "CaravanTenant";
    /**
     * Exchange property: a Simple expression for the deduplication id, asked like {@link #GROUP}. If unset, it is made of
     * the event's source and id.
     */
    public static final String DEDUPLICATION_ID = "CaravanDeduplicationId";

    /** Exchange property: what of a form is the data. If unset, it is the form itself. */
    public static final String FORM = "CaravanForm";

    /** Exchange property: whether each event says who has published it. What it says by itself does not count. */
    public static final String ADD_CALLER = "CaravanAddCaller";

    /** Exchange property: the topic. */
    public static final String TOPIC = "CaravanTopic";

    /** Exchange property: the largest event in bytes. If unset, it is the limit of {@link #TOPIC}. */
    public static final String MAX_MESSAGE_SIZE = "CaravanMaxMessageSize";

    private static final String CALLER = "caller";
    private static final int MAX_BATCH = 1_000;
    private static final Pattern TRACE = Pattern.compile("[ -~]+");
    private static final List<String> TRACING = List.of("traceparent", "tracestate");

    /** By topic and what the route says. */
    private volatile Limits limits = new Limits(new Object(), Map.of());

    /** What a route may say of {@link #FORM}. */
    public static Rule form() {
        return Form.rule();
    }

    /** @throws EventRefusedException if the exchange carries no event that can be sent */
    @Override
    public void process(Exchange exchange) {
        Content content = Content.of(exchange);
        byte[] body = data(exchange.getMessage());
        // What comes after must be able to read it twice, and a body from HTTP may not be.
        exchange.getMessage().setBody(body);
        exchange.getMessage()
                .setBody(
                        switch (content) {
                            case DATA -> data(exchange, plain(exchange, body));
                            case FORM -> data(exchange, form(exchange, body));
                            case STRUCTURED -> publication(exchange, JsonEvents.event(JsonEvents.read(body)), null);
                            case BATCH -> batch(exchange, JsonEvents.read(body));
                        });
    }

    private Publication data(Exchange exchange, EventData data) {
        // Before any expression has to read it.
        limit(exchange).check(data.bytes().length);
        return publication(exchange, HeaderEvents.event(exchange, data, defaults(exchange, data)), data.view());
    }

    private static EventData plain(Exchange exchange, byte[] body) {
        Object view = WireText.of(body).map(Object.class::cast).orElse(body);
        return new EventData(body, contentType(exchange), view);
    }

    private static EventData form(Exchange exchange, byte[] body) {
        return Form.of(body).data(body, contentType(exchange), exchange.getProperty(FORM, "raw", String.class));
    }

    private static String contentType(Exchange exchange) {
        return RequestHeaders.get(exchange, Exchange.CONTENT_TYPE)
                .map(Object::toString)
                .orElse(null);
    }

    private static byte[] data(Message message) {
        byte[] data = message.getBody() == null ? new byte[0] : message.getBody(byte[].class);
        if (data == null) {
            throw new EventRefusedException(
                    "data", "is a " + message.getBody().getClass().getName() + ", which has no bytes");
        }
        return data;
    }

    private static Map<String, Supplier<String>> defaults(Exchange exchange, EventData data) {
        Map<String, Supplier<String>> defaults = new LinkedHashMap<>();
        Supplier<Exchange> view = Suppliers.memorize(() -> ExpressionView.of(exchange, data.view()));
        defaults.put(
                "ce-id",
                () -> value(view.get(), ID, "id")
                        .orElseGet(() -> UUID.randomUUID().toString()));
        defaults.put("ce-source", () -> value(view.get(), SOURCE, "source").orElse(null));
        defaults.put("ce-type", () -> value(view.get(), TYPE, "type").orElse(null));
        defaults.put("ce-subject", () -> value(view.get(), SUBJECT, "subject").orElse(null));
        defaults.put(
                "ce-time",
                () -> value(view.get(), TIME, "time")
                        .map(EventTime::of)
                        .orElseGet(() -> OffsetDateTime.now(ZoneOffset.UTC).toString()));
        return defaults;
    }

    private List<Publication> batch(Exchange exchange, JsonNode events) {
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
                publications.add(publication(exchange, JsonEvents.event(json), null));
            } catch (EventRefusedException e) {
                publications.add(Publication.refused(json.path("id").asText(null), e));
            }
        }
        return publications;
    }

    /** @param view what expressions see as the body; {@code null} for the data as a handler gets it */
    private Publication publication(Exchange exchange, CloudEvent given, Object view) {
        CloudEvent event = signed(exchange, traced(exchange, given));
        WireMessage message = WireFormat.encode(event);
        limit(exchange).check(message.size());
        String group = null;
        String deduplicationId = SnsId.of(new Identity(event.getId(), WireFormat.source(message)));
        if (Stream.of(GROUP, TENANT, DEDUPLICATION_ID).anyMatch(one -> exchange.getProperty(one) != null)) {
            ReceivedEvent received = WireFormat.decode(message, "");
            Exchange asked = ExpressionView.of(exchange, view == null ? received.body() : view, received);
            group = value(asked, GROUP, "group")
                    .or(() -> value(asked, TENANT, "tenant"))
                    .map(SnsId::of)
                    .orElse(null);
            deduplicationId = value(asked, DEDUPLICATION_ID, "deduplicationId")
                    .map(SnsId::of)
                    .orElse(deduplicationId);
        }
        return new Publication(event.getId(), message, new SnsFields(group, deduplicationId, null, null));
    }

    private EventLimit limit(Exchange exchange) {
        String topic = exchange.getProperty(TOPIC, "", String.class);
        Integer written = exchange.getProperty(MAX_MESSAGE_SIZE, Integer.class);
        Object reading = ConfiguredRoute.reading(exchange.getContext().getRegistry());
        Limits known = limits;
        if (known.reading() != reading) {
            known = new Limits(reading, new ConcurrentHashMap<>());
            limits = known;
        }
        return known.ofTopics()
                .computeIfAbsent(
                        List.of(topic, Optional.ofNullable(written)),
                        unknown -> EventLimit.of(exchange.getContext(), topic, written));
    }

    /**
     * The limits that are known.
     *
     * @param reading the configuration that says so
     */
    private record Limits(Object reading, Map<List<Object>, EventLimit> ofTopics) {}

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

    /** The value of a parameter; empty if the route leaves it out. */
    private static Optional<String> value(Exchange view, String property, String parameter) {
        return Optional.ofNullable(view.getProperty(property, String.class))
                .map(expression -> new AttributeExpression(parameter, expression).value(view));
    }
}
