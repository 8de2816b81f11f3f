package console;

import configuration.ConfiguredRoute;
import configuration.Nearest;
import configuration.RouteSetting;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import delivery.Observed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ledger.Pauses;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.aws2.sqs.Sqs2Endpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.SupervisingRouteController;
import org.apache.camel.util.URISupport;
import process.SafeText;
import topology.Inbox;
import topology.Queue;
import topology.RouterLine;
import topology.Topic;
import topology.Topology;

/**
 * The routes of this application that handle events or hand them to clients: routes of templates, and users' own routes that
 * consume a queue.
 */
final class ConsumingRoutes {
    private final CamelContext camel;

    ConsumingRoutes(CamelContext camel) {
        this.camel = camel;
    }

    /** How a route gets its events. */
    enum Pattern {
        POLLING_CONSUMER,
        FIFO_CONSUMER,
        PUSH_CONSUMER,
        INBOX;

        /** The name of the template. */
        String template() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A route that handles events, or hands them to the clients of an inbox.
     *
     * @param queue the queue it consumes; empty if SNS pushes to it, or if it has one for each client
     * @param inbox the inbox that it serves or sends to; {@code null} if it does neither
     * @param path the HTTP path that SNS pushes to, or that clients connect to; {@code null} if it consumes a queue
     * @param topic the topic of the pushes, or of the clients' subscriptions; {@code null} if there is none
     * @param handler the endpoint that handles events, without passwords; {@code null} if the route has other steps
     * @param concurrency how many handlers run at the same time; {@code null} if that is not configured
     * @param idempotent whether the ledger keeps an event from being handled twice
     */
    record Consuming(
            String id,
            Pattern pattern,
            Optional<String> queue,
            Inbox inbox,
            String path,
            String topic,
            String handler,
            Integer concurrency,
            boolean idempotent) {
        /** The subject of its entries in the audit trail: its queue, its clients' dead-letter queue, or the route itself. */
        String subject() {
            return pattern == Pattern.INBOX ? inbox.deadLetters().name() : queue.orElse(id);
        }
    }

    /** All these routes, by id. */
    List<Consuming> all() {
        List<Consuming> routes = new ArrayList<>();
        Topology topology = Topology.of(camel);
        topology.consumers()
                .forEach(consumer -> routes.add(new Consuming(
                        consumer.route(),
                        pattern(consumer.queue()),
                        Optional.of(consumer.queue().name()),
                        router(topology, consumer).orElse(null),
                        null,
                        null,
                        handler(topology, consumer),
                        Integer.valueOf(consumer.parameters().get("concurrency")),
                        consumer.isIdempotent())));
        topology.receivers()
                .forEach(receiver -> routes.add(new Consuming(
                        receiver.route(),
                        Pattern.PUSH_CONSUMER,
                        Optional.empty(),
                        null,
                        receiver.path(),
                        receiver.topic().name(),
                        configured(receiver.route())
                                .map(route -> URISupport.sanitizeUri(
                                        route.parameters().get("handler")))
                                .orElse(null),
                        null,
                        receiver.idempotent())));
        topology.inboxes()
                .served()
                .forEach(line -> routes.add(new Consuming(
                        line.route(),
                        Pattern.INBOX,
                        Optional.empty(),
                        line.inbox(),
                        configured(line.route())
                                .map(route -> route.parameters().get("path"))
                                .orElse(null),
                        line.topic().map(Topic::name).orElse(null),
                        null,
                        null,
                        line.isIdempotent())));
        for (Route route : camel.getRoutes()) {
            if (route.getConsumer() instanceof Observed observed
                    && route.getEndpoint() instanceof Sqs2Endpoint endpoint
                    && routes.stream().noneMatch(known -> known.id().equals(route.getRouteId()))) {
                String queue = endpoint.getConfiguration().getQueueName();
                routes.add(new Consuming(
                        route.getRouteId(),
                        pattern(new Queue(queue)),
                        Optional.of(queue),
                        null,
                        null,
                        null,
                        null,
                        observed.figures().concurrency(),
                        observed.usesLedger()));
            }
        }
        routes.sort(Comparator.comparing(Consuming::id));
        return routes;
    }

    /**
     * The route of that id.
     *
     * @throws RefusedException if no route of that id handles events
     */
    Consuming get(String id) {
        List<Consuming> all = all();
        return all.stream()
                .filter(route -> route.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        Reason.NOT_KNOWN,
                        "no consumer route " + id
                                + Nearest.question(
                                        id, all.stream().map(Consuming::id).toList())));
    }

    /** What the route's consumer does; empty if it consumes no queue, or was never started. */
    Optional<Observed> observed(String id) {
        return Optional.ofNullable(camel.getRoute(id))
                .map(Route::getConsumer)
                .filter(Observed.class::isInstance)
                .map(Observed.class::cast);
    }

    /** {@code running}, {@code paused}, {@code stopped} or {@code failed}. */
    String state(String id) {
        if (startFailure(id).isPresent()) {
            return "failed";
        } else if (camel.getRouteController().getRouteStatus(id) == null
                || !camel.getRouteController().getRouteStatus(id).isStarted()) {
            return "stopped";
        }
        return Pauses.of(camel).flatMap(pauses -> pauses.of(id)).isPresent() ? "paused" : "running";
    }

    /** Why the route could not be started, so that its start is retried; empty for other routes. */
    Optional<String> startFailure(String id) {
        return camel.getRouteController() instanceof SupervisingRouteController supervising
                ? Optional.ofNullable(supervising.getRestartException(id))
                        .filter(failure -> camel.getRoute(id) == null
                                || !camel.getRouteController()
                                        .getRouteStatus(id)
                                        .isStarted())
                        .map(failure -> "cannot start: " + SafeText.of(failure))
                : Optional.empty();
    }

    /** What a route is for, in its author's words. */
    Optional<String> description(String id) {
        return Optional.ofNullable(camel.getCamelContextExtension().getContextPlugin(Model.class))
                .map(model -> model.getRouteDefinition(id))
                .map(RouteDefinition::getDescriptionText)
                .map(text -> filled(text, settings(id)));
    }

    private static String filled(String text, List<RouteSetting> settings) {
        String filled = text;
        for (RouteSetting setting : settings) {
            filled = filled.replace("{{" + setting.name() + "}}", setting.value());
        }
        return filled;
    }

    /** The settings of a template's route; none for another route. */
    List<RouteSetting> settings(String id) {
        return configured(id)
                .map(route -> RouteSetting.of(camel.getRegistry(), route))
                .orElseGet(List::of);
    }

    private Optional<ConfiguredRoute> configured(String id) {
        return ConfiguredRoute.in(camel.getRegistry()).stream()
                .filter(route -> route.id().equals(id))
                .findFirst();
    }

    /** A route that sends to the inboxes of clients has no other handler. */
    private static String handler(Topology topology, Topology.Consumer consumer) {
        return router(topology, consumer)
                .map(inbox -> "inbox " + inbox.name())
                .orElseGet(() -> URISupport.sanitizeUri(consumer.parameters().get("handler")));
    }

    private static Optional<Inbox> router(Topology topology, Topology.Consumer consumer) {
        return topology.inboxes().routers().stream()
                .filter(router -> router.route().equals(consumer.route()))
                .map(RouterLine::inbox)
                .findFirst();
    }

    private static Pattern pattern(Queue queue) {
        return queue.isFifo() ? Pattern.FIFO_CONSUMER : Pattern.POLLING_CONSUMER;
    }
}
