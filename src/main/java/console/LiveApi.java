package console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import console.ConsumingRoutes.Consuming;
import deadletters.RefusedException;
import delivery.Observed;
import delivery.RecentDelivery;
import http.Operator;
import http.PathSegment;
import http.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import ledger.LedgerUnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;

/**
 * Serves the figures that operators look at, and pauses and resumes routes, as {@code openapi.json} describes. Each method
 * answers one kind of request.
 */
public final class LiveApi {
    private static final Logger LOG = LoggerFactory.getLogger(LiveApi.class);
    private static final int MOST_DELIVERIES = 100;

    /** The position of the id in {@code /caravan/routes/{id}}. */
    private static final int ID = 3;

    private final ConsumingRoutes routes;
    private final TopologyPicture picture;
    private final Moment moment;
    private final Pausing pausing;

    LiveApi(ConsumingRoutes routes, TopologyPicture picture, Moment moment, Pausing pausing) {
        this.routes = routes;
        this.picture = picture;
        this.moment = moment;
        this.pausing = pausing;
    }

    /** A delivery and its route. */
    private record Delivered(String route, RecentDelivery delivery) {}

    /** {@code GET /caravan/topology}: draws the way of events. */
    public void topology(Exchange exchange) {
        ObjectNode drawn = picture.draw();
        Tagged.answer(exchange, drawn, drawn);
    }

    /** {@code GET /caravan/now}: shows the current figures. */
    public void now(Exchange exchange) throws InterruptedException {
        ObjectNode drawn = moment.draw();
        ObjectNode timed = Json.object()
                .put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        timed.setAll(drawn);
        Tagged.answer(exchange, drawn, timed);
    }

    /** {@code GET /caravan/routes/{id}}: shows one consumer with its settings and its last deliveries. */
    public void route(Exchange exchange) {
        Consuming route = asked(exchange);
        ObjectNode drawn = Json.object().put("id", route.id());
        routes.description(route.id()).ifPresent(text -> drawn.put("description", text));
        drawn.put("pattern", route.pattern().template());
        route.queue().ifPresent(queue -> drawn.put("queue", queue));
        Optional.ofNullable(route.inbox()).ifPresent(inbox -> drawn.put("inbox", inbox.name()));
        moment.draw(route, drawn);
        drawn.putPOJO("settings", routes.settings(route.id()));
        drawn.putPOJO(
                "deliveries", routes.observed(route.id()).map(Observed::recent).orElseGet(List::of));
        answer(exchange, drawn);
    }

    /** {@code GET /caravan/deliveries}: shows the last deliveries of all routes, the newest first. */
    public void deliveries(Exchange exchange) {
        List<Delivered> all = new ArrayList<>();
        for (Consuming route : routes.all()) {
            routes.observed(route.id())
                    .ifPresent(observed ->
                            observed.recent().forEach(delivery -> all.add(new Delivered(route.id(), delivery))));
        }
        all.sort(Comparator.comparing(
                        (Delivered delivered) -> delivered.delivery().time())
                .reversed());
        ObjectNode drawn = Json.object();
        ArrayNode entries = drawn.putArray("entries");
        all.stream().limit(MOST_DELIVERIES).forEach(delivered -> {
            ObjectNode entry = entries.addObject().put("route", delivered.route());
            entry.setAll(Json.tree(delivered.delivery()));
        });
        answer(exchange, drawn);
    }

    /** {@code POST /caravan/routes/{id}/pause}: pauses a route. */
    public void pause(Exchange exchange) {
        change(
                exchange,
                (route, request) -> pausing.pause(route, request, request.author(Operator.signature(exchange))));
    }

    /** {@code POST /caravan/routes/{id}/resume}: resumes a route. */
    public void resume(Exchange exchange) {
        change(
                exchange,
                (route, request) -> pausing.resume(route, request, request.author(Operator.signature(exchange))));
    }

    private void change(Exchange exchange, BiConsumer<Consuming, PauseRequest> change) {
        Consuming route = asked(exchange);
        change.accept(route, PauseRequest.read(exchange.getMessage().getBody(String.class)));
        ObjectNode drawn = Json.object().put("id", route.id()).put("state", routes.state(route.id()));
        moment.pause(route.id()).ifPresent(pause -> drawn.putPOJO("pause", pause));
        answer(exchange, drawn);
    }

    /** Answers a request that failed. */
    public void failed(Exchange exchange) {
        problem(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))
                .answer(exchange.getMessage());
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return switch (refused.reason()) {
                case NOT_KNOWN -> Problem.of(404, refused.getMessage());
                case WRONG -> Problem.of(400, refused.getMessage());
                case CONFLICT, BUSY -> Problem.of(409, refused.getMessage());
            };
        }
        if (failure instanceof LedgerUnavailableException) {
            return Problem.unavailable("The ledger does not answer");
        }
        LOG.error("A look at the routes failed", failure);
        return Problem.of(500, "The request failed; the log says why");
    }

    private Consuming asked(Exchange exchange) {
        return routes.get(PathSegment.of(exchange, ID).orElseThrow());
    }

    private static void answer(Exchange exchange, ObjectNode body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*"); // Camel would send the request's headers back
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(Json.write(body));
    }
}
