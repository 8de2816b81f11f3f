package local.dynamodb;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A tree of paths that do not overlap, with a leaf at the end of each path. */
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

    /** The leaf at the end of the path to this node, or {@code null} if the path continues. */
    T leaf() {
        return leaf;
    }

    /** The next steps into a map. */
    Map<String, PathTree<T>> names() {
        return names;
    }

    /** The next steps into a list, in the order of their indexes. */
    NavigableMap<Integer, PathTree<T>> indexes() {
        return indexes;
    }
}
