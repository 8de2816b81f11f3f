package topology;

import configuration.ConfiguredRoute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import ledger.LedgerSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/**
 * The AWS resources that the configured routes need, and the routes that use them. All code that creates, compares,
 * exports or checks the topology uses this class; no route has to start.
 *
 * @param application the name of the application, which marks the resources it creates
 * @param topics the topics that routes publish or subscribe to, by name, including topics of others
 * @param queues the queues that receive events, dead-letter queues before the queues that need them
 * @param subscriptions in the order in which they are written
 * @param publishers the routes that publish
 * @param consumers the routes that consume a queue
 * @param receivers the routes that SNS pushes to
 * @param watchers the routes that watch dead letters
 * @param ledger the ledger's table; empty if it is not configured
 */
public record Topology(
        String application,
        List<Topic> topics,
        List<DeclaredQueue> queues,
        List<Subscription> subscriptions,
        List<Publisher> publishers,
        List<Consumer> consumers,
        List<PushReceiver> receivers,
        List<Watcher> watchers,
        Optional<LedgerSettings> ledger) {
    /**
     * A route that publishes.
     *
     * @param recorded whether the ledger records when an event was published
     * @param parameters the route's parameters, defaults included
     */
    public record Publisher(String route, Topic topic, boolean recorded, Map<String, String> parameters) {}

    /**
     * A route that watches the dead letters of a queue.
     *
     * @param queue the source queue of the dead letters
     */
    public record Watcher(String route, Queue queue) {}

    /**
     * A route that consumes a queue.
     *
     * @param parameters the route's parameters, defaults included
     * @param secondsOfWait how long a receive waits for messages, in seconds
     */
    public record Consumer(String route, Queue queue, Map<String, String> parameters, int secondsOfWait) {
        /** Whether the route uses the ledger. */
        public boolean isIdempotent() {
            return Boolean.parseBoolean(parameters.get("idempotent"));
        }

        /** Whether the route parks groups. */
        public boolean parks() {
            return "park".equals(parameters.get("onFailure"));
        }
    }

    /**
     * A route that receives the pushes of SNS over HTTP.
     *
     * @param path the HTTP path
     * @param idempotent whether the route uses the ledger
     */
    public record PushReceiver(String route, String path, Topic topic, boolean idempotent) {
        /** Whether pushes of this subscription arrive here, whatever public address the application has. */
        public boolean isSubscribedBy(Subscription subscription) {
            return subscription.subscriber() instanceof Subscriber.OfEndpoint endpoint
                    && endpoint.protocol().startsWith("http")
                    && endpoint.endpoint().endsWith(path)
                    && subscription.topic().name().equals(topic.name());
        }
    }

    /** The topology of a single subscription. */
    public static Topology of(String application, Subscription subscription) {
        return new Topology(
                application,
                List.of(subscription.topic()),
                queues(List.of(subscription)),
                List.of(subscription),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    /**
     * The topology of an application. Its configuration is read and checked as for a start, but nothing is started.
     *
     * @throws configuration.ConfigurationException among the causes if the configuration is wrong
     */
    public static Topology configured(Main main) {
        main.addOverrideProperty("camel.server.enabled", "false");
        main.addOverrideProperty("camel.management.enabled", "false");
        try {
            main.init();
            return of(main.getCamelContext());
        } finally {
            main.stop();
        }
    }

    /** The topology of an application whose configuration has been checked. */
    public static Topology of(CamelContext context) {
        List<Subscription> subscriptions = new ArrayList<>();
        List<Publisher> publishers = new ArrayList<>();
        List<Consumer> consumers = new ArrayList<>();
        List<PushReceiver> receivers = new ArrayList<>();
        List<Watcher> watchers = new ArrayList<>();
        for (ConfiguredRoute route : ConfiguredRoute.in(context.getRegistry())) {
            Map<String, String> parameters = route.parameters();
            switch (route.template()) {
                case "fan-out" -> subscriptions.add(Subscription.of(parameters));
                case "publish" ->
                    publishers.add(new Publisher(
                            route.id(),
                            new Topic(parameters.get("topic")),
                            Boolean.parseBoolean(parameters.get("recorded")),
                            parameters));
                case "polling-consumer", "fifo-consumer" ->
                    consumers.add(new Consumer(
                            route.id(), new Queue(parameters.get("queue")), parameters, secondsOfWait(context)));
                case "push-consumer" ->
                    receivers.add(new PushReceiver(
                            route.id(),
                            parameters.get("path"),
                            new Topic(parameters.get("topic")),
                            Boolean.parseBoolean(parameters.get("idempotent"))));
                case "dead-letter" -> watchers.add(new Watcher(route.id(), new Queue(parameters.get("queue"))));
                default -> {
                    // The needs of a user's own template are unknown.
                }
            }
        }
        Set<Topic> topics = new TreeSet<>(Comparator.comparing(Topic::nameOrArn));
        subscriptions.forEach(subscription -> topics.add(subscription.topic()));
        publishers.forEach(publisher -> topics.add(publisher.topic()));
        receivers.forEach(receiver -> topics.add(receiver.topic()));
        return new Topology(
                context.getName(),
                List.copyOf(topics),
                queues(subscriptions),
                List.copyOf(subscriptions),
                List.copyOf(publishers),
                List.copyOf(consumers),
                List.copyOf(receivers),
                List.copyOf(watchers),
                Optional.of(LedgerSettings.of(context)));
    }

    /** Camel accepts two spellings of this option. */
    private static int secondsOfWait(CamelContext context) {
        return Integer.parseInt(context.resolvePropertyPlaceholders(
                "{{camel.component.aws2-sqs.wait-time-seconds:" + "{{camel.component.aws2-sqs.waitTimeSeconds:20}}}}"));
    }

    /** The declared queue of that name; empty if no route here creates it. */
    public Optional<DeclaredQueue> queue(Queue queue) {
        return queues.stream()
                .filter(declared -> declared.queue().equals(queue))
                .findFirst();
    }

    /** The queues that routes use but nothing here creates, by name. */
    public List<Queue> queuesOfOthers() {
        return Stream.concat(
                        consumers.stream().map(Consumer::queue),
                        watchers.stream().map(Watcher::queue))
                .filter(queue -> queue(queue).isEmpty())
                .distinct()
                .sorted(Comparator.comparing(Queue::name))
                .toList();
    }

    private static List<DeclaredQueue> queues(List<Subscription> subscriptions) {
        Map<String, DeclaredQueue> deadLetters = new TreeMap<>();
        Map<String, DeclaredQueue> sources = new TreeMap<>();
        for (Subscription subscription : subscriptions) {
            QueueSettings settings = QueueSettings.NONE;
            if (subscription.subscriber() instanceof Subscriber.OfQueue subscriber) {
                Queue queue = subscriber.queue();
                settings = subscriber.settings();
                add(deadLetters, queue.deadLetters(), settings.ofDeadLetters(), Set.of());
                sources.merge(
                        queue.name(),
                        new DeclaredQueue(
                                queue,
                                settings,
                                Optional.of(new DeclaredQueue.RedriveTarget(
                                        queue.deadLetters(), subscriber.maxReceiveCount())),
                                Set.of(subscription.topic())),
                        Topology::both);
            }
            QueueSettings ofDeadLetters = settings.ofDeadLetters();
            subscription
                    .undelivered()
                    .ifPresent(queue -> add(deadLetters, queue, ofDeadLetters, Set.of(subscription.topic())));
        }
        // A dead-letter queue may have a subscription of its own.
        sources.replaceAll(
                (name, source) -> deadLetters.containsKey(name) ? both(source, deadLetters.remove(name)) : source);
        Map<String, DeclaredQueue> all = new LinkedHashMap<>(deadLetters);
        all.putAll(sources);
        return List.copyOf(all.values());
    }

    private static void add(
            Map<String, DeclaredQueue> queues, Queue queue, QueueSettings settings, Set<Topic> senders) {
        queues.merge(queue.name(), new DeclaredQueue(queue, settings, Optional.empty(), senders), Topology::both);
    }

    private static DeclaredQueue both(DeclaredQueue one, DeclaredQueue other) {
        Set<Topic> senders = new LinkedHashSet<>(one.senders());
        senders.addAll(other.senders());
        return new DeclaredQueue(one.queue(), one.settings().and(other.settings()), one.redrive(), senders);
    }
}
