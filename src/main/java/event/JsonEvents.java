package event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import process.Json;

/**
 * Reads and writes CloudEvents in their JSON format.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON event format</a>
 */
public final class JsonEvents {
    /** Keeps every digit of a number, because the publisher's data must not be rounded. */
    private static final JsonMapper JSON = Json.strict()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .addModule(JsonFormat.getCloudEventJacksonModule())
            .build();

    private static final ObjectReader EVENT = JSON.readerFor(CloudEvent.class);

    private static final String DATA = "data";
    private static final String DATA_BASE64 = "data_base64";

    /** The members that must be texts. Extensions may also be numbers and booleans. */
    private static final Set<String> TEXTS = Set.of(
            "specversion", "id", "source", "type", "subject", "time", "dataschema", "datacontenttype", DATA_BASE64);

    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?:attribute |value for |Invalid (?=specversion))['\"]?([a-z0-9_]+)");

    /** A media type of JSON, with any parameters. CloudEvents' SDK recognizes fewer. */
    private static final Pattern JSON_TYPE =
            Pattern.compile("[^/;]+/([^/;]+\\+)?json *(;.*)?", Pattern.CASE_INSENSITIVE);

    private static final JsonFormat READABLE = new JsonFormat().withForceNonJsonDataToString();
    private static final JsonFormat ENCODED = new JsonFormat().withForceJsonDataToBase64();

    private JsonEvents() {}

    /**
     * Writes an event in the JSON format. Data that is not text, or that is not JSON although its type says so, is written in
     * base64. It must not make the JSON around it unreadable.
     */
    static String write(CloudEvent event) {
        return event.getData() == null
                ? write(READABLE, event)
                : WireText.of(event.getData().toBytes())
                        .map(text -> write(event, text))
                        .orElseGet(() -> write(ENCODED, event));
    }

    private static String write(CloudEvent event, String data) {
        String type = event.getDataContentType();
        if (type != null && !JSON_TYPE.matcher(type).matches()) {
            return write(READABLE, event);
        }
        Optional<JsonNode> json = json(data);
        if (json.isPresent()) {
            CloudEvent readable = CloudEventBuilder.v1(event)
                    .withData(JsonCloudEventData.wrap(json.get()))
                    .build();
            return write(READABLE, readable);
        } else if (type == null) {
            CloudEvent plain = CloudEventBuilder.v1(event)
                    .withDataContentType("text/plain")
                    .build();
            return write(READABLE, plain);
        }
        return write(ENCODED, event);
    }

    private static String write(JsonFormat format, CloudEvent event) {
        return new String(format.serialize(event), StandardCharsets.UTF_8);
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(JSON.readTree(text)).filter(json -> !json.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** @throws EventRefusedException if the bytes are not JSON */
    public static JsonNode read(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new EventRefusedException("body", "is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new EventRefusedException("body", "cannot be read: " + e.getMessage());
        }
    }

    /** @throws EventRefusedException if the text is not JSON */
    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new EventRefusedException("body", "is no JSON: " + e.getOriginalMessage());
        }
    }

    /** @throws EventRefusedException if the JSON is not a CloudEvent; the exception names the wrong attribute */
    public static CloudEvent event(JsonNode json) {
        if (!(json instanceof ObjectNode given)) {
            throw new EventRefusedException("body", "is no JSON object");
        }
        ObjectNode event = asOfToday(withoutNulls(given));
        for (String name : REQUIRED) {
            if (event.path(name).asText().isEmpty()) {
                throw new EventRefusedException(name, "is missing");
            }
        }
        event.properties().forEach(attribute -> check(attribute.getKey(), attribute.getValue()));
        if (event.has(DATA) && event.has(DATA_BASE64)) {
            throw new EventRefusedException(DATA, "and data_base64 exclude each other");
        }
        try {
            return EVENT.readValue(event);
        } catch (JsonProcessingException e) {
            throw refused(e.getOriginalMessage());
        } catch (IOException | RuntimeException e) {
            throw refused(e.getMessage());
        }
    }

    /** The event without members that are null. An attribute or data that is null counts as missing. */
    private static ObjectNode withoutNulls(ObjectNode json) {
        ObjectNode event = json.deepCopy();
        event.properties().removeIf(attribute -> attribute.getValue().isNull());
        return event;
    }

    /**
     * Converts an event of version 0.3 to version 1.0.
     *
     * @see <a href="https://github.com/cloudevents/spec/blob/v0.3/spec.md">CloudEvents 0.3</a>
     */
    private static ObjectNode asOfToday(ObjectNode event) {
        if (!"0.3".equals(event.path("specversion").asText())) {
            return event;
        }
        event.put("specversion", "1.0");
        if (event.has("schemaurl")) {
            event.set("dataschema", event.remove("schemaurl"));
        }
        JsonNode encoding = event.remove("datacontentencoding");
        if (encoding != null) {
            if (!encoding.asText().equalsIgnoreCase("base64")) {
                throw new EventRefusedException("datacontentencoding", "must be base64: " + encoding.asText());
            }
            if (event.has(DATA)) {
                event.set(DATA_BASE64, event.remove(DATA));
            }
        }
        return event;
    }

    private static void check(String name, JsonNode value) {
        if (name.equals(DATA)) {
            return;
        }
        if (value.isContainerNode()) {
            throw new EventRefusedException(name, "must be a string, a number or a boolean, and no " + kind(value));
        }
        if (TEXTS.contains(name) && !value.isTextual()) {
            throw new EventRefusedException(name, "must be a string: " + value);
        }
        if (name.equals(DATA_BASE64)) {
            try {
                Base64.getDecoder().decode(value.asText());
            } catch (IllegalArgumentException e) {
                throw new EventRefusedException(name, "is no base64: " + e.getMessage());
            }
        }
    }

    private static String kind(JsonNode container) {
        return container.isObject() ? "object" : "array";
    }

    /** The refusal of an event by the SDK, whose text is searched for the name of the attribute. */
    public static EventRefusedException refused(String why) {
        Matcher attribute = ATTRIBUTE.matcher(String.valueOf(why));
        return new EventRefusedException(attribute.find() ? attribute.group(1) : "event", "is malformed: " + why);
    }
}
