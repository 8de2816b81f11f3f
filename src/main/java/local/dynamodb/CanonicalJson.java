package local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * JSON in a canonical form, so that equivalent requests are equal. Maps and sets have no order, so clients may write
 * them in any order. A member that is JSON's null counts as absent.
 */
final class CanonicalJson {
    private static final Set<String> SETS =
            Set.of(AttributeType.SS.name(), AttributeType.NS.name(), AttributeType.BS.name());

    private CanonicalJson() {}

    static JsonNode of(JsonNode json) {
        if (json.isArray()) {
            return array(elements(json));
        }
        return json.isObject() ? object(json) : json;
    }

    private static ObjectNode object(JsonNode json) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        json.properties().stream()
                .filter(field -> !field.getValue().isNull())
                .sorted(Map.Entry.comparingByKey())
                .forEach(field -> object.set(field.getKey(), member(field.getKey(), field.getValue())));
        return object;
    }

    private static JsonNode member(String name, JsonNode value) {
        return SETS.contains(name) && value.isArray()
                ? array(elements(value).sorted(Comparator.comparing(JsonNode::toString)))
                : of(value);
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(CanonicalJson::of);
    }

    private static ArrayNode array(Stream<JsonNode> elements) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        elements.forEach(array::add);
        return array;
    }
}
