package event;

import event.WireMessage.Attribute;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.types.Time;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The format of events on SNS and SQS: the data is the body, the context attributes are message attributes.
 *
 * <table>
 * <caption>An event on the wire and at a handler</caption>
 * <tr><th>CloudEvents</th><th>message attribute</th><th>header</th></tr>
 * <tr><td>id, source, type, time, subject, dataschema</td><td>{@code ce_id} …</td><td>{@code ce-id} …</td></tr>
 * <tr><td>datacontenttype</td><td>{@code content-type}</td><td>{@code Content-Type}</td></tr>
 * <tr><td>traceparent, tracestate</td><td>the same</td><td>the same</td></tr>
 * <tr><td>any other extension</td><td>{@code ce_<name>}, {@code Number} for a number, in whatever mode it was sent</td><td>{@code ce-<name>}</td></tr>
 * <tr><td>specversion</td><td>not sent: attributes are scarce, and it is 1.0</td><td>{@code ce-specversion}</td></tr>
 * </table>
 *
 * <p>Data that SNS and SQS accept as text is the body, byte for byte. Other data is written in base64. An event without data has
 * a placeholder as body, because SNS refuses an empty body. {@code caravan-encoding} marks both cases. Empty data counts as no
 * data.
 */
public final class WireFormat {
    static final String CONTEXT = "ce_";
    static final String ID = CONTEXT + "id";
    private static final String SOURCE = CONTEXT + "source";
    private static final String TYPE = CONTEXT + "type";
    private static final Set<String> REQUIRED = Set.of("ce-id", "ce-source", "ce-type");
    private static final String TRACE_PARENT = "traceparent";
    private static final String TRACE_STATE = "tracestate";
    private static final Set<String> TRACING = Set.of(TRACE_PARENT, TRACE_STATE);
    static final String CONTENT_TYPE = "content-type";

    /** Lower case only, because headers ignore case, and {@code ce_ID} must not replace {@code ce_id}. */
    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[a-z0-9]{1,100}");

    static final String ENCODING = "caravan-encoding";

    /**
     * Keeps the id of a message without an event id in the copies that Caravan makes: dead letters, and messages that are sent
     * back. SQS gives each copy another message id, but all copies are the same event.
     */
    public static final String KEPT_ID = "caravan-id";

    private static final String BASE64 = "base64";
    private static final String NONE = "none";
    private static final String NO_DATA = "(no data)";

    /** Attributes that are not passed to handlers. */
    private static final Set<String> OWN = Set.of(ENCODING, KEPT_ID);

    private WireFormat() {}

    /**
     * Encodes an event as a message. The size is not checked.
     *
     * @throws EventRefusedException if there are more than {@link MessageLimits#ATTRIBUTES} attributes, or an attribute
     *     is empty or has characters that SNS refuses
     */
    public static WireMessage encode(CloudEvent event) {
        WireMessage message = fitting(message(event));
        if (message.attributes().size() > MessageLimits.ATTRIBUTES) {
            throw new EventRefusedException(
                    "attributes",
                    "are " + message.attributes().size() + ", and SNS carries " + MessageLimits.ATTRIBUTES + ": "
                            + message.attributes().keySet());
        }
        return message;
    }

