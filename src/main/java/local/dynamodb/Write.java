package local.dynamodb;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One write of one item, read from a request and not yet done.
 *
 * @param target the table, as the request names it
 * @param tellsItem whether the answer to a failed condition has the existing item
 * @param change makes the item after the write, if any, from the item before, if any
 */
record Write(NamedTable target, Key key, Condition condition, boolean tellsItem, UnaryOperator<Optional<Item>> change) {
    static final String ON_FAILURE = "ReturnValuesOnConditionCheckFailure";

    /** The parameters of a put that this class reads. */
    static final Set<String> PUT = Set.of(
            "TableName",
            "Item",
            "ConditionExpression",
            "Expected",
            "ConditionalOperator",
            "ExpressionAttributeNames",
            "ExpressionAttributeValues",
            ON_FAILURE);

    /** The parameters of a delete that this class reads. */
    static final Set<String> DELETE = Set.of(
            "TableName",
            "Key",
            "ConditionExpression",
            "Expected",
            "ConditionalOperator",
            "ExpressionAttributeNames",
            "ExpressionAttributeValues",
            ON_FAILURE);

    private enum OnFailure {
        ALL_OLD,
        NONE
    }

    /**
     * Reads a put. The returned supplier looks up the table and the key. A transaction reads all its actions before it
     * looks up the first table.
     */
    static Supplier<Write> put(Request request, Tables tables) {
        Expressions expressions = new Expressions(request);
        Condition condition = expressions.writeCondition();
        expressions.refuseUnused();
        Value.MapOf attributes = request.requiredAttributes("Item");
        String table = request.requiredText("TableName");
        boolean tellsItem = tellsItem(request);
        return () -> put(NamedTable.of(table, tables), attributes, condition, tellsItem);
    }

    static Write put(NamedTable target, Value.MapOf attributes, Condition condition, boolean tellsItem) {
        Item item = Item.of(attributes);
        if (item.size() > Item.MAX_SIZE) {
            throw ServiceError.validation("Item size has exceeded the maximum allowed size");
        }
        return new Write(
                target, target.table().schema().keyIn(attributes), condition, tellsItem, old -> Optional.of(item));
    }

    /** Reads a delete; see {@link #put(Request, Tables)}. */
    static Supplier<Write> delete(Request request, Tables tables) {
        return keyed(request, tables, old -> Optional.empty());
    }

    static Write delete(NamedTable target, Value.MapOf key, Condition condition, boolean tellsItem) {
        return new Write(target, target.table().schema().keyOf(key), condition, tellsItem, old -> Optional.empty());
    }

    /** Reads a condition check, which changes nothing. */
    static Supplier<Write> check(Request request, Tables tables) {
        request.requiredText("ConditionExpression");
        return keyed(request, tables, UnaryOperator.identity());
    }

    private static Supplier<Write> keyed(Request request, Tables tables, UnaryOperator<Optional<Item>> change) {
        Expressions expressions = new Expressions(request);
        Condition condition = expressions.writeCondition();
        expressions.refuseUnused();
        Value.MapOf key = request.requiredAttributes("Key");
        String table = request.requiredText("TableName");
        boolean tellsItem = tellsItem(request);
        return () -> {
            NamedTable target = NamedTable.of(table, tables);
            return new Write(target, target.table().schema().keyOf(key), condition, tellsItem, change);
        };
    }

    /** Reads an update. The caller has read its actions before, because it may need their paths. */
    static Supplier<Write> update(Request request, Tables tables, Expressions expressions, Update update) {
        Condition condition = expressions.writeCondition();
        expressions.refuseUnused();
        Value.MapOf key = request.requiredAttributes("Key");
        String table = request.requiredText("TableName");
        boolean tellsItem = tellsItem(request);
        return () -> update(NamedTable.of(table, tables), key, condition, tellsItem, update);
    }

    static Write update(NamedTable target, Value.MapOf key, Condition condition, boolean tellsItem, Update update) {
        KeySchema schema = target.table().schema();
        update.refuseKeys(schema);
        return new Write(
                target,
                schema.keyOf(key),
                condition,
                tellsItem,
                old -> Optional.of(updated(update, old.map(Item::attributes).orElse(key))));
    }

    private static Item updated(Update update, Value.MapOf old) {
        Item item = Item.of(update.applyTo(old));
        if (item.size() > Item.MAX_SIZE) {
            throw ServiceError.validation("Item size to update has exceeded the maximum allowed size");
        }
        return item;
    }

    /** Whether the request asks for the item that failed a condition. */
    static boolean tellsItem(Request request) {
        return request.choice(ON_FAILURE, OnFailure.class)
                .filter(OnFailure.ALL_OLD::equals)
                .isPresent();
    }

    /** The item as it is. */
    Optional<Item> present() {
        return target.table().get(key);
    }

    Place place() {
        return target.place(key);
    }

    /** Checks the condition and computes the change, without making it. */
    Outcome outcome() {
        Optional<Item> before = present();
        if (!condition.holds(before.map(Item::attributes).orElse(Value.MapOf.EMPTY))) {
            ServiceError failed = ServiceError.conditionalCheckFailed();
            throw before.filter(item -> tellsItem).map(failed::with).orElse(failed);
        }
        return new Outcome(this, before, change.apply(before));
    }

    /** The outcome of a write, before it is committed. */
    record Outcome(Write write, Optional<Item> before, Optional<Item> after) {
        /** Makes the change. */
        void commit() {
            write.target.table().replace(write.key, after);
        }

        /** A write is billed by the larger of the item before and the item after. */
        double units() {
            return Capacity.write(Math.max(
                    before.map(Item::size).orElse(0), after.map(Item::size).orElse(0)));
        }
    }
}
