package local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import local.dynamodb.Value.Scalar;

/** Values as JSON: {@code {"S":"text"}}, and items as JSON objects of them. */
final class ValueJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 32;

    private ValueJson() {}

    static Value.MapOf readAttributes(JsonNode json) {
        return readAttributes(json, 0);
    }

    static Value read(JsonNode json) {
        return read(json, 0);
    }

    static ObjectNode write(Value.MapOf attributes) {
        ObjectNode json = JSON.objectNode();
        attributes.entries().forEach((name, value) -> json.set(name, write(value)));
        return json;
    }

    static ObjectNode write(Value value) {
        return JSON.objectNode().set(value.type().name(), content(value));
    }

    private static JsonNode content(Value value) {
        if (value instanceof Value.Text text) {
            return JSON.textNode(text.text());
        } else if (value instanceof Value.Numeric number) {
            return JSON.textNode(number.number().toPlainString());
        } else if (value instanceof Value.Binary binary) {
            return JSON.textNode(binary.bytes().encode());
        } else if (value instanceof Value.Bool bool) {
            return JSON.booleanNode(bool.truth());
        } else if (value instanceof Value.SetOf set) {
            ArrayNode array = JSON.arrayNode();
            set.elements().forEach(element -> array.add(content(element)));
            return array;
        } else if (value instanceof Value.ListOf list) {
            ArrayNode array = JSON.arrayNode();
            list.elements().forEach(element -> array.add(write(element)));
            return array;
        } else if (value instanceof Value.MapOf map) {
            return write(map);
        }
        return JSON.booleanNode(true);
    }

    private static Value.MapOf readAttributes(JsonNode json, int depth) {
        if (!json.isObject()) {
            throw ServiceError.serialization("Expected map or null");
        }
        Map<String, Value> attributes = new LinkedHashMap<>();
        json.properties().forEach(field -> attributes.put(field.getKey(), read(field.getValue(), depth)));
        return new Value.MapOf(Collections.unmodifiableMap(attributes));
    }

    private static Value read(JsonNode json, int depth) {
        if (!json.isObject()) {
            throw ServiceError.serialization("Expected an attribute value, for example {\"S\":\"text\"}");
        }
        if (depth > MAX_DEPTH) {
            throw invalid("Nesting Levels have exceeded supported limits");
        }
        if (json.isEmpty()) {
            throw ServiceError.validation(
                    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
        }
        if (json.size() > 1) {
            throw ServiceError.validation("Supplied AttributeValue has more than one datatypes set,"
                    + " must contain exactly one of the supported datatypes");
        }
        Map.Entry<String, JsonNode> field = json.properties().iterator().next();
        return read(typeOf(field.getKey()), field.getValue(), depth);
    }

    private static AttributeType typeOf(String name) {
        try {
            return AttributeType.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw ServiceError.validation(
                    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
        }
    }

    private static Value read(AttributeType type, JsonNode json, int depth) {
        return switch (type) {
            case S -> text(json);
            case N -> number(json);
            case B -> binary(json);
            case SS -> set(type, json, ValueJson::text, "An string set  may not be empty");
            case NS -> set(type, json, ValueJson::number, "An number set  may not be empty");
            case BS -> set(type, json, ValueJson::binary, "Binary sets should not be empty");
            case M -> readAttributes(json, depth + 1);
            case L -> list(json, depth + 1);
            case NULL -> nothing(json);
            case BOOL -> new Value.Bool(truth(json));
        };
    }

    private static Value.Text text(JsonNode json) {
        return new Value.Text(string(json));
    }

    private static Value.Numeric number(JsonNode json) {
        return Value.Numeric.parse(string(json));
    }

    private static Value.Binary binary(JsonNode json) {
        String text = string(json);
        try {
            return new Value.Binary(Bytes.decode(text));
        } catch (IllegalArgumentException e) {
            throw ServiceError.serialization("'" + text + "' can not be converted to a Blob: " + e.getMessage());
        }
    }

    private static Value.SetOf set(
            AttributeType type, JsonNode json, Function<JsonNode, Scalar> element, String whenEmpty) {
        Set<Scalar> elements = new LinkedHashSet<>();
        for (JsonNode each : array(json)) {
            if (!elements.add(element.apply(each))) {
                throw type == AttributeType.NS
                        ? ServiceError.validation("Input collection contains duplicates")
                        : invalid("Input collection " + plain(json) + " contains duplicates.");
            }
        }
        if (elements.isEmpty()) {
            throw invalid(whenEmpty);
        }
        return new Value.SetOf(type, Collections.unmodifiableSet(elements));
    }

    private static List<String> plain(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private static Value.ListOf list(JsonNode json, int depth) {
        List<Value> elements = new ArrayList<>();
        array(json).forEach(element -> elements.add(read(element, depth)));
        return new Value.ListOf(Collections.unmodifiableList(elements));
    }

    private static Value.Null nothing(JsonNode json) {
        if (!truth(json)) {
            throw invalid("Null attribute value types must have the value of true");
        }
        return new Value.Null();
    }

    private static String string(JsonNode json) {
        if (!json.isTextual()) {
            throw ServiceError.serialization(json.getNodeType() + " can not be converted to an String");
        }
        return json.textValue();
    }

    private static boolean truth(JsonNode json) {
        if (!json.isBoolean()) {
            throw ServiceError.serialization(json.getNodeType() + " can not be converted to an Boolean");
        }
        return json.booleanValue();
    }

    private static JsonNode array(JsonNode json) {
        if (!json.isArray()) {
            throw ServiceError.serialization("Expected list or null");
        }
        return json;
    }

    private static ServiceError invalid(String reason) {
        return ServiceError.validation("One or more parameter values were invalid: " + reason);
    }
}
