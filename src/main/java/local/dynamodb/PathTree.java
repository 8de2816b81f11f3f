package local.dynamodb;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Paths that do not overlap, as a tree, with something at the end of each. */
final class PathTree<T> {
    private final Map<String, PathTree<T>> names = new LinkedHashMap<>();
    private final NavigableMap<Integer, PathTree<T>> indexes = new TreeMap<>();
    private T leaf;

    void put(Path path, T what) {
        PathTree<T> node = this;
        for (Path.Step step : path.steps()) {
            node = step instanceof Path.Index index
                    ? node.indexes.computeIfAbsent(index.index(), i -> new PathTree<>())
                    : node.names.computeIfAbsent(step.toString(), name -> new PathTree<>());
        }
        node.leaf = what;
    }

    /** What was put at the end of the path to here, or {@code null} if the path goes on. */
    T leaf() {
        return leaf;
    }

    /** Where paths go on into a map. */
    Map<String, PathTree<T>> names() {
        return names;
    }

    /** Where paths go on into a list, in order. */
    NavigableMap<Integer, PathTree<T>> indexes() {
        return indexes;
    }
}
