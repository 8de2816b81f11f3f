package publishing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import event.EventRefusedException;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import process.Json;

/**
 * CloudEvents in their JSON format.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON event format</a>
 */
final class JsonEvents {
    /** Every digit of a number stays: the data is JSON, but it is not ours to round. */
    private static final JsonMapper JSON = Json.strict()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .addModule(JsonFormat.getCloudEventJacksonModule())
            .build();

    private static final ObjectReader EVENT = JSON.readerFor(CloudEvent.class);

    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?:attribute |value for |Invalid (?=specversion))['\"]?([a-z0-9_]+)");

    private JsonEvents() {}

    /** @throws EventRefusedException if the bytes are no JSON */
    static JsonNode read(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new EventRefusedException("body", "is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new EventRefusedException("body", "cannot be read: " + e.getMessage());
        }
    }

    /** @throws EventRefusedException if the JSON is no CloudEvent, with the attribute that is wrong */
    static CloudEvent event(JsonNode json) {
        if (!json.isObject()) {
            throw new EventRefusedException("body", "is no JSON object");
        }
        for (String name : REQUIRED) {
            if (json.path(name).asText().isEmpty()) {
                throw new EventRefusedException(name, "is missing");
            }
        }
        try {
            return EVENT.readValue(json);
        } catch (JsonProcessingException e) {
            throw refused(e.getOriginalMessage());
        } catch (IOException | RuntimeException e) {
            throw refused(e.getMessage());
        }
    }

    /** The SDK says what is wrong in words only. */
    static EventRefusedException refused(String why) {
        Matcher attribute = ATTRIBUTE.matcher(String.valueOf(why));
        return new EventRefusedException(attribute.find() ? attribute.group(1) : "event", "is malformed: " + why);
    }
}
