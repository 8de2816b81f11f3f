package local.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operations that write one item. */
final class WriteOperations {
    private final Tables tables;

    WriteOperations(Tables tables) {
        this.tables = tables;
    }

    private enum ReturnValues {
        ALL_NEW,
        UPDATED_OLD,
        ALL_OLD,
        NONE,
        UPDATED_NEW
    }

    Map<String, Operation> byName() {
        return Map.of("PutItem", this::put, "DeleteItem", this::delete, "UpdateItem", this::update);
    }

    private ObjectNode put(Request request) {
        expectParameters(request, Write.PUT);
        boolean wantsOld = wantsOld(request);
        return written(
                request, Write.put(request, tables).get(), outcome -> wantsOld ? outcome.before() : Optional.empty());
    }

    private ObjectNode delete(Request request) {
        expectParameters(request, Write.DELETE);
        boolean wantsOld = wantsOld(request);
        return written(
                request,
                Write.delete(request, tables).get(),
                outcome -> wantsOld ? outcome.before() : Optional.empty());
    }

    private ObjectNode update(Request request) {
        Set<String> parameters = new HashSet<>(Write.DELETE);
        parameters.addAll(Set.of("UpdateExpression", "AttributeUpdates"));
        expectParameters(request, parameters);
        ReturnValues wanted = returnValues(request);
        Expressions expressions = new Expressions(request);
        Update update = expressions.update();
        Projection updated = new Projection(update.paths());
        return written(
                request, Write.update(request, tables, expressions, update).get(), outcome -> switch (wanted) {
                    case NONE -> Optional.empty();
                    case ALL_OLD -> outcome.before();
                    case ALL_NEW -> outcome.after();
                    case UPDATED_OLD -> outcome.before().map(item -> Item.of(updated.of(item.attributes())));
                    case UPDATED_NEW -> outcome.after().map(item -> Item.of(updated.of(item.attributes())));
                });
    }

    /** The item that a write returns, if any. */
    @FunctionalInterface
    private interface Returned {
        Optional<Item> of(Write.Outcome outcome);
    }

    private static ObjectNode written(Request request, Write write, Returned returned) {
        Capacity capacity = new Capacity(request);
        Write.Outcome outcome = write.outcome();
        outcome.commit();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        returned.of(outcome)
                .map(Item::attributes)
                .filter(attributes -> !attributes.entries().isEmpty())
                .ifPresent(attributes -> answer.set("Attributes", ValueJson.write(attributes)));
        capacity.add(write.target().given(), outcome.units());
        capacity.reportOne(answer);
        return answer;
    }

    private static void expectParameters(Request request, Set<String> ofWrite) {
        Set<String> parameters = new HashSet<>(ofWrite);
        parameters.addAll(Set.of("ReturnValues", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"));
        request.only(parameters);
        request.choice("ReturnItemCollectionMetrics", ItemCollectionMetrics.class);
    }

    private static boolean wantsOld(Request request) {
        return switch (returnValues(request)) {
            case NONE -> false;
            case ALL_OLD -> true;
            default -> throw ServiceError.validation("ReturnValues can only be ALL_OLD or NONE");
        };
    }

    private static ReturnValues returnValues(Request request) {
        return request.choice("ReturnValues", ReturnValues.class).orElse(ReturnValues.NONE);
    }
}
