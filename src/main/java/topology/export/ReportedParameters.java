package topology.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import process.Json;
import topology.Grants;
import topology.QueueAttributes;
import topology.Setting;
import topology.Tags;
import topology.provisioning.AccessStatements;

/** What AWS reports about a topic or a queue, as parameters of its route. */
final class ReportedParameters {
    private ReportedParameters() {}

    /**
     * Adds the attributes that differ from those of a new resource.
     *
     * @param isLetters whether the retention is always written, because a new dead-letter queue would not get AWS's default
     */
    static void attributes(Lines.Block block, List<Setting> table, Map<String, String> reported, boolean isLetters) {
        table.forEach(setting -> setting.reported(reported)
                .filter(value ->
                        !value.equals(setting.otherwise()) || (isLetters && setting.equals(QueueAttributes.RETENTION)))
                .ifPresent(value -> block.with(setting.parameter(), value)));
    }

    /** Adds the tags except those that Caravan and AWS set. */
    static void tags(Lines.Block block, Map<String, String> tags) {
        String written = tags.entrySet().stream()
                .filter(tag -> !tag.getKey().equals(Tags.OWNER) && !tag.getKey().startsWith("aws:"))
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .sorted()
                .collect(Collectors.joining(","));
        if (!written.isEmpty()) {
            block.with("tags", written);
        }
    }

    /** Adds the permissions: the services to which Caravan gave access, and all other statements. */
    static void access(Lines.Block block, String services, Collection<JsonNode> statements, String resource) {
        Set<String> ours = new TreeSet<>();
        ArrayNode rest = Json.array();
        for (JsonNode statement : statements) {
            if (AccessStatements.isOurs(statement)) {
                JsonNode principal = statement.path("Principal").path("Service");
                (principal.isArray() ? principal.valueStream() : Stream.of(principal))
                        .forEach(service -> ours.add(Grants.written(service.asText())));
            } else {
                rest.add(withoutResource(statement, resource));
            }
        }
        if (!ours.isEmpty()) {
            block.with(services, String.join(", ", ours));
        }
        if (!rest.isEmpty()) {
            block.with("statements", rest.toString());
        }
    }

    /** Leaves out the resource's own ARN, so that the statement is valid in another account, region or stage. */
    private static JsonNode withoutResource(JsonNode statement, String resource) {
        return statement.path("Resource").asText().equals(resource)
                ? ((ObjectNode) statement.deepCopy()).without("Resource")
                : statement;
    }
}
