package reload;

import configuration.ConfiguredRoute;
import configuration.RouteSet;
import cost.Costs;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import topology.Queue;

/** Removes the metrics of routes that end. Otherwise a gauge would still show a stopped consumer, and keep it in memory. */
final class RouteMeters {
    private RouteMeters() {}

    /** Removes the gauges of a route. Its counters stay, because they continue when the route comes back. */
    static void endStates(CamelContext context, String route) {
        remove(context, meter -> meter instanceof Gauge && isOf(meter, route));
    }

    /** Removes all metrics of a route that does not come back. */
    static void endAll(CamelContext context, String route) {
        remove(context, meter -> isOf(meter, route));
        Costs.of(context).forget(route);
    }

    /** Removes the metrics of a queue that no route consumes any more, or whose next route adds them again. */
    static void endQueue(CamelContext context, String queue) {
        remove(context, meter -> queue.equals(meter.getId().getTag("queue")));
    }

    /** The queue of each route that consumes one. */
    static Map<String, String> queues(RouteSet routes) {
        return routes.configured().stream()
                .filter(route -> route.parameters().containsKey("queue")
                        && route.parameters().containsKey("handler"))
                .collect(Collectors.toMap(
                        ConfiguredRoute::id,
                        route -> Queue.of(route.parameters().get("queue")).name()));
    }

    private static void remove(CamelContext context, Predicate<Meter> those) {
        MeterRegistry meters = context.getRegistry().findSingleByType(MeterRegistry.class);
        if (meters != null) {
            meters.getMeters().stream().filter(those).forEach(meters::remove);
        }
    }

    private static boolean isOf(Meter meter, String route) {
        return Stream.of("route", "routeId")
                .map(tag -> meter.getId().getTag(tag))
                .anyMatch(route::equals);
    }
}
