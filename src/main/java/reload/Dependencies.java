package reload;

import configuration.ConfiguredRoute;
import configuration.RouteDifference.ChangedParameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import publishing.EventLimit;
import topology.RouteParts;
import topology.Topology;

/**
 * What routes depend on apart from their own parameters: what other routes say about their topic, their queue, or the size
 * of their events. A route is exchanged if this changes, too.
 */
record Dependencies(List<ConfiguredRoute> routes, Topology topology) {
    private static final String TOPIC = "topic";

    /** The routes whose dependencies have changed, each with one difference. */
    Map<String, ChangedParameter> changedFrom(Dependencies before) {
        Map<String, ChangedParameter> changed = new LinkedHashMap<>();
        for (ConfiguredRoute route : routes) {
            Optional<ConfiguredRoute> former = before.routes().stream()
                    .filter(one -> one.id().equals(route.id()))
                    .findFirst();
            former.flatMap(one -> size(one, before, route).or(() -> resources(one, before, route)))
                    .ifPresent(difference -> changed.put(route.id(), difference));
        }
        return changed;
    }

    private Optional<ChangedParameter> size(ConfiguredRoute former, Dependencies before, ConfiguredRoute now) {
        if (!"publish".equals(now.template())
                || !now.template().equals(former.template())
                || now.parameters().containsKey(EventLimit.PARAMETER)) {
            return Optional.empty();
        }
        int was = EventLimit.of(before.routes(), former.parameters().get(TOPIC)).bytes();
        int is = EventLimit.of(routes, now.parameters().get(TOPIC)).bytes();
        return was == is
                ? Optional.empty()
                : Optional.of(new ChangedParameter(
                        EventLimit.PARAMETER + " of its topic",
                        Optional.of(String.valueOf(was)),
                        Optional.of(String.valueOf(is))));
    }

    private Optional<ChangedParameter> resources(ConfiguredRoute former, Dependencies before, ConfiguredRoute now) {
        return RouteParts.provisionedBy(former, before.topology()).equals(RouteParts.provisionedBy(now, topology))
                ? Optional.empty()
                : Optional.of(new ChangedParameter(
                        "what other routes say of its topic or queue", Optional.empty(), Optional.empty()));
    }
}
