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
 * Reads and writes all JSON of the application.
 *
 * <p>Reading is strict, because Jackson's defaults lose data silently: the first of several JSON texts wins, the last of
 * several values of one key wins, and decimals are cut off. Here a text is exactly one JSON value, no object has a key
 * twice, and a whole number must be whole. Records and maps are written with their times in ISO 8601, and without
 * characters that a terminal would obey.
 */
public final class Json {
    private static final JsonMapper MAPPER = strict().addModule(
                    new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .build();

    static {
        MAPPER.getFactory().setCharacterEscapes(new SafeEscapes());
    }

    private Json() {}

    /** A strict mapper, to be extended for a format with rules of its own. */
    public static JsonMapper.Builder strict() {
        return JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    }

    /**
     * Reads JSON into a tree.
     *
     * @throws JsonProcessingException if the text is not exactly one JSON value
     */
    public static JsonNode read(String json) throws JsonProcessingException {
        JsonNode value = MAPPER.readTree(json);
        if (value.isMissingNode()) {
            throw new JsonParseException(null, "the text is empty");
        }
        return value;
    }

    /**
     * Reads JSON into an object of a type.
     *
     * @throws JsonProcessingException if the text is not exactly one JSON value, or has properties that the type does
     *     not have
     */
    public static <T> T read(String json, Class<T> type) throws JsonProcessingException {
        return MAPPER.readValue(json, type);
    }

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An empty array. */
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** A record as a tree. */
    public static ObjectNode tree(Record value) {
        return MAPPER.valueToTree(value);
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes JSON on several indented lines, for people. */
    public static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
