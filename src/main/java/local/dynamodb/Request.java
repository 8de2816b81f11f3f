package local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The parameters of a request, or of a part of one. A parameter that is JSON's null counts as absent. */
final class Request {
    private final JsonNode json;

    Request(JsonNode json) {
        if (!json.isObject()) {
            throw ServiceError.serialization("Expected null");
        }
        this.json = json;
    }

    /** Refuses every parameter that is not in this set. */
    Request only(Set<String> parameters) {
        for (String parameter : names()) {
            if (!parameters.contains(parameter)) {
                throw ServiceError.notSupported(parameter);
            }
        }
        return this;
    }

    /** The names of all present parameters. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        json.properties().stream()
                .filter(field -> !field.getValue().isNull())
                .forEach(field -> names.add(field.getKey()));
        return names;
    }

    boolean has(String parameter) {
        return json.hasNonNull(parameter);
    }

    /** Whether this list or structure is present and not empty. */
    boolean hasEntries(String parameter) {
        return !json.path(parameter).isEmpty();
    }

    Optional<String> text(String parameter) {
        return value(parameter).map(value -> {
            if (!value.isTextual()) {
                throw cannotConvert(value, "String");
            }
            return value.textValue();
        });
    }

    String requiredText(String parameter) {
        return text(parameter).orElseThrow(() -> constraint("null", parameter, "Member must not be null"));
    }

    boolean isTrue(String parameter) {
        return value(parameter)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw cannotConvert(value, "Boolean");
                    }
                    return value.booleanValue();
                })
                .orElse(false);
    }

    /** A number within bounds. */
    OptionalInt integer(String parameter, int min, int max) {
        if (!has(parameter)) {
            return OptionalInt.empty();
        }
        JsonNode value = json.get(parameter);
        if (!value.isIntegralNumber()) {
            throw cannotConvert(value, "Integer");
        }
        long number = value.longValue();
        if (number < min) {
            throw constraint("'" + number + "'", parameter, "Member must have value greater than or equal to " + min);
        }
        if (number > max) {
            throw constraint("'" + number + "'", parameter, "Member must have value less than or equal to " + max);
        }
        return OptionalInt.of((int) number);
    }

    /** One of a few values. */
    <E extends Enum<E>> Optional<E> choice(String parameter, Class<E> values) {
        return text(parameter)
                .map(text -> Arrays.stream(values.getEnumConstants())
                        .filter(value -> value.name().equals(text))
                        .findFirst()
                        .orElseThrow(() -> constraint(
                                "'" + text + "'",
                                parameter,
                                "Member must satisfy enum value set: " + Arrays.toString(values.getEnumConstants()))));
    }

    /** A list of texts, empty if it is absent. */
    List<String> texts(String parameter) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : list(parameter)) {
            if (!element.isTextual()) {
                throw cannotConvert(element, "String");
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** A map of names to texts, empty if it is absent. */
    Map<String, String> textsByName(String parameter) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (has(parameter)) {
            Request map = part(parameter);
            map.names().forEach(name -> texts.put(name, map.requiredText(name)));
        }
        return texts;
    }

    Value value(String parameter, Value otherwise) {
        return value(parameter).map(ValueJson::read).orElse(otherwise);
    }

    List<Value> values(String parameter) {
        List<Value> values = new ArrayList<>();
        list(parameter).forEach(element -> values.add(ValueJson.read(element)));
        return values;
    }

    Value.MapOf requiredAttributes(String parameter) {
        return attributes(parameter).orElseThrow(() -> constraint("null", parameter, "Member must not be null"));
    }

    Optional<Value.MapOf> attributes(String parameter) {
        return value(parameter).map(ValueJson::readAttributes);
    }

    /** A list of items or keys. */
    List<Value.MapOf> attributesList(String parameter) {
        List<Value.MapOf> list = new ArrayList<>();
        list(parameter).forEach(element -> list.add(ValueJson.readAttributes(element)));
        return list;
    }

    /** A structure inside this one. */
    Request part(String parameter) {
        return new Request(
                value(parameter).orElseThrow(() -> constraint("null", parameter, "Member must not be null")));
    }

    /** The structures of a list, empty if it is absent. */
    List<Request> parts(String parameter) {
        List<Request> parts = new ArrayList<>();
        list(parameter).forEach(element -> parts.add(new Request(element)));
        return parts;
    }

    /** The structures of a map, empty if it is absent. */
    Map<String, Request> partsByName(String parameter) {
        Map<String, Request> parts = new LinkedHashMap<>();
        if (has(parameter)) {
            Request map = part(parameter);
            map.names().forEach(name -> parts.put(name, map.part(name)));
        }
        return parts;
    }

    /** The same parameters with another value for one of them. */
    ObjectNode with(String parameter, JsonNode value) {
        return ((ObjectNode) json.deepCopy()).set(parameter, value);
    }

    private Optional<JsonNode> value(String parameter) {
        return Optional.ofNullable(json.get(parameter)).filter(value -> !value.isNull());
    }

    private Iterable<JsonNode> list(String parameter) {
        Optional<JsonNode> list = value(parameter);
        if (list.isPresent() && !list.get().isArray()) {
            throw ServiceError.serialization("Expected list or null");
        }
        return list.map(array -> (Iterable<JsonNode>) array).orElse(List.of());
    }

    private static ServiceError cannotConvert(JsonNode value, String type) {
        return ServiceError.serialization(value.getNodeType() + " can not be converted to an " + type);
    }

    /** A value breaks a constraint of the service's model. */
    static ServiceError constraint(String value, String parameter, String constraint) {
        return ServiceError.validation("1 validation error detected: Value " + value + " at '"
                + parameter.substring(0, 1).toLowerCase(Locale.ROOT) + parameter.substring(1)
                + "' failed to satisfy constraint: " + constraint);
    }

    /** A text that is the same for all equivalent requests. */
    String canonical() {
        return CanonicalJson.of(json).toString();
    }

    /** A text of limited length. */
    Optional<String> text(String parameter, int min, int max) {
        Optional<String> text = text(parameter);
        text.ifPresent(value -> expectLength(parameter, value, min, max));
        return text;
    }

    private static void expectLength(String parameter, String value, int min, int max) {
        if (value.length() < min || value.length() > max) {
            throw constraint(
                    "'" + value + "'",
                    parameter,
                    "Member must have length "
                            + (value.length() < min
                                    ? "greater than or equal to " + min
                                    : "less than or equal to " + max));
        }
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
