package local.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operation that writes many items or none. */
final class TransactionOperations {
    private static final int MAX_ACTIONS = 100;
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    /** A transaction prepares and commits. */
    private static final int WRITES_OF_AN_ACTION = 2;

    private final Tables tables;
    private final ClientTokens tokens = new ClientTokens();

    TransactionOperations(Tables tables) {
        this.tables = tables;
    }

    Map<String, Operation> byName() {
        return Map.of("TransactWriteItems", this::write);
    }

    /** An item's place among all tables. */
    private record Place(Table table, Key key) {}

    private ObjectNode write(Request request) {
        request.only(
                Set.of("TransactItems", "ClientRequestToken", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"));
        Capacity capacity = new Capacity(request);
        List<Request> actions = request.parts("TransactItems");
        expectCount(actions.size());
        List<Write> writes = actions.stream().map(this::action).toList();
        refuseDuplicates(writes);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        Optional<String> token = request.text("ClientRequestToken");
        if (token.isPresent() && tokens.wasUsed(token.get(), actions.toString())) {
            return answer;
        }
        List<Write.Outcome> outcomes = outcomes(writes);
        outcomes.forEach(Write.Outcome::commit);
        token.ifPresent(used -> tokens.use(used, actions.toString()));
        outcomes.forEach(outcome -> capacity.add(outcome.write().table(), WRITES_OF_AN_ACTION * outcome.units()));
        capacity.reportAll(answer);
        return answer;
    }

    private Write action(Request action) {
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

    private Write update(Request request) {
        Set<String> parameters = new HashSet<>(Write.DELETE);
        parameters.add("UpdateExpression");
        request.only(parameters).requiredText("UpdateExpression");
        Expressions expressions = new Expressions(request);
        return Write.update(request, tables, expressions, expressions.update());
    }

    /** What every action is going to change; if one cannot, none does. */
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
        long bytes = outcomes.stream()
                .mapToLong(outcome -> outcome.after().map(Item::size).orElse(0))
                .sum();
        if (bytes > MAX_BYTES) {
            throw ServiceError.validation("Collection size of items in the transaction exceeded the limit of 4 MB");
        }
        return outcomes;
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

    private static void refuseDuplicates(List<Write> writes) {
        Set<Place> places = new HashSet<>();
        for (Write write : writes) {
            if (!places.add(new Place(write.table(), write.key()))) {
                throw ServiceError.validation("Transaction request cannot include multiple operations on one item");
            }
        }
    }
}
