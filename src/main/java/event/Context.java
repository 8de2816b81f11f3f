package event;

import com.fasterxml.jackson.databind.JsonNode;
import event.WireMessage.Attribute;
import io.cloudevents.rw.CloudEventRWException;
import io.cloudevents.types.Time;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The context attributes that a message of others gives an event. A value that cannot be an attribute is left out. */
final class Context {
    /** CloudWatch writes {@code +0000}, without the colon of RFC 3339. */
    private static final DateTimeFormatter WITHOUT_COLON = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSS]XX");

    private final Map<String, Attribute> attributes = new LinkedHashMap<>();

    /** Adds an attribute, if the text can be one. */
    void put(String name, String text) {
        if (WireText.isAttribute(text)) {
            attributes.put(WireFormat.CONTEXT + name, Attribute.string(text));
        }
    }

    /** Adds an attribute, if the JSON is a text that can be one. */
    void put(String name, JsonNode text) {
        if (text.isTextual()) {
            put(name, text.asText());
        }
    }

    /** Adds the time, if the JSON is a time. */
    void putTime(JsonNode text) {
        if (!text.isTextual()) {
            return;
        }
        if (isTime(text.asText())) {
            put("time", text);
            return;
        }
        try {
            put("time", Time.writeTime(OffsetDateTime.parse(text.asText(), WITHOUT_COLON)));
        } catch (DateTimeException e) {
            // Not a time in any form that AWS uses: the event has none.
            return;
        }
    }

    /** Says that the body is JSON, which AWS says of no message. */
    void isJson() {
        attributes.put(WireFormat.CONTENT_TYPE, Attribute.string("application/json"));
    }

    /** Whether a text is a time as RFC 3339 writes it. */
    static boolean isTime(String text) {
        try {
            return Time.parseTime(text) != null;
        } catch (CloudEventRWException | DateTimeException e) {
            return false;
        }
    }

    /** The message with those of these attributes that it does not have. */
    WireMessage of(WireMessage message) {
        Map<String, Attribute> both = new LinkedHashMap<>(attributes);
        both.putAll(message.attributes());
        return new WireMessage(message.body(), both);
    }
}
