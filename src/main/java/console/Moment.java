package console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import console.ConsumingRoutes.Consuming;
import console.QueueDepths.Depth;
import console.QueueDepths.DepthsNow;
import cost.Costs;
import delivery.ConsumerFigures;
import delivery.Observed;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import ledger.Pause;
import ledger.Pauses;
import org.apache.camel.CamelContext;
import process.Json;

/** The current figures of this process as JSON: queues, topics, routes and inboxes. Unknown figures are absent. */
final class Moment {
    private final CamelContext camel;
    private final ConsumingRoutes routes;
    private final TopologyPicture picture;
    private final InboxPicture inboxes;
    private final QueueDepths depths;
    private final RunningTasks tasks;
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Map<String, RecentRate> handled = new ConcurrentHashMap<>();
    private final Map<String, RecentRate> published = new ConcurrentHashMap<>();

    Moment(
            CamelContext camel,
            ConsumingRoutes routes,
            TopologyPicture picture,
            InboxPicture inboxes,
            QueueDepths depths,
            RunningTasks tasks) {
        this.camel = camel;
        this.routes = routes;
        this.picture = picture;
        this.inboxes = inboxes;
        this.depths = depths;
        this.tasks = tasks;
    }

    /** All figures, without the time. */
    ObjectNode draw() throws InterruptedException {
        Pauses.of(camel).ifPresent(Pauses::refresh);
        List<String> asked = new ArrayList<>(picture.queues());
        asked.addAll(inboxes.deadLetters());
        DepthsNow known = depths.look(asked);
        List<Consuming> all = routes.all();
        ObjectNode now = Json.object();
        now.putObject("process").put("id", processId()).put("started", started.toString());
        ledger(all).ifPresent(ledger -> now.set("ledger", ledger));
        ArrayNode queues = now.putArray("queues");
        picture.queues().forEach(queue -> draw(queue, known.depths().get(queue), queues.addObject()));
        inboxes.deadLetters()
                .forEach(letters -> drawLetters(letters, known.depths().get(letters), queues.addObject()));
        known.problem().ifPresent(problem -> now.put("queuesProblem", problem));
        ArrayNode topics = now.putArray("topics");
        picture.topics().forEach(topic -> {
            long count = Costs.of(camel).published(topic);
            ObjectNode drawn = topics.addObject().put("name", topic).put("published", count);
            put(drawn, "perSecond", rate(published, topic, count));
        });
        ArrayNode drawnRoutes = now.putArray("routes");
        all.forEach(route -> draw(route, known, drawnRoutes.addObject()));
        now.set("inboxes", inboxes.now());
        now.putPOJO(
                "tasks",
                tasks.running(Pauses.of(camel).filter(Pauses::reachesAll).isPresent()));
        now.putObject("looking")
                .put("requestsAnHour", known.requestsAnHour() + inboxes.requestsAnHour())
                .put("staleAfterSeconds", depths.staleAfter().toSeconds());
        return now;
    }

    /** The state, the pause and the figures of a route. */
    void draw(Consuming route, ObjectNode drawn) {
        drawn.put("state", routes.state(route.id()));
        pause(route.id()).ifPresent(pause -> drawn.putPOJO("pause", pause));
        routes.observed(route.id()).map(Observed::figures).ifPresent(figures -> {
            drawn.putObject("handlers").put("busy", figures.busy()).put("concurrency", figures.concurrency());
            ObjectNode ends = drawn.putObject("ends");
            figures.ends().forEach(ends::put);
            put(drawn, "p50Millis", figures.p50Millis());
            put(drawn, "p99Millis", figures.p99Millis());
        });
    }

    private void draw(Consuming route, DepthsNow known, ObjectNode drawn) {
        drawn.put("id", route.id());
        draw(route, drawn);
        Optional<ConsumerFigures> figures = routes.observed(route.id()).map(Observed::figures);
        figures.ifPresent(all -> put(drawn, "perSecond", rate(handled, route.id(), all.left())));
        Optional<Depth> waiting = route.queue().map(known.depths()::get).filter(depth -> depth.waiting() > 0);
        figures.flatMap(ConsumerFigures::lastHandledSent)
                .filter(sent -> waiting.isPresent())
                .ifPresent(sent -> drawn.put(
                        "behindSeconds",
                        Math.max(0, Duration.between(sent, Instant.now()).toSeconds())));
        waiting.filter(depth -> depth.drain() > 0)
                .ifPresent(depth -> drawn.put("emptyInSeconds", Math.round(depth.waiting() / depth.drain())));
        routes.startFailure(route.id())
                .or(() -> figures.flatMap(ConsumerFigures::problem))
                .ifPresent(problem -> drawn.put("problem", problem));
    }

    private static void draw(String queue, Depth depth, ObjectNode drawn) {
        drawn.put("name", queue);
        if (depth != null) {
            drawn.put("asOf", depth.asOf().truncatedTo(ChronoUnit.MILLIS).toString())
                    .put("waiting", depth.waiting())
                    .put("inFlight", depth.inFlight())
                    .put("delayed", depth.delayed());
            depth.deadLetters().ifPresent(letters -> drawn.put("deadLetters", letters));
        }
    }

    /** A queue that holds only dead letters, which the queues of many clients share. */
    private static void drawLetters(String queue, Depth depth, ObjectNode drawn) {
        draw(queue, depth, drawn);
        if (depth != null) {
            drawn.put("deadLetters", depth.waiting() + depth.inFlight());
        }
    }

    /** The state of the ledger as consumers and reads of pauses last found it. This makes no call to the ledger. */
    private Optional<ObjectNode> ledger(List<Consuming> all) {
        Optional<Pauses> pauses = Pauses.of(camel);
        Optional<Instant> away = all.stream()
                .flatMap(route -> routes.observed(route.id()).stream())
                .flatMap(observed -> observed.figures().ledgerAway().stream())
                .min(Comparator.naturalOrder())
                .or(() -> pauses.flatMap(Pauses::awaySince));
        if (away.isPresent()) {
            return Optional.of(Json.object()
                    .put("state", "away")
                    .put("since", away.get().truncatedTo(ChronoUnit.MILLIS).toString()));
        }
        return pauses.filter(Pauses::hasAnswered).map(answered -> Json.object().put("state", "up"));
    }

    Optional<Pause> pause(String route) {
        return Pauses.of(camel).flatMap(pauses -> pauses.of(route));
    }

    /** A name for this process, because a load balancer may send the next request to another one. */
    static String processId() {
        return ManagementFactory.getRuntimeMXBean().getName();
    }

    private static OptionalDouble rate(Map<String, RecentRate> rates, String name, long count) {
        return rates.computeIfAbsent(name, first -> new RecentRate()).at(System.nanoTime(), count);
    }

    private static void put(ObjectNode drawn, String name, OptionalDouble figure) {
        figure.ifPresent(value -> drawn.put(name, Math.round(value * 1000) / 1000.0));
    }
}
