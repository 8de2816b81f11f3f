package topology.export;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import topology.FilterPolicy;

/** The subscriptions of an inbox's clients. An inbox has one topic, and one filter that differs only in the client's name. */
final class ClientSubscriptions {
    private static final String TOPIC = "topic";
    private static final String FILTER = "filter";
    private static final String SCOPE = "filterScope";

    /** The parameters of a subscription that an inbox has too. */
    private static final Set<String> SAID = Set.of(TOPIC, "queue", FILTER, SCOPE);

    private final List<ExistingClient> clients;
    private final List<SubscriptionLines.SubscriptionRoute> fanOuts;

    ClientSubscriptions(List<ExistingClient> clients, List<SubscriptionLines.SubscriptionRoute> fanOuts) {
        this.clients = clients;
        this.fanOuts = fanOuts;
    }

    /** Adds the topic of all clients, if there is one, to the inbox's route; returns the subscriptions that it replaces. */
    List<SubscriptionLines.SubscriptionRoute> addTo(Lines.Block block) {
        Map<String, Map<String, SubscriptionLines.SubscriptionRoute>> topics = new LinkedHashMap<>();
        for (ExistingClient client : clients) {
            fanOuts.stream()
                    .filter(fanOut ->
                            fanOut.queue().filter(client.queue()::equals).isPresent())
                    .forEach(fanOut -> topics.computeIfAbsent(
                                    fanOut.block().parameters().get(TOPIC), topic -> new LinkedHashMap<>())
                            .put(client.name(), fanOut));
        }
        for (Map.Entry<String, Map<String, SubscriptionLines.SubscriptionRoute>> topic : topics.entrySet()) {
            Optional<Map<String, String>> said = said(topic.getValue());
            if (said.isPresent()) {
                block.with(TOPIC, topic.getKey());
                said.get().forEach(block::with);
                return List.copyOf(topic.getValue().values());
            }
        }
        return List.of();
    }

    /** The filter of all clients' subscriptions to one topic; empty if an inbox cannot describe these subscriptions. */
    private Optional<Map<String, String>> said(Map<String, SubscriptionLines.SubscriptionRoute> each) {
        if (each.size() < clients.size()
                || each.values().stream()
                        .anyMatch(fanOut -> fanOut.block().isCommented()
                                || !SAID.containsAll(fanOut.block().parameters().keySet()))) {
            return Optional.empty();
        }
        Set<String> scopes = values(each, SCOPE);
        if (scopes.size() > 1) {
            return Optional.empty();
        }
        String scope = scopes.iterator().next();
        Map<String, String> filters = new HashMap<>();
        each.forEach((client, fanOut) -> {
            String filter = fanOut.block().parameters().get(FILTER);
            if (filter != null) {
                filters.put(client, filter);
            }
        });
        if (filters.isEmpty()) {
            return Optional.of(Map.of());
        }
        return filters.size() < each.size()
                ? Optional.empty()
                : new ClientFilters(filters, FilterPolicy.Scope.named(scope))
                        .common()
                        .map(filter -> parameters(filter, scope));
    }

    private static Map<String, String> parameters(String filter, String scope) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(FILTER, filter);
        if (!scope.isEmpty()) {
            parameters.put(SCOPE, scope);
        }
        return parameters;
    }

    private static Set<String> values(Map<String, SubscriptionLines.SubscriptionRoute> each, String parameter) {
        return each.values().stream()
                .map(fanOut -> fanOut.block().parameters().getOrDefault(parameter, ""))
                .collect(Collectors.toSet());
    }
}
