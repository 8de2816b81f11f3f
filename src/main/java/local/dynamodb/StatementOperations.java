package local.dynamodb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operations that run PartiQL statements, each about one item. */
final class StatementOperations {
    private static final int MAX_STATEMENTS = 25;
    private static final int MAX_LENGTH = 8192;

    private final Tables tables;
    private final FailedItem failedItem;

    /** @param failedItem the place in a batch's answer for an item that failed a statement's condition */
    StatementOperations(Tables tables, FailedItem failedItem) {
        this.tables = tables;
        this.failedItem = failedItem;
    }

    Map<String, Operation> byName() {
        return Map.of("ExecuteStatement", this::execute, "BatchExecuteStatement", this::executeBatch);
    }

    private ObjectNode execute(Request request) {
        request.only(Set.of(
                "Statement", "Parameters", "ConsistentRead", "Limit", "ReturnConsumedCapacity", Write.ON_FAILURE));
        request.integer("Limit", 1, Integer.MAX_VALUE);
        Capacity capacity = new Capacity(request);
        Asked asked = Asked.of(request);
        Optional<Value.MapOf> item = work(asked, asked.parse()).run(capacity);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("Items");
        item.filter(StatementOperations::hasAttributes).map(ValueJson::write).ifPresent(items::add);
        capacity.reportOne(answer);
        return answer;
    }

    private ObjectNode executeBatch(Request request) {
        request.only(Set.of("Statements", "ReturnConsumedCapacity"));
        Capacity capacity = new Capacity(request);
        List<Asked> asked = request.parts("Statements").stream()
                .map(part -> part.only(Set.of("Statement", "Parameters", "ConsistentRead", Write.ON_FAILURE)))
                .map(Asked::of)
                .toList();
        expectCount(asked.size());
        List<Attempt<StatementWork>> works = works(asked);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode responses = answer.putArray("Responses");
        works.forEach(work -> run(work, capacity, responses.addObject()));
        capacity.reportAll(answer);
        return answer;
    }

    private static void expectCount(int count) {
        if (count == 0) {
            throw Request.constraint("'[]'", "Statements", "Member must have length greater than or equal to 1");
        }
        if (count > MAX_STATEMENTS) {
            throw Request.constraint(
                    "'[" + count + " statements]'",
                    "Statements",
                    "Member must have length less than or equal to " + MAX_STATEMENTS);
        }
    }

    /** A statement as the request gives it. */
    private record Asked(String text, List<Value> parameters, boolean consistent, boolean tellsItem) {
        static Asked of(Request request) {
            String text = request.text("Statement", 1, MAX_LENGTH)
                    .orElseThrow(() -> Request.constraint("null", "Statement", "Member must not be null"));
            List<Value> parameters = request.values("Parameters");
            if (request.has("Parameters") && parameters.isEmpty()) {
                throw Request.constraint("'[]'", "Parameters", "Member must have length greater than or equal to 1");
            }
            return new Asked(text, parameters, request.isTrue("ConsistentRead"), Write.tellsItem(request));
        }

        Statement parse() {
            return StatementParser.parse(text, parameters);
        }
    }

    /** A statement of a batch, once it is parsed. */
    private record Parsed(Asked asked, Statement statement) {}

    /** The work of each statement of a batch. Refuses a batch that mixes reads and writes, or that names an item twice. */
    private List<Attempt<StatementWork>> works(List<Asked> batch) {
        List<Attempt<Parsed>> parsed = batch.stream()
                .map(asked -> Attempt.of(() -> new Parsed(asked, asked.parse())))
                .toList();
        refuseMixture(parsed);
        List<Attempt<StatementWork>> works = parsed.stream()
                .map(attempt -> attempt.then(each -> workInBatch(each.asked(), each.statement())))
                .toList();
        refuseDuplicates(works);
        return works;
    }

    private static void refuseMixture(List<Attempt<Parsed>> parsed) {
        long kinds = parsed.stream()
                .flatMap(attempt -> attempt.result().stream())
                .map(each -> each.statement().reads())
                .distinct()
                .count();
        if (kinds > 1) {
            throw ServiceError.validation("Read and write requests together in the same batch is not supported.");
        }
    }

    private static void refuseDuplicates(List<Attempt<StatementWork>> works) {
        Set<Place> seen = new HashSet<>();
        if (!works.stream()
                .flatMap(work -> work.result().stream())
                .map(StatementWork::place)
                .allMatch(seen::add)) {
            throw ServiceError.validation("Provided list of item keys contains duplicates");
        }
    }

    private void run(Attempt<StatementWork> work, Capacity capacity, ObjectNode response) {
        work.result()
                .ifPresent(found -> response.put("TableName", found.target().given()));
        Attempt<Optional<Value.MapOf>> done = work.then(found -> found.run(capacity));
        done.result()
                .flatMap(item -> item)
                .filter(StatementOperations::hasAttributes)
                .ifPresent(item -> response.set("Item", ValueJson.write(item)));
        done.error().ifPresent(error -> StatementError.write(error, failedItem, response));
    }

    private static boolean hasAttributes(Value.MapOf item) {
        return !item.entries().isEmpty();
    }

    private StatementWork workInBatch(Asked asked, Statement statement) {
        if (statement instanceof Statement.Select select) {
            KeySchema schema = tables.get(select.table()).schema();
            if (!select.where().namesKey(schema)
                    || select.where().condition(schema).isPresent()) {
                throw ServiceError.validation("Select statements within BatchExecuteStatement must specify the primary"
                        + " key in the where clause.");
            }
        }
        return work(asked, statement);
    }

    private StatementWork work(Asked asked, Statement statement) {
        NamedTable target = NamedTable.of(statement.table(), tables);
        if (statement instanceof Statement.Insert insert) {
            return StatementWrite.of(insert, target, asked.tellsItem());
        } else if (statement instanceof Statement.Change change) {
            return StatementWrite.of(change, target, asked.tellsItem());
        } else if (statement instanceof Statement.Delete delete) {
            return StatementWrite.of(delete, target, asked.tellsItem());
        }
        return read((Statement.Select) statement, target, asked.consistent());
    }

    private static StatementRead read(Statement.Select select, NamedTable target, boolean consistent) {
        KeySchema schema = target.table().schema();
        if (!select.where().namesKey(schema)) {
            throw ServiceError.notSupported("a SELECT that does not name the whole primary key");
        }
        return new StatementRead(
                target,
                schema.keyOf(select.where().key(schema)),
                select.where().condition(schema).orElse(Condition.ALWAYS),
                select.projection(),
                consistent);
    }
}
