package endurance;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import local.http.LoopbackServer;

/**
 * The services behind the subscribers: they answer posts, mostly at once, sometimes late or with an error, and keep a
 * record of each call. Some get several events at once, and report which of them have failed.
 *
 * <p>The fate of an event is drawn from the seed, the subscriber and the event's id. An effect happens at the moment of
 * the answer, unless the caller has gone by then.
 */
final class SubscriberServices implements AutoCloseable {
    private static final int FREE_PORT = 0;

    private final long seed;
    private final Queue<Run> runs = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final Set<Integer> callers = ConcurrentHashMap.newKeySet();
    private final LoopbackServer server;
    private volatile boolean reliable;

    SubscriberServices(long seed) {
        this.seed = seed;
        server = LoopbackServer.startAsynchronous("the handlers", FREE_PORT, this::service);
    }

    URI endpoint() {
        return server.endpoint();
    }

    /** Sets whether every call succeeds whose event is not refused. Slow calls stay slow. */
    void setReliable(boolean reliable) {
        this.reliable = reliable;
    }

    /** All calls that have ended, in the order of their ends. */
    List<Run> runs() {
        return List.copyOf(runs);
    }

    boolean wereCalledBy(int instance) {
        return callers.contains(instance);
    }

    @Override
    public void close() {
        server.close();
    }

    private Handler<HttpServerRequest> service(Vertx vertx) {
        return request -> request.body().onSuccess(body -> {
            SubscribedQueue subscriber = SubscribedQueue.at(request.path());
            callers.add(instance(request));
            ServiceCall call = new ServiceCall(subscriber, instance(request), Instant.now(), sent(request, body));
            vertx.setTimer(call.time().toMillis(), timer -> answer(request, call));
        });
    }

    private List<ServiceCall.HandedEvent> sent(HttpServerRequest request, Buffer body) {
        SubscribedQueue subscriber = SubscribedQueue.at(request.path());
        if (!subscriber.isBatched()) {
            String event = request.getHeader("ce-id");
            return List.of(sent(subscriber, event, request.getHeader("ce-subject"), request.getHeader("ce-type")));
        }
        return body.toJsonArray().stream()
                .map(JsonObject.class::cast)
                .map(event ->
                        sent(subscriber, event.getString("id"), event.getString("subject"), event.getString("type")))
                .toList();
    }

    private ServiceCall.HandedEvent sent(SubscribedQueue subscriber, String event, String group, String type) {
        int call = calls.merge(subscriber + event, 1, Integer::sum);
        Random random =
                new Random(seed + 31L * event.hashCode() + subscriber.queue().hashCode());
        Duration time = time(random, subscriber);
        boolean fails = call <= failures(random);
        return new ServiceCall.HandedEvent(
                event, group, time, fails, Event.REFUSED.equals(type), random.nextDouble() < 0.02);
    }

    private void answer(HttpServerRequest request, ServiceCall call) {
        boolean gone = request.response().closed();
        ServiceCall.ServiceAnswer answer = call.answer(reliable);
        runs.addAll(call.runs(gone ? ServiceCall.ServiceAnswer.none(call) : answer, Instant.now()));
        if (!gone) {
            request.response()
                    .setStatusCode(answer.status())
                    .putHeader("Content-Type", "application/json")
                    .end(answer.body());
        }
    }

    private static int instance(HttpServerRequest request) {
        return Integer.parseInt(request.getParam("instance"));
    }

    /** The time of an event: sometimes longer than the visibility timeout, and without groups also longer than a stop waits. */
    private static Duration time(Random random, SubscribedQueue subscriber) {
        double kind = random.nextDouble();
        if (kind < 0.001 && !subscriber.isOrdered()) {
            return Duration.ofSeconds(12);
        } else if (kind < 0.004) {
            return EndurancePlan.VISIBILITY.plusMillis(random.nextInt(2000));
        } else if (kind < 0.1) {
            return Duration.ofMillis(50 + random.nextInt(400));
        }
        return Duration.ofMillis(1 + random.nextInt(20));
    }

    private static int failures(Random random) {
        return random.nextDouble() < 0.05 ? 1 + random.nextInt(3) : 0;
    }
}
