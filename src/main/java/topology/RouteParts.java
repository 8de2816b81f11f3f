package topology;

import configuration.ConfiguredRoute;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The parts of a topology that single routes create or change when they start. */
public final class RouteParts {
    private RouteParts() {}

    /**
     * The part that a route of the topology provisions, and whether this application receives its pushes; empty if the
     * route provisions nothing.
     */
    public static Optional<Object> provisionedBy(ConfiguredRoute route, Topology whole) {
        return "publish".equals(route.template())
                ? Optional.empty()
                : part(route, whole).map(part -> List.of(part, pushed(part, whole)));
    }

    /** The parts that these routes create or change when they start, including what all other routes say about them. */
    public static Topology startedBy(Collection<ConfiguredRoute> routes, Topology whole) {
        List<Topology> parts =
                routes.stream().flatMap(route -> part(route, whole).stream()).toList();
        Set<Topic> topics =
                parts.stream().flatMap(part -> part.topics().stream()).collect(Collectors.toSet());
        Set<Queue> queues = parts.stream()
                .flatMap(part -> part.queues().stream())
                .map(DeclaredQueue::queue)
                .collect(Collectors.toSet());
        Set<Subscription> subscriptions =
                parts.stream().flatMap(part -> part.subscriptions().stream()).collect(Collectors.toSet());
        return whole.part(
                whole.declaredTopics().stream()
                        .filter(declared -> topics.contains(declared.topic()))
                        .toList(),
                whole.queues().stream()
                        .filter(declared -> queues.contains(declared.queue()))
                        .toList(),
                whole.subscriptions().stream().filter(subscriptions::contains).toList());
    }

    private static Set<Topology.PushReceiver> pushed(Topology part, Topology whole) {
        Set<Topology.PushReceiver> receivers = new HashSet<>(whole.receivers());
        receivers.removeIf(receiver -> part.subscriptions().stream().noneMatch(receiver::isSubscribedBy));
        return receivers;
    }

    private static Optional<Topology> part(ConfiguredRoute route, Topology whole) {
        return switch (route.template()) {
            case "topic", "publish" ->
                Optional.of(whole.around(new Topic(route.parameters().get("topic"))));
            case "queue" ->
                Optional.of(whole.around(new Queue(route.parameters().get("queue"))));
            case "fan-out" -> Optional.of(whole.around(Subscription.of(route.parameters())));
            default -> Optional.empty();
        };
    }
}
