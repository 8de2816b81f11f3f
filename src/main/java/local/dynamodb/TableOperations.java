package local.dynamodb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/** The operations on whole tables. A new table is there at once, so clients need not wait for it. */
final class TableOperations {
    private static final int MAX_NAMES = 100;

    private final Tables tables;

    TableOperations(Tables tables) {
        this.tables = tables;
    }

    Map<String, Operation> byName() {
        return Map.of(
                "CreateTable", this::create,
                "DescribeTable", this::describe,
                "DeleteTable", this::delete,
                "ListTables", this::list,
                "UpdateTimeToLive", this::updateTimeToLive,
                "DescribeTimeToLive", this::describeTimeToLive);
    }

    private ObjectNode create(Request request) {
        Map<String, String> tags = TagOperations.read(request);
        Table table = tables.create(TableDefinition.of(request));
        table.tags().putAll(tags);
        return answer("TableDescription", description(table, "ACTIVE"));
    }

    private ObjectNode describe(Request request) {
        return answer("Table", description(table(request), "ACTIVE"));
    }

    private ObjectNode delete(Request request) {
        Table table = table(request);
        tables.drop(table);
        return answer("TableDescription", description(table, "DELETING"));
    }

    private Table table(Request request) {
        request.only(Set.of("TableName"));
        return tables.describe(TableDefinition.requireName(request));
    }

    private static ObjectNode description(Table table, String status) {
        return table.definition()
                .json()
                .put("TableStatus", status)
                .put("ItemCount", table.count())
                .put("TableSizeBytes", table.bytes());
    }

    private ObjectNode list(Request request) {
        request.only(Set.of("ExclusiveStartTableName", "Limit"));
        int limit = request.integer("Limit", 1, MAX_NAMES).orElse(MAX_NAMES);
        NavigableSet<String> names = tables.namesAfter(request.text("ExclusiveStartTableName"));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode page = answer.putArray("TableNames");
        names.stream().limit(limit).forEach(page::add);
        if (names.size() > limit) {
            answer.set("LastEvaluatedTableName", page.get(limit - 1));
        }
        return answer;
    }

    private ObjectNode updateTimeToLive(Request request) {
        request.only(Set.of("TableName", "TimeToLiveSpecification"));
        Table table = tables.describe(TableDefinition.requireName(request));
        Request specification = request.part("TimeToLiveSpecification").only(Set.of("AttributeName", "Enabled"));
        String attribute = specification.requiredText("AttributeName");
        boolean enabled = specification.isTrue("Enabled");
        if (enabled == table.timeToLive().isPresent()) {
            throw ServiceError.validation("TimeToLive is already " + (enabled ? "enabled" : "disabled"));
        }
        table.timeToLive().filter(current -> !current.equals(attribute)).ifPresent(current -> {
            throw ServiceError.validation(
                    "TimeToLive is active on a different AttributeName: current AttributeName is " + current);
        });
        table.setTimeToLive(Optional.of(attribute).filter(name -> enabled));
        return answer(
                "TimeToLiveSpecification",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("AttributeName", attribute)
                        .put("Enabled", enabled));
    }

    private ObjectNode describeTimeToLive(Request request) {
        Optional<String> attribute = table(request).timeToLive();
        ObjectNode description = JsonNodeFactory.instance
                .objectNode()
                .put("TimeToLiveStatus", attribute.isPresent() ? "ENABLED" : "DISABLED");
        attribute.ifPresent(name -> description.put("AttributeName", name));
        return answer("TimeToLiveDescription", description);
    }

    private static ObjectNode answer(String name, ObjectNode content) {
        return JsonNodeFactory.instance.objectNode().set(name, content);
    }
}