    /**
     * An event as a message, without a check of its size and the number of its attributes.
     *
     * @throws EventRefusedException if an attribute is empty or has characters that SNS refuses
     */
    static WireMessage message(CloudEvent event) {
        String contentType = event.getDataContentType();
        if (contentType != null && !MediaType.is(contentType)) {
            throw new EventRefusedException(
                    "datacontenttype", "must be one media type such as application/json: " + contentType);
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        event.getAttributeNames().forEach(name -> attribute(event, name, event.getAttribute(name), attributes));
        event.getExtensionNames().forEach(name -> attribute(event, name, event.getExtension(name), attributes));
        attributes.remove(CONTEXT + "specversion");
        return new WireMessage(body(event.getData(), attributes), attributes);
    }

    /**
     * The message with another trace. The trace is dropped if there is no room for it.
     *
     * @param trace {@code traceparent} and {@code tracestate}; empty if the message stays as it is
     */
    public static WireMessage traced(WireMessage message, Map<String, String> trace) {
        if (trace.isEmpty()) {
            return message;
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>(message.attributes());
        attributes.keySet().removeAll(TRACING);
        trace.forEach((name, value) -> attributes.put(name, Attribute.string(value)));
        return fitting(new WireMessage(message.body(), attributes));
    }

    /** Drops as much of the trace as there is no room for, because a message matters more than its trace. */
    private static WireMessage fitting(WireMessage message) {
        Map<String, Attribute> bare = new LinkedHashMap<>(message.attributes());
        if (!bare.keySet().removeAll(TRACING)) {
            return message;
        }
        // A topic for larger events has a higher limit.
        int most = new WireMessage(message.body(), bare).size() > MessageLimits.SNS_BYTES
                ? MessageLimits.LARGEST_TOPIC_LIMIT
                : MessageLimits.SNS_BYTES;
        for (String name : List.of(TRACE_STATE, TRACE_PARENT)) {
            if (message.attributes().size() > MessageLimits.ATTRIBUTES || message.size() > most) {
                message.attributes().remove(name);
            }
        }
        return message;
    }

    /** The trace of a message: {@code traceparent} and {@code tracestate}, as far as the message has them. */
    public static Map<String, String> trace(WireMessage message) {
        Map<String, String> trace = new LinkedHashMap<>();
        for (String name : TRACING) {
            Attribute value = message.attributes().get(name);
            if (value != null && value.text() != null) {
                trace.put(name, value.text());
            }
        }
        return trace;
    }

    /**
     * Decodes a message into an event. Decoding never fails: parts that are not understood are passed on unchanged.
     *
     * <p>Only attributes of the event, its content type and its trace context become headers: see {@link
     * ReceivedEvent}. A number is a {@code Long} or a {@code BigDecimal}, bytes are a {@code byte[]}, all else is a
     * {@code String}.
     *
     * <p>{@link Opening} finds the event in a message from other publishers. The header {@code ce-id} is always the event's id.
     *
     * @param message body and attributes as received from SQS, or an SNS envelope
     * @param messageId the SQS message's id, for messages without an event id
     */
    public static ReceivedEvent decode(WireMessage message, String messageId) {
        return received(Opening.open(message), messageId);
    }

    /**
     * The message with an id that stays the same in every queue. A message without an event id gets its message id as
     * {@code ce_id}, together with the attributes that were found in it. Any other message is not changed.
     *
     * @param messageId the SQS message's id
     */
    public static WireMessage identified(WireMessage message, String messageId) {
        WireMessage opened = Opening.open(message);
        if (id(opened).isPresent()) {
            return message;
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>(opened.attributes());
        attributes.put(ID, Attribute.string(messageId));
        return attributes.size() > MessageLimits.ATTRIBUTES ? message : new WireMessage(opened.body(), attributes);
    }

    /** The event id of a message; empty if it has none, or a blank one. */
    static Optional<String> id(WireMessage message) {
        return text(message, ID);
    }

    private static Optional<String> text(WireMessage message, String attribute) {
        return Optional.ofNullable(message.attributes().get(attribute))
                .map(Attribute::text)
                .filter(text -> !text.isBlank());
    }

    /** The source of an encoded event; empty for a message without one. */
    public static String source(WireMessage message) {
        Attribute source = message.attributes().get(SOURCE);
        return source == null || source.text() == null ? "" : source.text();
    }

    /** The type of an encoded event; {@code null} for a message without one. */
    public static String type(WireMessage message) {
        Attribute type = message.attributes().get(TYPE);
        return type == null ? null : type.text();
    }

    private static void attribute(CloudEvent event, String name, Object value, Map<String, Attribute> attributes) {
        if (value != null) {
            Attribute attribute = attribute(value, event.getExtensionNames().contains(name) && !TRACING.contains(name));
            if (attribute.text().isEmpty() || !WireText.allows(attribute.text())) {
                throw new EventRefusedException(
                        name,
                        "is empty or has control characters, which SNS does not carry (event " + event.getId() + ")");
            }
            attributes.put(wireName(name), attribute);
        }
    }

    /**
     * Writes an extension that is a canonical number as a number. The same value is text in headers and a number in
     * JSON, and one filter must match both.
     */
    private static Attribute attribute(Object value, boolean isExtension) {
        if (value instanceof Number number) {
            return Attribute.number(number);
        } else if (value instanceof OffsetDateTime time) {
            return Attribute.string(Time.writeTime(time));
        } else if (value instanceof byte[] bytes) {
            return Attribute.string(Base64.getEncoder().encodeToString(bytes));
        }
        String text = value.toString();
        return isExtension && WireText.isNumber(text) ? Attribute.number(new BigDecimal(text)) : Attribute.string(text);
    }

    private static String wireName(String name) {
        if (TRACING.contains(name)) {
            return name;
        }
        return name.equals("datacontenttype") ? CONTENT_TYPE : CONTEXT + name;
    }

    private static String body(CloudEventData data, Map<String, Attribute> attributes) {
        byte[] bytes = data == null ? new byte[0] : data.toBytes();
        if (bytes.length == 0) {
            attributes.put(ENCODING, Attribute.string(NONE));
            return NO_DATA;
        }
        return WireText.of(bytes).orElseGet(() -> {
            attributes.put(ENCODING, Attribute.string(BASE64));
            return Base64.getEncoder().encodeToString(bytes);
        });
    }

    private static ReceivedEvent received(WireMessage message, String messageId) {
        Map<String, Object> headers = new LinkedHashMap<>();
        Map<String, Object> others = new LinkedHashMap<>();
        message.attributes().forEach((name, attribute) -> {
            if (!OWN.contains(name)) {
                headerName(name, attribute)
                        .ifPresentOrElse(
                                header -> headers.put(header, value(attribute)),
                                () -> others.put(name, value(attribute)));
            }
        });
        if (!others.isEmpty()) {
            headers.put(ReceivedEvent.ATTRIBUTES, others);
        }
        Optional<String> own = id(message);
        boolean isMalformed = own.isEmpty() && message.attributes().containsKey(ID);
        String id = own.or(() -> text(message, KEPT_ID)).orElse(messageId);
        headers.put("ce-id", id);
        if (!isMalformed && headers.keySet().containsAll(REQUIRED)) {
            headers.putIfAbsent("ce-specversion", "1.0");
        }
        return new ReceivedEvent(id, data(message), headers);
    }

    /** The header for an attribute of the event; empty for all other attributes. */
    private static Optional<String> headerName(String name, Attribute attribute) {
        if (name.startsWith(CONTEXT)) {
            String context = name.substring(CONTEXT.length());
            return ATTRIBUTE_NAME.matcher(context).matches()
                    ? Optional.of(HttpBinding.PREFIX + context)
                    : Optional.empty();
        }
        if (name.equalsIgnoreCase(CONTENT_TYPE)) {
            return attribute.text() != null && MediaType.is(attribute.text())
                    ? Optional.of("Content-Type")
                    : Optional.empty();
        }
        return TRACING.contains(name) && attribute.text() != null && isPrintable(attribute.text())
                ? Optional.of(name)
                : Optional.empty();
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(character -> character >= ' ' && character <= '~');
    }

    private static Object value(Attribute attribute) {
        if (attribute.binary() != null) {
            return attribute.binary();
        } else if (attribute.type().startsWith("Number")) {
            return number(attribute.text());
        }
        return attribute.text();
    }

    private static Object number(String text) {
        try {
            return text.matches("-?\\d{1,18}") ? (Object) Long.valueOf(text) : new BigDecimal(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static Object data(WireMessage message) {
        Attribute encoding = message.attributes().getOrDefault(ENCODING, Attribute.string(""));
        if (NONE.equals(encoding.text())) {
            return null;
        } else if (BASE64.equals(encoding.text())) {
            try {
                return Base64.getDecoder().decode(message.body());
            } catch (IllegalArgumentException e) {
                return message.body();
            }
        }
        return message.body();
    }
}
