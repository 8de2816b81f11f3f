package local.dynamodb;

import java.util.Optional;

/**
 * Reads one item, if a condition holds for it.
 *
 * @param consistent whether this is a consistent read, which consumes more
 */
record StatementRead(
        NamedTable target, Key key, Condition condition, Optional<Projection> projection, boolean consistent)
        implements StatementWork {
    @Override
    public Place place() {
        return target.place(key);
    }

    @Override
    public Optional<Value.MapOf> run(Capacity capacity) {
        Optional<Item> item = target.table().get(key);
        capacity.add(target.given(), Capacity.read(item.map(Item::size).orElse(0), consistent));
        return item.map(Item::attributes)
                .filter(condition::holds)
                .map(attributes ->
                        projection.map(wanted -> wanted.of(attributes)).orElse(attributes));
    }
}
