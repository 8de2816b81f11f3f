package local.dynamodb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The operations that read or write many items independently. No write is left unprocessed. */
final class BatchOperations {
    private static final int MAX_READS = 100;
    private static final int MAX_WRITES = 25;
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private final Tables tables;

    BatchOperations(Tables tables) {
        this.tables = tables;
    }

    Map<String, Operation> byName() {
        return Map.of("BatchGetItem", this::get, "BatchWriteItem", this::write);
    }

    /** The reads from one table. */
    private record Reads(
            Request request,
            NamedTable target,
            List<Value.MapOf> keys,
            Optional<Projection> projection,
            boolean consistent) {
        private Table table() {
            return target.table();
        }

        private Value.MapOf projected(Item item) {
            return projection.map(wanted -> wanted.of(item.attributes())).orElse(item.attributes());
        }
    }

    private ObjectNode get(Request request) {
        request.only(Set.of("RequestItems", "ReturnConsumedCapacity"));
        Capacity capacity = new Capacity(request);
        Request items = items(request);
        List<Reads> all = items.names().stream()
                .map(table -> reads(table, items.part(table)))
                .toList();
        expectCount(all.stream().mapToInt(reads -> reads.keys().size()).sum(), MAX_READS, "BatchGetItem");
        refuseDuplicates(all.stream()
                .flatMap(reads -> reads.keys().stream()
                        .map(key -> reads.target().place(reads.table().schema().keyOf(key)))));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode responses = answer.putObject("Responses");
        ObjectNode unprocessed = answer.putObject("UnprocessedKeys");
        long bytes = 0;
        for (Reads reads : all) {
            ArrayNode found = responses.putArray(reads.target().given());
            ArrayNode left = JsonNodeFactory.instance.arrayNode();
            for (Value.MapOf key : reads.keys()) {
                Optional<Item> item = reads.table().get(reads.table().schema().keyOf(key));
                int size = item.map(Item::size).orElse(0);
                if (bytes + size > MAX_BYTES) {
                    left.add(ValueJson.write(key));
                    continue;
                }
                bytes += size;
                item.map(reads::projected).map(ValueJson::write).ifPresent(found::add);
                capacity.add(reads.target().given(), Capacity.read(size, reads.consistent()));
            }
            if (!left.isEmpty()) {
                unprocessed.set(reads.target().given(), reads.request().with("Keys", left));
            }
        }
        capacity.reportAll(answer);
        return answer;
    }

    private Reads reads(String name, Request part) {
        part.only(Set.of(
                "Keys", "AttributesToGet", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"));
        Expressions expressions = new Expressions(part);
        Optional<Projection> projection = expressions.projection();
        expressions.refuseUnused();
        List<Value.MapOf> keys = part.attributesList("Keys");
        return new Reads(part, NamedTable.of(name, tables), keys, projection, part.isTrue("ConsistentRead"));
    }

    private ObjectNode write(Request request) {
        request.only(Set.of("RequestItems", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"));
        Capacity capacity = new Capacity(request);
        request.choice("ReturnItemCollectionMetrics", ItemCollectionMetrics.class);
        Request items = items(request);
        List<Write> writes = new ArrayList<>();
        for (String name : items.names()) {
            NamedTable target = NamedTable.of(name, tables);
            items.parts(name).forEach(part -> writes.add(write(target, part)));
        }
        refuseDuplicates(writes.stream().map(Write::place));
        expectCount(writes.size(), MAX_WRITES, "BatchWriteItem");
        for (Write write : writes) {
            Write.Outcome outcome = write.outcome();
            outcome.commit();
            capacity.add(write.target().given(), outcome.units());
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putObject("UnprocessedItems");
        capacity.reportAll(answer);
        return answer;
    }

    private static Write write(NamedTable target, Request request) {
        request.only(Set.of("PutRequest", "DeleteRequest"));
        if (request.names().size() != 1) {
            throw ServiceError.validation(
                    "Supplied AttributeValue has more than one datatypes set, must contain exactly"
                            + " one of the supported datatypes");
        }
        return request.has("PutRequest")
                ? Write.put(
                        target,
                        request.part("PutRequest").only(Set.of("Item")).requiredAttributes("Item"),
                        Condition.ALWAYS,
                        false)
                : Write.delete(
                        target,
                        request.part("DeleteRequest").only(Set.of("Key")).requiredAttributes("Key"),
                        Condition.ALWAYS,
                        false);
    }

    private static Request items(Request request) {
        if (!request.hasEntries("RequestItems")) {
            throw Request.constraint("'{}'", "RequestItems", "Member must have length greater than or equal to 1");
        }
        return request.part("RequestItems");
    }

    private static void expectCount(int count, int max, String operation) {
        if (count > max) {
            throw ServiceError.validation("Too many items requested for the " + operation + " call");
        }
        if (count == 0) {
            throw ServiceError.validation("The batch of " + operation + " is empty");
        }
    }

    private static void refuseDuplicates(Stream<Place> places) {
        Set<Place> seen = new HashSet<>();
        if (!places.allMatch(seen::add)) {
            throw ServiceError.validation("Provided list of item keys contains duplicates");
        }
    }
}
