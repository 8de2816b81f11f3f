package topology.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** AWS's published resource schemas, which are test resources without their descriptions. */
final class ResourceSchemas {
    private static final JsonMapper JSON = new JsonMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
    private static final Set<String> NUMBERS = Set.of("MostTasks");
    private static final Set<String> LISTS = Set.of("Subnets", "SecurityGroups");

    private ResourceSchemas() {}

    /** The mistakes in a template, one line each. */
    static List<String> mistakes(JsonNode template) {
        List<String> mistakes = new ArrayList<>();
        template.path("Resources").properties().forEach(resource -> {
            String type = resource.getValue().path("Type").asText();
            JsonNode properties = resolved(resource.getValue().path("Properties"));
            SCHEMAS.getSchema(schema(type))
                    .validate(properties)
                    .forEach(mistake -> mistakes.add(resource.getKey() + ": " + mistake));
        });
        return mistakes;
    }

    /** Resolves references as CloudFormation does: to texts, except for some parameters. */
    private static JsonNode resolved(JsonNode node) {
        if (node.isObject() && node.size() == 1 && node.has("Fn::Sub")) {
            return JsonNodeFactory.instance.textNode(
                    node.path("Fn::Sub").asText().replace("${Stage}", "dev").replaceAll("\\$\\{AWS::\\w+}", "aws"));
        }
        if (node.isObject() && node.size() == 1 && node.has("Fn::If")) {
            return resolved(node.path("Fn::If").path(1));
        }
        if (node.isObject()
                && node.size() == 1
                && NUMBERS.contains(node.path("Ref").asText())) {
            return JsonNodeFactory.instance.numberNode(1);
        }
        if (node.isObject()
                && node.size() == 1
                && LISTS.contains(node.path("Ref").asText())) {
            return JSON.createArrayNode().add("one");
        }
        if (node.isObject() && node.size() == 1 && node.fieldNames().next().matches("Ref|Fn::.*")) {
            return JsonNodeFactory.instance.textNode("arn:aws:sqs:us-east-1:000000000000:resolved");
        }
        if (node.isObject()) {
            ObjectNode resolved = JSON.createObjectNode();
            node.properties().forEach(property -> resolved.set(property.getKey(), resolved(property.getValue())));
            return resolved;
        }
        return node.isArray()
                ? JSON.createArrayNode()
                        .addAll(node.valueStream()
                                .map(ResourceSchemas::resolved)
                                .toList())
                : node;
    }

    private static JsonNode schema(String type) {
        String file = "/cloudformation/" + type.replace("::", "-").toLowerCase(Locale.ROOT) + ".json";
        try (InputStream schema = ResourceSchemas.class.getResourceAsStream(file)) {
            return JSON.readTree(schema);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
