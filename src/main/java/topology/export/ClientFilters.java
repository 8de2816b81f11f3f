package topology.export;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import topology.FilterPolicy;
import topology.InboxLine;

/**
 * The filters of an inbox's clients.
 *
 * @param filters the filter of each client, by its name
 */
record ClientFilters(Map<String, String> filters, FilterPolicy.Scope scope) {
    /** How many names are tried, so that at least one of them is not by chance an ordinary word of the filter. */
    private static final int TRIED = 3;

    private static final int LONGEST_NAME = 32;

    /** One filter with {@code ${client}} from which the filter of each client follows; empty if there is none. */
    Optional<String> common() {
        List<String> names = filters.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .limit(TRIED)
                .toList();
        Stream<String> values = names.stream().map(name -> replaced(name, "\"%s\""));
        Stream<String> same = Stream.of(filters.get(names.get(0)));
        // With a single client, a word that contains its name may be a coincidence.
        Stream<String> parts =
                filters.size() == 1 ? Stream.empty() : names.stream().map(name -> replaced(name, "%s"));
        return Stream.of(values, same, parts)
                .flatMap(candidates -> candidates)
                .filter(this::isCommon)
                .findFirst();
    }

    private String replaced(String name, String form) {
        return filters.get(name).replace(form.formatted(name), form.formatted(InboxLine.CLIENT));
    }

    private boolean isCommon(String filter) {
        return !filter.replace(InboxLine.CLIENT, "").contains("${")
                && FilterPolicy.objection(filter.replace(InboxLine.CLIENT, "x".repeat(LONGEST_NAME)), scope)
                        .isEmpty()
                && filters.entrySet().stream()
                        .allMatch(client -> policy(filter.replace(InboxLine.CLIENT, client.getKey()))
                                .equals(policy(client.getValue())));
    }

    private FilterPolicy policy(String json) {
        return FilterPolicy.reported(json, scope.toString());
    }
}
