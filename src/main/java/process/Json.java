package process;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * How JSON is read and written here.
 *
 * <p>Reading is strict, for Jackson's own way loses what a stranger sent: it takes the first of several JSON texts and the
 * last of several values of one key, and cuts off decimals. Here a text is one JSON value, no object in it has a key twice,
 * and what must be a whole number is one. Records and maps
 * are written with their times in ISO 8601, and without a character that a terminal would obey.
 */
public final class Json {
    private static final JsonMapper MAPPER = strict().addModule(
                    new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .build();

    static {
        MAPPER.getFactory().setCharacterEscapes(new SafeEscapes());
    }

    private Json() {}

    /** A strict mapper, to be completed for a format with rules of its own. */
    public static JsonMapper.Builder strict() {
        return JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    }

    /** @throws JsonProcessingException if the text is not exactly one JSON value */
    public static JsonNode read(String json) throws JsonProcessingException {
        JsonNode value = MAPPER.readTree(json);
        if (value.isMissingNode()) {
            throw new JsonParseException(null, "the text is empty");
        }
        return value;
    }

    /** @throws JsonProcessingException if the text is not exactly one JSON value, or has what the type does not know */
    public static <T> T read(String json, Class<T> type) throws JsonProcessingException {
        return MAPPER.readValue(json, type);
    }

    /** An object without keys. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A list without entries. */
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same on several lines, for people. */
    public static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
