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
 * Makes an event of the body of an exchange, or several events of a batch.
 *
 * <p>A CloudEvent keeps its attributes, which are in the body in structured and batch mode, and in {@code ce-} headers in binary
 * mode or from a queue. Any other body gets its attributes from the expressions of the route, with a random id and the current
 * time as defaults. A {@code traceparent} header is added to the event.
 *
 * <p>The refusal of a single event is an exception. In a batch, each event is checked separately, and the receipts of refused
 * events fail. A batch of more than {@value #MAX_BATCH} events is refused as a whole.
 */
public final class ToPublications implements Processor {
    /** Exchange property: a Simple expression for the id of an event that has none. If unset, the id is a random UUID. */
    public static final String ID = "CaravanId";
    /** Exchange property: a Simple expression for the type of an event that has none. */
    public static final String TYPE = "CaravanType";
    /** Exchange property: a Simple expression for the source of an event that has none. */
    public static final String SOURCE = "CaravanSource";
    /** Exchange property: a Simple expression for the subject of an event that has none. If unset, the event has no subject. */
    public static final String SUBJECT = "CaravanSubject";
    /** Exchange property: a Simple expression for the time of an event that has none. If unset, the time is the current time. */
    public static final String TIME = "CaravanTime";
    /**
     * Exchange property: a Simple expression for the group, evaluated on each event as a handler gets it, with its attributes as
     * {@code ce-} headers and its data as body. Events of equal groups keep their order.
     */
    public static final String GROUP = "CaravanGroup";
    /**
     * Exchange property: a Simple expression for the tenant, evaluated like {@link #GROUP}. The tenant is the group on a standard
     * topic, where SQS serves groups fairly.
     */
    public static final String TENANT = "CaravanTenant";
    /**
     * Exchange property: a Simple expression for the deduplication id, evaluated like {@link #GROUP}. If unset, the deduplication
     * id is made of the event's source and id.
     */
    public static final String DEDUPLICATION_ID = "CaravanDeduplicationId";

    /** Exchange property: the part of a form that is the data. If unset, the data is the whole form. */
    public static final String FORM = "CaravanForm";

    /**
     * Exchange property: whether the name of the caller is added to each event. It replaces a name that the event has already.
     */
    public static final String ADD_CALLER = "CaravanAddCaller";

    /** Exchange property: the topic. */
    public static final String TOPIC = "CaravanTopic";

    /** Exchange property: the largest event in bytes. If unset, the limit of {@link #TOPIC} applies. */
    public static final String MAX_MESSAGE_SIZE = "CaravanMaxMessageSize";

    private static final String CALLER = "caller";
    private static final int MAX_BATCH = 1_000;
    private static final Pattern TRACE = Pattern.compile("[ -~]+");
    private static final List<String> TRACING = List.of("traceparent", "tracestate");

    /** The known limits, by the topic and the limit in the route. */
    private volatile Limits limits = new Limits(new Object(), Map.of());

    /** The rule for {@link #FORM}. */
    public static Rule form() {
        return Form.rule();
    }

    /** @throws EventRefusedException if the exchange carries no event that can be sent */
    @Override
    public void process(Exchange exchange) {
        Content content = Content.of(exchange);
        byte[] body = data(exchange.getMessage());
        // Later steps may read the body twice, which a body from HTTP may not allow.
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
        // Checked before any expression reads the data.
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

    /** @param view the body for expressions; {@code null} for the data as a handler gets it */
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
     * The known limits.
     *
     * @param reading the configuration from which the limits were read
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

    /** A header that is given twice, or that SNS would refuse, is ignored. */
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
