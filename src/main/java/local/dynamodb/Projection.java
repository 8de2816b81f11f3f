package local.dynamodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of an item that some paths select. The selected elements of a list move together. */
final class Projection {
    private final PathTree<Boolean> tree = new PathTree<>();

    /** The paths must not overlap. */
    Projection(List<Path> paths) {
        paths.forEach(path -> tree.put(path, true));
    }

    Value.MapOf of(Value.MapOf item) {
        Value part = part(item, tree);
        return part instanceof Value.MapOf map ? map : Value.MapOf.EMPTY;
    }

    private static Value part(Value value, PathTree<Boolean> node) {
        if (node.leaf() != null) {
            return value;
        }
        if (value instanceof Value.MapOf map) {
            Map<String, Value> entries = new LinkedHashMap<>();
            node.names().forEach((name, next) -> {
                Value part = part(map.entries().get(name), next);
                if (part != null) {
                    entries.put(name, part);
                }
            });
            return entries.isEmpty() ? null : new Value.MapOf(entries);
        }
        if (value instanceof Value.ListOf list) {
            List<Value> elements = new ArrayList<>();
            node.indexes().headMap(list.elements().size()).forEach((index, next) -> {
                Value part = part(list.elements().get(index), next);
                if (part != null) {
                    elements.add(part);
                }
            });
            return elements.isEmpty() ? null : new Value.ListOf(elements);
        }
        return null;
    }
}
