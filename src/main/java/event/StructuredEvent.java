package event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import process.Json;

/**
 * Writes a received event as one JSON object, a structured CloudEvent. JSON data is written exactly as it was sent. Other text
 * becomes a JSON string, and bytes become {@code data_base64}.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON event format</a>
 */
public final class StructuredEvent {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String DATA = "data";

    private StructuredEvent() {}

    /**
     * The JSON of an event.
     *
     * @param source the source for a message without one, because CloudEvents requires a source
     * @param type the type for a message without one
     */
    public static String write(ReceivedEvent event, String source, String type) {
        ObjectNode json = Json.object();
        json.put("specversion", "1.0");
        json.put("id", event.id());
        json.put("source", source(event, source));
        json.put("type", type);
        event.headers().forEach((header, value) -> attribute(header, value, json));
        data(event, json);
        return Json.write(json);
    }

    /** The source in the JSON of an event. */
    public static String source(ReceivedEvent event, String otherwise) {
        return event.source().isEmpty() ? otherwise : event.source();
    }

    private static void attribute(String header, Object value, ObjectNode json) {
        if (header.equals(CONTENT_TYPE)) {
            json.put("datacontenttype", value.toString());
        } else if (header.equals("traceparent") || header.equals("tracestate")) {
            json.put(header, value.toString());
        } else if (HttpBinding.isAttribute(header)) {
            String name = header.substring(HttpBinding.PREFIX.length());
            if (value instanceof byte[] bytes) {
                json.put(name, bytes); // Jackson writes base64, as CloudEvents does
            } else if (value instanceof Long number && number == number.intValue()) {
                json.put(name, number.intValue());
            } else if (!value.toString().isEmpty()) {
                json.put(name, value.toString());
            }
        }
    }

    private static void data(ReceivedEvent event, ObjectNode json) {
        if (event.body() instanceof byte[] bytes) {
            json.put("data_base64", bytes);
        } else if (event.body() instanceof String text) {
            String written = type(event.headers());
            if ((written.isEmpty() || isJson(written)) && isOneValue(text)) {
                json.putRawValue(DATA, new RawValue(text));
            } else if (isJson(written)) {
                // Not a string, because the type says JSON, and a reader would take the string as the data.
                json.put("data_base64", text.getBytes(StandardCharsets.UTF_8));
            } else {
                json.put(DATA, text);
            }
        }
    }

    private static String type(Map<String, Object> headers) {
        Object written = headers.get(CONTENT_TYPE);
        return written == null ? "" : written.toString();
    }

    private static boolean isJson(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.endsWith("/json") || type.endsWith("+json");
    }

    private static boolean isOneValue(String text) {
        try {
            return !JsonEvents.read(text).isMissingNode();
        } catch (EventRefusedException e) {
            return false;
        }
    }
}
