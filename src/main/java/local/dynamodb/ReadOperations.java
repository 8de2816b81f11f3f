package local.dynamodb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** The operations that read one item, a partition or a whole table. */
final class ReadOperations {
    private static final int MAX_SEGMENTS = 1_000_000;

    private final Tables tables;

    ReadOperations(Tables tables) {
        this.tables = tables;
    }

    private enum Select {
        SPECIFIC_ATTRIBUTES,
        COUNT,
        ALL_ATTRIBUTES,
        ALL_PROJECTED_ATTRIBUTES
    }

    Map<String, Operation> byName() {
        return Map.of("GetItem", this::get, "Query", this::query, "Scan", this::scan);
    }

    private ObjectNode get(Request request) {
        request.only(Set.of(
                "TableName",
                "Key",
                "ConsistentRead",
                "ProjectionExpression",
                "AttributesToGet",
                "ExpressionAttributeNames",
                "ReturnConsumedCapacity"));
        Capacity capacity = new Capacity(request);
        Expressions expressions = new Expressions(request);
        Optional<Projection> projection = expressions.projection();
        expressions.refuseUnused();
        Value.MapOf key = request.requiredAttributes("Key");
        Table table = tables.get(TableDefinition.requireName(request));
        Optional<Item> item = table.get(table.schema().keyOf(key));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        item.ifPresent(found -> answer.set("Item", json(found, projection)));
        capacity.add(
                request.requiredText("TableName"),
                Capacity.read(item.map(Item::size).orElse(0), request.isTrue("ConsistentRead")));
        capacity.reportOne(answer);
        return answer;
    }

    private ObjectNode query(Request request) {
        request.only(Set.of(
                "TableName",
                "IndexName",
                "KeyConditionExpression",
                "KeyConditions",
                "FilterExpression",
                "QueryFilter",
                "ConditionalOperator",
                "ProjectionExpression",
                "AttributesToGet",
                "ExpressionAttributeNames",
                "ExpressionAttributeValues",
                "Select",
                "Limit",
                "ExclusiveStartKey",
                "ScanIndexForward",
                "ConsistentRead",
                "ReturnConsumedCapacity"));
        Reading reading = new Reading(request, "QueryFilter");
        Condition keyCondition = keyCondition(request, reading.expressions);
        Table table = reading.table();
        KeyCondition key = KeyCondition.of(keyCondition, table.schema());
        reading.refuseFilterOnKeys(table);
        Optional<Key> start = reading.start(table);
        start.ifPresent(from -> refuseStartOutside(key, from, request.requiredAttributes("ExclusiveStartKey")));
        boolean forward = !request.has("ScanIndexForward") || request.isTrue("ScanIndexForward");
        return reading.answer(
                table,
                table.range(key, forward, start),
                entry -> key.condition().holds(entry.getValue().attributes()));
    }

    private static Condition keyCondition(Request request, Expressions expressions) {
        return expressions
                .condition("KeyConditionExpression")
                .map(ConditionParser.Parsed::condition)
                .or(() -> LegacyConditions.byAttribute(request, "KeyConditions").values().stream()
                        .reduce(Condition.And::new))
                .orElseThrow(
                        () -> ServiceError.validation("Either the KeyConditions or KeyConditionExpression parameter"
                                + " must be specified in the request."));
    }

    private static void refuseStartOutside(KeyCondition condition, Key start, Value.MapOf key) {
        if (!start.partition().equals(condition.partition())) {
            throw ServiceError.validation(
                    "The provided starting key is outside query boundaries based on provided conditions");
        }
        if (!condition.condition().holds(key)) {
            throw ServiceError.validation("The provided starting key does not match the range key predicate");
        }
    }

    private ObjectNode scan(Request request) {
        request.only(Set.of(
                "TableName",
                "IndexName",
                "FilterExpression",
                "ScanFilter",
                "ConditionalOperator",
                "ProjectionExpression",
                "AttributesToGet",
                "ExpressionAttributeNames",
                "ExpressionAttributeValues",
                "Select",
                "Limit",
                "ExclusiveStartKey",
                "Segment",
                "TotalSegments",
                "ConsistentRead",
                "ReturnConsumedCapacity"));
        Reading reading = new Reading(request, "ScanFilter");
        Predicate<Map.Entry<Key, Item>> segment = segment(request);
        Table table = reading.table();
        return reading.answer(table, table.after(reading.start(table)), segment);
    }

