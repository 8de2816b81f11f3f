package local.dynamodb;

import java.util.List;
import java.util.Optional;

/**
 * Writes one item.
 *
 * @param modified the paths that an update sets or removes
 * @param inserts whether this puts an item whose key must be free
 */
record StatementWrite(Write write, Returning returning, List<Path> modified, boolean inserts) implements StatementWork {
    static StatementWrite of(Statement.Insert insert, NamedTable target, boolean tellsItem) {
        Condition absent = new Condition.NotExists(partition(target));
        return new StatementWrite(
                Write.put(target, insert.item(), absent, tellsItem), Returning.NOTHING, List.of(), true);
    }

    /** An update. A missing item fails its condition. */
    static StatementWrite of(Statement.Change change, NamedTable target, boolean tellsItem) {
        KeySchema schema = target.table().schema();
        Condition condition =
                new Condition.And(new Condition.Exists(partition(target)), further(change.where(), schema));
        return new StatementWrite(
                Write.update(target, change.where().key(schema), condition, tellsItem, change.update()),
                change.returning(),
                change.update().paths(),
                false);
    }

    /** A delete. A missing item fails no condition. */
    static StatementWrite of(Statement.Delete delete, NamedTable target, boolean tellsItem) {
        KeySchema schema = target.table().schema();
        Condition condition =
                new Condition.Or(new Condition.NotExists(partition(target)), further(delete.where(), schema));
        return new StatementWrite(
                Write.delete(target, delete.where().key(schema), condition, tellsItem),
                delete.returning(),
                List.of(),
                false);
    }

    private static Path partition(NamedTable target) {
        return Path.of(target.table().schema().partition().name());
    }

    private static Condition further(Where where, KeySchema schema) {
        return where.condition(schema).orElse(Condition.ALWAYS);
    }

    @Override
    public NamedTable target() {
        return write.target();
    }

    @Override
    public Place place() {
        return write.place();
    }

    @Override
    public Optional<Value.MapOf> run(Capacity capacity) {
        Write.Outcome outcome = outcome(capacity);
        outcome.commit();
        capacity.add(target().given(), outcome.units());
        return returning.of(outcome, new Projection(modified));
    }

    /** The outcome of the write. If the condition fails, the write consumes capacity by the size of the existing item. */
    private Write.Outcome outcome(Capacity capacity) {
        try {
            return write.outcome();
        } catch (ServiceError e) {
            if (!e.isFailedCondition()) {
                throw e;
            }
            capacity.add(
                    target().given(),
                    Capacity.write(write.present().map(Item::size).orElse(0)));
            throw inserts ? e.asDuplicateItem() : e;
        }
    }
}
