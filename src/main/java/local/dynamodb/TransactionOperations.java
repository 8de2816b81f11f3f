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
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The operations that write many items or none, and that read many items at one moment. */
final class TransactionOperations {
    private static final int MAX_ACTIONS = 100;
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int MAX_TOKEN = 36;
    /** A transaction has two phases, prepare and commit. Each consumes capacity. */
    private static final int PHASES = 2;

    private final Tables tables;
    private final ClientTokens tokens = new ClientTokens();

    TransactionOperations(Tables tables) {
        this.tables = tables;
    }

    Map<String, Operation> byName() {
        return Map.of("TransactWriteItems", this::write, "TransactGetItems", this::get);
    }

    private ObjectNode write(Request request) {
        request.only(
                Set.of("TransactItems", "ClientRequestToken", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"));
        Optional<String> token = request.text("ClientRequestToken", 1, MAX_TOKEN);
        Capacity capacity = new Capacity(request);
        request.choice("ReturnItemCollectionMetrics", ItemCollectionMetrics.class);
        List<Request> actions = request.parts("TransactItems");
        expectCount(actions.size());
        List<Write> writes = found(actions.stream().map(this::action).toList());
        refuseDuplicates(writes.stream().map(Write::place));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        String asked = actions.stream().map(Request::canonical).toList().toString();
        if (token.isPresent() && tokens.wasUsed(token.get(), asked)) {
            writes.forEach(write -> capacity.add(write.target().given(), units(write.present())));
            capacity.reportReads(answer);
            return answer;
        }
        List<Write.Outcome> outcomes = outcomes(writes);
        outcomes.forEach(Write.Outcome::commit);
        token.ifPresent(used -> tokens.use(used, asked));
        outcomes.forEach(outcome -> capacity.add(outcome.write().target().given(), PHASES * outcome.units()));
        capacity.reportWrites(answer);
        return answer;
    }

    private Supplier<Write> action(Request action) {
        action.only(Set.of("Put", "Update", "Delete", "ConditionCheck"));
        if (action.names().size() != 1) {
            throw ServiceError.validation("TransactItems can only contain one of Check, Put, Update or Delete");
        }
        String kind = action.names().get(0);
        Request part = action.part(kind);
        return switch (kind) {
            case "Put" -> Write.put(part.only(Write.PUT), tables);
            case "Delete" -> Write.delete(part.only(Write.DELETE), tables);
            case "ConditionCheck" -> Write.check(part.only(Write.DELETE), tables);
            default -> update(part);
        };
    }

    private Supplier<Write> update(Request request) {
        Set<String> parameters = new HashSet<>(Write.DELETE);
        parameters.add("UpdateExpression");
        request.only(parameters).requiredText("UpdateExpression");
        Expressions expressions = new Expressions(request);
        return Write.update(request, tables, expressions, expressions.update());
    }

    /** One item to read. */
    private record Get(NamedTable target, Key key, Optional<Projection> projection) {
        private Optional<Item> item() {
            return target.table().get(key);
        }
    }

    private ObjectNode get(Request request) {
        request.only(Set.of("TransactItems", "ReturnConsumedCapacity"));
        Capacity capacity = new Capacity(request);
        List<Request> actions = request.parts("TransactItems");
        expectCount(actions.size());
        List<Get> gets = found(actions.stream().map(this::getAction).toList());
        refuseDuplicates(gets.stream().map(get -> get.target().place(get.key())));
        refuseTooLarge(gets.stream().map(Get::item));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode responses = answer.putArray("Responses");
        for (Get get : gets) {
            ObjectNode response = responses.addObject();
            get.item()
                    .map(Item::attributes)
                    .map(item -> get.projection()
                            .map(projection -> projection.of(item))
                            .orElse(item))
                    .filter(shown -> !shown.entries().isEmpty())
                    .ifPresent(shown -> response.set("Item", ValueJson.write(shown)));
            capacity.add(get.target().given(), units(get.item()));
        }
        capacity.reportReads(answer);
        return answer;
    }

    private Supplier<Get> getAction(Request action) {
        Request get = action.only(Set.of("Get"))
                .part("Get")
                .only(Set.of("TableName", "Key", "ProjectionExpression", "ExpressionAttributeNames"));
        Expressions expressions = new Expressions(get);
        Optional<Projection> projection = expressions.projection();
        expressions.refuseUnused();
        Value.MapOf key = get.requiredAttributes("Key");
        String table = get.requiredText("TableName");
        return () -> {
            NamedTable target = NamedTable.of(table, tables);
            return new Get(target, target.table().schema().keyOf(key), projection);
        };
    }

    /** Finds the tables and keys of all actions. Keys that do not fit their tables are reasons to cancel. */
    private static <T> List<T> found(List<Supplier<T>> actions) {
        List<T> found = new ArrayList<>();
        List<CancellationReason> reasons = new ArrayList<>();
        for (Supplier<T> action : actions) {
            try {
                found.add(action.get());
                reasons.add(CancellationReason.NONE);
            } catch (ServiceError e) {
                if (!e.isKeyMismatch()) {
                    throw e;
                }
                reasons.add(new CancellationReason(e));
            }
        }
        if (found.size() < actions.size()) {
            throw ServiceError.transactionCanceled(reasons);
        }
        return found;
    }

    private static double units(Optional<Item> item) {
        return PHASES * Capacity.read(item.map(Item::size).orElse(0), true);
    }

    /** The outcome of every action, before any is committed. If one action fails, the transaction is cancelled. */
    private static List<Write.Outcome> outcomes(List<Write> writes) {
        List<Write.Outcome> outcomes = new ArrayList<>();
        List<CancellationReason> reasons = new ArrayList<>();
        for (Write write : writes) {
            try {
                outcomes.add(write.outcome());
                reasons.add(CancellationReason.NONE);
            } catch (ServiceError e) {
                reasons.add(new CancellationReason(e));
            }
        }
        if (outcomes.size() < writes.size()) {
            throw ServiceError.transactionCanceled(reasons);
        }
        refuseTooLarge(outcomes.stream().map(Write.Outcome::after));
        return outcomes;
    }

    private static void refuseTooLarge(Stream<Optional<Item>> items) {
        if (items.mapToLong(item -> item.map(Item::size).orElse(0)).sum() > MAX_BYTES) {
            throw ServiceError.validation("Collection size of items in the transaction exceeded the limit of 4 MB");
        }
    }

    private static void expectCount(int count) {
        if (count == 0) {
            throw Request.constraint("'[]'", "TransactItems", "Member must have length greater than or equal to 1");
        }
        if (count > MAX_ACTIONS) {
            throw Request.constraint(
                    "'[" + count + " actions]'",
                    "TransactItems",
                    "Member must have length less than or equal to " + MAX_ACTIONS);
        }
    }

    private static void refuseDuplicates(Stream<Place> places) {
        Set<Place> seen = new HashSet<>();
        if (!places.allMatch(seen::add)) {
            throw ServiceError.validation("Transaction request cannot include multiple operations on one item");
        }
    }
}
