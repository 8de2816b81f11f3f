package console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import console.ConsumingRoutes.Consuming;
import console.ConsumingRoutes.Pattern;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import ledger.LedgerSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.util.URISupport;
import process.Json;
import topology.DeclaredQueue;
import topology.FilterPolicy;
import topology.Queue;
import topology.Subscriber;
import topology.Subscription;
import topology.Topic;
import topology.Topology;

/**
 * The way of events through this application as JSON: sources, topics, subscriptions, queues, handlers and inboxes. The queues
 * of an inbox's clients, and their subscriptions, are a part of the inbox: there may be a thousand of them.
 */
final class TopologyPicture {
    private static final String QUEUE = "queue";
    private static final String TOPIC = "topic";
    private static final String ROUTE = "route";
    private static final String NAME = "name";
    private static final String TYPE = "ce_type";

    private final CamelContext camel;
    private final ConsumingRoutes routes;
    private final InboxPicture inboxes;

    TopologyPicture(CamelContext camel, ConsumingRoutes routes, InboxPicture inboxes) {
        this.camel = camel;
        this.routes = routes;
        this.inboxes = inboxes;
    }

    /** The names of the queues that receive events or are consumed. */
    Collection<String> queues() {
        return queues(Topology.of(camel), routes.all()).keySet();
    }

    /** The names of the topics that events are published to. */
    Collection<String> topics() {
        Set<String> topics = new TreeSet<>();
        Topology.of(camel).topics().forEach(topic -> topics.add(topic.name()));
        return topics;
    }

    ObjectNode draw() {
        Topology topology = Topology.of(camel);
        List<Consuming> consuming = routes.all();
        ObjectNode picture = Json.object().put("application", topology.application());
        ArrayNode sources = picture.putArray("sources");
        topology.publishers().forEach(publisher -> {
            ObjectNode source = sources.addObject()
                    .put(ROUTE, publisher.route())
                    .put("uri", URISupport.sanitizeUri(publisher.parameters().get("from")))
                    .put(TOPIC, publisher.topic().name());
            routes.description(publisher.route()).ifPresent(text -> source.put("description", text));
        });
        ArrayNode topics = picture.putArray("topics");
        topology.topics().forEach(topic -> draw(topic, topics.addObject()));
        ArrayNode subscriptions = picture.putArray("subscriptions");
        topology.subscriptions().stream()
                .filter(subscription -> !isOfClient(subscription, topology))
                .forEach(subscription -> draw(subscription, topology, subscriptions.addObject()));
        picture.putArray("queues").addAll(queues(topology, consuming).values());
        ArrayNode handlers = picture.putArray("handlers");
        consuming.stream()
                .filter(route -> route.pattern() != Pattern.INBOX)
                .forEach(route -> draw(route, handlers.addObject()));
        picture.set("inboxes", inboxes.draw(topology));
        ArrayNode watchers = picture.putArray("watchers");
        topology.watchers()
                .forEach(watcher -> watchers.addObject()
                        .put(ROUTE, watcher.route())
                        .put(QUEUE, watcher.queue().name()));
        topology.ledger().map(LedgerSettings::table).ifPresent(table -> picture.put("ledger", table));
        return picture;
    }

    private static void draw(Topic topic, ObjectNode drawn) {
        drawn.put(NAME, topic.name()).put("fifo", topic.isFifo());
        if (topic.isGivenByArn()) {
            drawn.put("arn", topic.nameOrArn());
        }
    }

    private static void draw(Subscription subscription, Topology topology, ObjectNode drawn) {
        Subscriber subscriber = subscription.subscriber();
        drawn.put(TOPIC, subscription.topic().name()).put("subscriber", subscriber.toString());
        boolean ours = topology.receivers().stream().anyMatch(receiver -> receiver.isSubscribedBy(subscription));
        if (subscriber instanceof Subscriber.OfQueue ofQueue) {
            drawn.put(QUEUE, ofQueue.queue().name());
            ours = true;
        }
        drawn.put("protocol", subscriber.protocol());
        if (subscriber instanceof Subscriber.OfEndpoint endpoint) {
            drawn.put("endpoint", endpoint.toString());
        }
        filter(subscription.filter(), drawn);
        drawn.put("ours", ours);
    }

    private static boolean isOfClient(Subscription subscription, Topology topology) {
        return subscription.subscriber() instanceof Subscriber.OfQueue ofQueue
                && topology.inboxes().of(ofQueue.queue()).isPresent();
    }

    /** Adds a filter as AWS has it. */
    static void filter(FilterPolicy filter, ObjectNode drawn) {
        if (filter.isEmpty()) {
            return;
        }
        JsonNode policy = read(filter.json());
        drawn.set("filter", policy);
        drawn.put("filterScope", filter.scope().toString());
        JsonNode types = policy.path(TYPE);
        boolean areNames = !types.isEmpty();
        for (JsonNode type : types) {
            areNames &= type.isTextual();
        }
        if (areNames) {
            drawn.set("types", types);
        }
    }

    private static void draw(Consuming route, ObjectNode drawn) {
        drawn.put(ROUTE, route.id()).put("pattern", route.pattern().template());
        route.queue().ifPresent(queue -> drawn.put(QUEUE, queue));
        if (route.inbox() != null) {
            drawn.put("inbox", route.inbox().name());
        }
        if (route.path() != null) {
            drawn.put("path", route.path()).put(TOPIC, route.topic());
        }
        if (route.handler() != null) {
            drawn.put("handler", route.handler());
        }
        if (route.concurrency() != null) {
            drawn.put("concurrency", route.concurrency());
        }
        drawn.put("idempotent", route.idempotent());
    }

    /** Dead-letter queues are a part of the queues that they belong to, unless a route consumes them. */
    private static Map<String, ObjectNode> queues(Topology topology, List<Consuming> consuming) {
        Map<String, ObjectNode> queues = new LinkedHashMap<>();
        topology.queues().stream()
                .filter(declared -> !declared.isForDeadLetters()
                        && topology.inboxes().of(declared.queue()).isEmpty())
                .forEach(declared -> add(queues, declared.queue(), Optional.of(declared)));
        consuming.stream()
                .flatMap(route -> route.queue().stream())
                .map(Queue::new)
                .forEach(queue -> add(queues, queue, topology.queue(queue)));
        topology.queuesOfOthers().forEach(queue -> add(queues, queue, Optional.empty()));
        return queues;
    }

    private static void add(Map<String, ObjectNode> queues, Queue queue, Optional<DeclaredQueue> declared) {
        queues.computeIfAbsent(queue.name(), name -> {
            ObjectNode drawn = Json.object().put(NAME, name).put("fifo", queue.isFifo());
            declared.flatMap(DeclaredQueue::redrive)
                    .ifPresent(redrive -> drawn.put("deadLetters", redrive.to().name()));
            return drawn.put("declared", declared.isPresent());
        });
    }

    private static JsonNode read(String json) {
        try {
            return Json.read(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a filter policy that was checked is not JSON", e);
        }
    }
}
