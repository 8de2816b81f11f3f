package reload;

import configuration.RouteDifference;
import configuration.RouteSet;
import configuration.Template.Phase;
import http.HeldPaths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import ledger.Pauses;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.spi.RouteController;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;

/**
 * Exchanges routes of a running application, in the order of a start: first those that provision topics and queues, then
 * the handlers in files, then consumers, then publishers. A route stops as at a stop of the application, and loses no event.
 *
 * <p>If a route cannot be created, the former routes are restored. If a route cannot start, its start is retried later, as
 * at a start of the application.
 */
final class RouteSwap {
    private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);

    private final CamelContext context;
    private final RouteSet before;
    private final RouteSet after;
    private final RouteDifference difference;
    private final Runnable formerValues;
    private final Set<String> gone = new LinkedHashSet<>();
    private final Set<String> come = new LinkedHashSet<>();
    private final Map<String, String> notStarted = new LinkedHashMap<>();

    /** @param formerValues restores the values of properties that the former routes used */
    RouteSwap(
            CamelContext context, RouteSet before, RouteSet after, RouteDifference difference, Runnable formerValues) {
        this.context = context;
        this.before = before;
        this.after = after;
        this.difference = difference;
        this.formerValues = formerValues;
    }

    /**
     * Exchanges the routes.
     *
     * @return the routes that could not be started yet, each with the reason
     * @throws SwapFailedException if the exchange has failed and the former routes run again
     */
    Map<String, String> run() throws InterruptedException {
        try {
            exchange(
                    in(difference.leaving(), before, Phase.TOPOLOGY), in(difference.arriving(), after, Phase.TOPOLOGY));
            for (String handler : ofFiles(difference.arriving(), after)) {
                exchange(sameSource(handler), List.of(handler));
            }
            for (Phase phase : List.of(Phase.CONSUME, Phase.PUBLISH)) {
                exchange(in(difference.leaving(), before, phase), in(difference.arriving(), after, phase));
            }
            exchange(difference.leaving(), List.of());
            difference.removed().forEach(this::forget);
            return notStarted;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            restore();
            throw new SwapFailedException(e);
        }
    }

    private static List<String> in(Collection<String> routes, RouteSet of, Phase phase) {
        return routes.stream()
                .filter(route -> of.phase(route).filter(phase::equals).isPresent())
                .toList();
    }

    private static List<String> ofFiles(Collection<String> routes, RouteSet of) {
        return routes.stream().filter(of::isOfFile).toList();
    }

    /** The former version of a handler, and the ending routes that consume the same endpoint. */
    private List<String> sameSource(String handler) {
        Optional<String> from = after.from(handler);
        return difference.leaving().stream()
                .filter(route -> route.equals(handler)
                        || (before.isOfFile(route) && from.isPresent() && from.equals(before.from(route))))
                .toList();
    }

    private void exchange(Collection<String> leaving, Collection<String> arriving) throws Exception {
        Set<String> ending = new LinkedHashSet<>(leaving);
        arriving.stream().filter(difference.leaving()::contains).forEach(ending::add);
        ending.removeAll(gone);
        if (ending.isEmpty() && arriving.isEmpty()) {
            return;
        }
        if (context.isStopping() || context.isStopped()) {
            throw new InterruptedException("The application stops");
        }
        List<Runnable> held = new ArrayList<>();
        try {
            HeldPaths.of(context).ifPresent(paths -> held.add(paths.hold(endpoints(ending), context)));
            end(ending, held);
            for (String route : arriving) {
                begin(after, route);
                come.add(route);
            }
        } finally {
            held.forEach(Runnable::run);
        }
    }

    private List<Endpoint> endpoints(Collection<String> ending) {
        return ending.stream()
                .flatMap(route -> running(before.running(route)).stream())
                .map(Route::getEndpoint)
                .toList();
    }

    private void end(Collection<String> ending, List<Runnable> held) throws Exception {
        for (String route : ending) {
            Optional<Consumer> consumer = running(before.running(route)).map(Route::getConsumer);
            if (consumer.isPresent() && consumer.get() instanceof DirectConsumer direct) {
                held.add(closed(route, direct.getEndpoint()));
            } else if (consumer.isPresent() && consumer.get() instanceof Suspendable) {
                // All consumers are suspended before the first is awaited, so that their long polls end together.
                ServiceHelper.suspendService(consumer.get());
            }
        }
        Map<String, String> comingQueues = RouteMeters.queues(after);
        comingQueues.keySet().retainAll(difference.arriving());
        for (String route : ending) {
            remove(before.running(route));
            gone.add(route);
            Optional.ofNullable(RouteMeters.queues(before).get(route))
                    .filter(comingQueues::containsValue)
                    .ifPresent(queue -> RouteMeters.endQueue(context, queue));
        }
    }

    private Runnable closed(String route, Endpoint endpoint) throws InterruptedException {
        if (!(endpoint.getComponent() instanceof GatedDirect direct)) {
            return () -> {};
        }
        Duration most = Duration.of(
                context.getShutdownStrategy().getTimeout(),
                context.getShutdownStrategy().getTimeUnit().toChronoUnit());
        return direct.close(endpoint, most)
                .orElseThrow(() -> new IllegalStateException(
                        "route %s: an event has been in it for more than %d s".formatted(route, most.toSeconds())));
    }

    private void begin(RouteSet routes, String route) throws Exception {
        try {
            routes.create(route, context);
        } catch (Exception e) {
            if (controller().getRouteStatus(routes.running(route)) == null) {
                throw e;
            }
            LOG.debug("Route {} exists and cannot start yet", route, e);
        }
        try {
            controller().startRoute(routes.running(route));
        } catch (Exception e) {
            notStarted.put(route, SafeText.of(root(e)));
        }
    }

    private static Throwable root(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .reduce((outer, inner) -> inner)
                .orElse(failure);
    }

    private void remove(String id) throws Exception {
        if (controller().getRouteStatus(id) == null) {
            return;
        }
        controller().stopRoute(id);
        if (!context.removeRoute(id)) {
            throw new IllegalStateException("route %s: does not stop".formatted(id));
        }
        RouteMeters.endStates(context, id);
    }

    private void forget(String route) {
        String id = before.running(route);
        RouteMeters.endAll(context, id);
        Pauses.of(context).ifPresent(pauses -> pauses.resumeHere(id));
        Optional.ofNullable(RouteMeters.queues(before).get(route))
                .filter(queue -> !RouteMeters.queues(after).containsValue(queue))
                .ifPresent(queue -> RouteMeters.endQueue(context, queue));
    }

    /** Restores the former routes. If one of them cannot be restored, the log says so, and the others are still restored. */
    private void restore() {
        for (String route : come) {
            attempt(route, () -> remove(after.running(route)));
        }
        formerValues.run();
        before.bind(context);
        for (String route : before.written().keySet()) {
            if (gone.contains(route)) {
                attempt(route, () -> begin(before, route));
            }
        }
    }

    private static void attempt(String route, Restoring step) {
        try {
            step.run();
        } catch (Exception e) {
            LOG.error("Route {} could not be restored: restart the process", route, e);
        }
    }

    @FunctionalInterface
    private interface Restoring {
        void run() throws Exception;
    }

    private Optional<Route> running(String id) {
        return Optional.ofNullable(context.getRoute(id));
    }

    private RouteController controller() {
        return context.getRouteController();
    }
}
