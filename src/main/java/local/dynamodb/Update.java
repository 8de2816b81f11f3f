package local.dynamodb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The changes of an UpdateItem: actions at paths that do not overlap. */
record Update(List<UpdateAction> actions) {
    List<Path> paths() {
        return actions.stream().map(UpdateAction::path).toList();
    }

    void refuseKeys(KeySchema schema) {
        for (Path path : paths()) {
            if (schema.contains(path.attribute())) {
                throw ServiceError.validation("One or more parameter values were invalid: Cannot update attribute "
                        + path.attribute() + ". This attribute is part of the key");
            }
        }
    }

    /** The item after the update. The given item stays unchanged. */
    Value.MapOf applyTo(Value.MapOf item) {
        PathTree<Optional<Value>> changes = new PathTree<>();
        actions.forEach(action -> changes.put(action.path(), action.result(item)));
        return changeMap(item, changes);
    }

    private static Optional<Value> change(Value value, PathTree<Optional<Value>> changes) {
        if (changes.leaf() != null) {
            return changes.leaf();
        } else if (value instanceof Value.MapOf map && changes.indexes().isEmpty()) {
            return Optional.of(changeMap(map, changes));
        } else if (value instanceof Value.ListOf list && changes.names().isEmpty()) {
            return Optional.of(changeList(list, changes));
        }
        throw ServiceError.validation("The document path provided in the update expression is invalid for update");
    }

    private static Value.MapOf changeMap(Value.MapOf map, PathTree<Optional<Value>> changes) {
        Map<String, Value> entries = new LinkedHashMap<>(map.entries());
        changes.names()
                .forEach((name, next) -> change(entries.get(name), next)
                        .ifPresentOrElse(value -> entries.put(name, value), () -> entries.remove(name)));
        return new Value.MapOf(Collections.unmodifiableMap(entries));
    }

    /** Indexes refer to the list before the update. Elements beyond its end are appended, in order and without gaps. */
    private static Value.ListOf changeList(Value.ListOf list, PathTree<Optional<Value>> changes) {
        List<Value> elements = new ArrayList<>();
        int size = list.elements().size();
        for (int i = 0; i < size; i++) {
            Value old = list.elements().get(i);
            PathTree<Optional<Value>> next = changes.indexes().get(i);
            if (next == null) {
                elements.add(old);
            } else {
                change(old, next).ifPresent(elements::add);
            }
        }
        changes.indexes()
                .tailMap(size)
                .values()
                .forEach(next -> change(null, next).ifPresent(elements::add));
        return new Value.ListOf(Collections.unmodifiableList(elements));
    }
}