    private static Predicate<Map.Entry<Key, Item>> segment(Request request) {
        if (request.has("Segment") != request.has("TotalSegments")) {
            throw ServiceError.validation(
                    request.has("Segment")
                            ? "The TotalSegments parameter is required but was not present in the request when Segment"
                                    + " parameter is present"
                            : "The Segment parameter is required but was not present in the request when parameter"
                                    + " TotalSegments is present");
        }
        OptionalInt total = request.integer("TotalSegments", 1, MAX_SEGMENTS);
        if (total.isEmpty()) {
            return entry -> true;
        }
        int segment = request.integer("Segment", 0, MAX_SEGMENTS - 1).orElseThrow();
        if (segment >= total.getAsInt()) {
            throw ServiceError.validation("The Segment parameter is zero-based and must be less than parameter"
                    + " TotalSegments: Segment: " + segment + " is not less than TotalSegments: " + total.getAsInt());
        }
        return entry -> Math.floorMod(entry.getKey().hash(), total.getAsInt()) == segment;
    }

    private static ObjectNode json(Item item, Optional<Projection> projection) {
        return ValueJson.write(
                projection.map(wanted -> wanted.of(item.attributes())).orElse(item.attributes()));
    }

    /** The steps that a query and a scan share. */
    private final class Reading {
        private final Request request;
        private final Capacity capacity;
        private final Expressions expressions;
        private final ConditionParser.Parsed filter;
        private final Optional<Projection> projection;
        private final boolean countsOnly;
        private final OptionalInt limit;

        private Reading(Request request, String legacyFilter) {
            this.request = request;
            capacity = new Capacity(request);
            expressions = new Expressions(request);
            filter = expressions
                    .condition("FilterExpression")
                    .orElseGet(() -> LegacyConditions.filter(request, legacyFilter));
            projection = expressions.projection();
            countsOnly = countsOnly();
            limit = request.integer("Limit", 1, Integer.MAX_VALUE);
        }

        private boolean countsOnly() {
            Select select = request.choice("Select", Select.class)
                    .orElse(projection.isPresent() ? Select.SPECIFIC_ATTRIBUTES : Select.ALL_ATTRIBUTES);
            String parameter = request.has("ProjectionExpression") ? "ProjectionExpression" : "AttributesToGet";
            if (select == Select.ALL_PROJECTED_ATTRIBUTES) {
                throw ServiceError.validation("One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can"
                        + " be used only when Querying using an IndexName");
            }
            if (select == Select.SPECIFIC_ATTRIBUTES && projection.isEmpty()) {
                throw ServiceError.validation("Must specify the AttributesToGet or ProjectionExpression when choosing"
                        + " to get SPECIFIC_ATTRIBUTES");
            }
            if (select != Select.SPECIFIC_ATTRIBUTES && projection.isPresent()) {
                throw ServiceError.validation("Cannot specify the " + parameter + " when choosing to get "
                        + (select == Select.COUNT ? "only the Count" : select.name()));
            }
            return select == Select.COUNT;
        }

        /** The table. To be called after all expressions have been read. */
        private Table table() {
            expressions.refuseUnused();
            Table table = tables.get(TableDefinition.requireName(request));
            request.text("IndexName").ifPresent(index -> {
                throw ServiceError.validation("The table does not have the specified index: " + index);
            });
            return table;
        }

        private void refuseFilterOnKeys(Table table) {
            filter.attributes().stream()
                    .filter(table.schema()::contains)
                    .findFirst()
                    .ifPresent(key -> {
                        throw ServiceError.validation(
                                "Filter Expression can only contain non-primary key attributes: Primary"
                                        + " key attribute: " + key);
                    });
        }

        private Optional<Key> start(Table table) {
            return request.attributes("ExclusiveStartKey")
                    .filter(key -> !key.entries().isEmpty())
                    .map(table.schema()::startOf);
        }

        private ObjectNode answer(Table table, Map<Key, Item> range, Predicate<Map.Entry<Key, Item>> matches) {
            Page page = Page.of(range, matches, limit, filter.condition());
            ObjectNode answer = JsonNodeFactory.instance
                    .objectNode()
                    .put("Count", page.items().size())
                    .put("ScannedCount", page.scanned());
            if (!countsOnly) {
                ArrayNode items = answer.putArray("Items");
                page.items().forEach(item -> items.add(json(item, projection)));
            }
            page.last()
                    .ifPresent(last -> answer.set(
                            "LastEvaluatedKey", ValueJson.write(table.schema().keyAttributes(last.attributes()))));
            capacity.add(
                    request.requiredText("TableName"), Capacity.read(page.bytes(), request.isTrue("ConsistentRead")));
            capacity.reportOne(answer);
            return answer;
        }
    }
}
