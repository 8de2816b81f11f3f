package local.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads and writes the JSON of requests and answers. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The text parsed as a JSON object, or nothing if the text is anything else. */
    static Optional<ObjectNode> object(String text) {
        try {
            return MAPPER.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The parameters of a request. */
    static ObjectNode parameters(byte[] body) {
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode parameters) {
                return parameters;
            }
        } catch (IOException e) {
            throw SqsException.malformed(
                    e instanceof JsonProcessingException json ? json.getOriginalMessage() : "" + e);
        }
        throw SqsException.malformed("the body is no JSON object");
    }

    /** An answer of ElasticMQ. An empty body becomes an object without fields. */
    static ObjectNode answer(byte[] body) {
        return body.length == 0 ? object() : parameters(body);
    }

    static JsonNode text(String text) {
        return MAPPER.getNodeFactory().textNode(text);
    }

    static JsonNode number(int number) {
        return MAPPER.getNodeFactory().numberNode(number);
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The fields of a map of strings. */
    static Map<String, String> strings(JsonNode map) {
        Map<String, String> all = new LinkedHashMap<>();
        map.properties()
                .forEach(field -> all.put(field.getKey(), field.getValue().asText()));
        return all;
    }

    static ObjectNode of(Map<String, String> strings) {
        ObjectNode node = object();
        strings.forEach(node::put);
        return node;
    }
}
