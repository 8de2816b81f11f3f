package console;

import static http.AnswerMask.DOTS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import process.Json;

/**
 * The values that are masked for every operator: those that the JSONPaths of {@code console.mask} find in an event's
 * data, and the attributes that {@code console.mask-attributes} names.
 */
final class Masks {
    private static final String PATHS = "console.mask";
    private static final String ATTRIBUTES = "console.mask-attributes";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,256}");

    /** A comma between two paths. It is followed by {@code $}, unlike a comma inside a path. */
    private static final Pattern BETWEEN_PATHS = Pattern.compile("\\s*,\\s*(?=\\$)");

    /** The prefix of CloudEvents' context attributes among the attributes of a message. */
    private static final String CONTEXT = "ce_";

    private static final Configuration JSON = Configuration.builder()
            .jsonProvider(new JacksonJsonNodeJsonProvider(Json.strict().build()))
            .mappingProvider(new JacksonMappingProvider())
            .options(Option.SUPPRESS_EXCEPTIONS)
            .build();

    private final List<JsonPath> paths;
    private final Set<String> attributes;

    private Masks(List<JsonPath> paths, Set<String> attributes) {
        this.paths = paths;
        this.attributes = attributes;
    }

    /** @throws ConfigurationException with one line for each mistake */
    static Masks configured(CamelContext context) {
        List<String> mistakes = new ArrayList<>();
        List<JsonPath> paths = new ArrayList<>();
        String written = context.resolvePropertyPlaceholders("{{" + PATHS + ":}}");
        for (String path : written.isBlank() ? new String[0] : BETWEEN_PATHS.split(written.strip(), -1)) {
            path(path)
                    .ifPresentOrElse(
                            paths::add,
                            () -> mistakes.add(
                                    "%s = %s: must be JSONPaths of values in a body, separated by commas, such as $.card.number"
                                            .formatted(PATHS, path)));
        }
        Set<String> attributes = new TreeSet<>();
        String named = context.resolvePropertyPlaceholders("{{" + ATTRIBUTES + ":}}");
        for (String name : named.isBlank() ? new String[0] : named.strip().split("\\s*,\\s*", -1)) {
            if (NAME.matcher(name).matches()) {
                attributes.add(name);
            } else {
                mistakes.add("%s = %s: must be names of attributes, separated by commas, such as customer"
                        .formatted(ATTRIBUTES, named));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes.stream().distinct().toList());
        }
        return new Masks(paths, attributes);
    }

    /** A compiled path; empty if the text is not a path, or names a function or a whole body. */
    private static Optional<JsonPath> path(String written) {
        try {
            JsonPath path = JsonPath.compile(written);
            path.set(Json.object(), TextNode.valueOf(DOTS), JSON);
            return Optional.of(path).filter(compiled -> written.startsWith("$"));
        } catch (JsonPathException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isNone() {
        return paths.isEmpty() && attributes.isEmpty();
    }

    /** Whether an attribute of a message is masked; an extension of CloudEvents may be named with or without its prefix. */
    boolean hides(String attribute) {
        return attributes.contains(attribute)
                || (attribute.startsWith(CONTEXT) && attributes.contains(attribute.substring(CONTEXT.length())));
    }

    /** Whether the description of an operation in the audit trail contains the value of a masked attribute. */
    boolean hidesIn(String selection) {
        return attributes.stream()
                .anyMatch(name -> selection.contains("attribute " + name + "=")
                        || selection.contains("attribute " + CONTEXT + name + "="));
    }

    /**
     * A body with its masked values replaced. An SNS envelope and a structured CloudEvent are opened. If there are paths, a
     * body that is not JSON is masked as a whole, because the paths cannot find the values in it.
     */
    String body(String body) {
        if (isNone()) {
            return body;
        }
        try {
            JsonNode json = Json.read(body);
            JsonNode before = json.deepCopy();
            open(json);
            hidePaths(json);
            return json.equals(before) ? body : Json.write(json);
        } catch (JsonProcessingException | JsonPathException e) {
            return paths.isEmpty() ? body : DOTS;
        }
    }

    private void open(JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            return;
        }
        if (object.path("Type").isTextual() && object.path("Message").isTextual()) {
            object.put("Message", body(object.get("Message").asText()));
            object.path("MessageAttributes").properties().stream()
                    .filter(attribute -> hides(attribute.getKey()))
                    .filter(attribute -> attribute.getValue().has("Value"))
                    .forEach(attribute -> ((ObjectNode) attribute.getValue()).put("Value", DOTS));
        }
        if (object.has("specversion")) {
            hidePaths(object.path("data"));
            object.properties().stream()
                    .filter(attribute -> attributes.contains(attribute.getKey()))
                    .forEach(attribute -> attribute.setValue(TextNode.valueOf(DOTS)));
        }
    }

    private void hidePaths(JsonNode json) {
        if (json.isContainerNode()) {
            paths.forEach(path -> path.set(json, TextNode.valueOf(DOTS), JSON));
        }
    }
}
