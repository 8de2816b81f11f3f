package configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What differs between two readings of the same routes.
 *
 * @param added the routes that only the later one has, in its order
 * @param removed the routes that only the earlier one has, in its order
 * @param changed the routes that both have but that differ, in the order of the later one
 * @param unchanged the number of routes that are the same in both
 */
public record RouteDifference(List<String> added, List<String> removed, List<ChangedRoute> changed, int unchanged) {
    /** A route that is written differently. */
    public record ChangedRoute(String route, List<ChangedParameter> parameters) {}

    /**
     * A parameter that is written differently.
     *
     * @param from its former value; empty if it was left out
     * @param to its new value; empty if it is left out now
     */
    public record ChangedParameter(String name, Optional<String> from, Optional<String> to) {}

    /** Compares what the user wrote for each route, by its id. */
    public static RouteDifference between(
            Map<String, Map<String, String>> before, Map<String, Map<String, String>> after) {
        List<String> added = new ArrayList<>(after.keySet());
        added.removeAll(before.keySet());
        List<String> removed = new ArrayList<>(before.keySet());
        removed.removeAll(after.keySet());
        List<ChangedRoute> changed = new ArrayList<>();
        after.forEach((route, written) -> {
            List<ChangedParameter> parameters = parameters(before.getOrDefault(route, written), written);
            if (!parameters.isEmpty()) {
                changed.add(new ChangedRoute(route, parameters));
            }
        });
        return new RouteDifference(added, removed, changed, after.size() - added.size() - changed.size());
    }

    private static List<ChangedParameter> parameters(Map<String, String> before, Map<String, String> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .map(name -> new ChangedParameter(
                        name, Optional.ofNullable(before.get(name)), Optional.ofNullable(after.get(name))))
                .toList();
    }

    /** This difference with more changed routes, for changes outside a route's own parameters. */
    public RouteDifference with(Map<String, ChangedParameter> more) {
        Map<String, List<ChangedParameter>> all = new LinkedHashMap<>();
        changed.forEach(route -> all.put(route.route(), route.parameters()));
        more.forEach((route, parameter) -> {
            if (!added.contains(route) && !removed.contains(route)) {
                all.computeIfAbsent(route, unchangedSoFar -> List.of(parameter));
            }
        });
        return new RouteDifference(
                added,
                removed,
                all.entrySet().stream()
                        .map(route -> new ChangedRoute(route.getKey(), route.getValue()))
                        .toList(),
                unchanged - (all.size() - changed.size()));
    }

    /** Whether all routes are the same. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }

    /** The routes that end: removed routes, and the old versions of changed routes. */
    public Set<String> leaving() {
        Set<String> leaving = new LinkedHashSet<>(removed);
        changed.forEach(route -> leaving.add(route.route()));
        return leaving;
    }

    /** The routes that begin: the new versions of changed routes, and added routes. */
    public Set<String> arriving() {
        Set<String> arriving = new LinkedHashSet<>();
        changed.forEach(route -> arriving.add(route.route()));
        arriving.addAll(added);
        return arriving;
    }
}
