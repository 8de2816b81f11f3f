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

/** The context attributes found in a message from other publishers. A value that cannot be an attribute is left out. */
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
            // The text is not a time in any form that AWS uses, so the event gets no time.
            return;
        }
    }

    /** Sets the content type to JSON, which AWS does not set. */
    void isJson() {
        attributes.put(WireFormat.CONTENT_TYPE, Attribute.string("application/json"));
    }

    /** Whether a text is a time in the format of RFC 3339. */
    static boolean isTime(String text) {
        try {
            return Time.parseTime(text) != null;
        } catch (CloudEventRWException | DateTimeException e) {
            return false;
        }
    }

    /** Adds these attributes to a message, except those that the message has already. */
    WireMessage of(WireMessage message) {
        Map<String, Attribute> both = new LinkedHashMap<>(attributes);
        both.putAll(message.attributes());
        return new WireMessage(message.body(), both);
    }
}
