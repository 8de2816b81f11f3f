package topology;

import configuration.ConfiguredRoute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import ledger.LedgerSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/**
 * The AWS resources that the configured routes need, and the routes that use them. All code that creates, compares,
 * exports or checks the topology uses this class; no route has to start.
 *
 * @param application the name of the application, which marks the resources it creates
 * @param declaredTopics the topics that routes declare, publish or subscribe to, by name, including topics of others
 * @param queues the queues to create, dead-letter queues before the queues that need them
 * @param subscriptions in the order in which they are written
 * @param publishers the routes that publish
 * @param consumers the routes that consume a queue
 * @param receivers the routes that SNS pushes to
 * @param watchers the routes that watch dead letters
 * @param inboxes the inboxes of clients
 * @param ledger the ledger's table; empty if it is not configured
 */
public record Topology(
        String application,
        List<DeclaredTopic> declaredTopics,
        List<DeclaredQueue> queues,
        List<Subscription> subscriptions,
        List<Publisher> publishers,
        List<Consumer> consumers,
        List<PushReceiver> receivers,
        List<Watcher> watchers,
        Inboxes inboxes,
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

        /** How often the route tries to handle a message. */
        public int maxAttempts() {
            return Integer.parseInt(parameters.get(QueueLine.MAX_ATTEMPTS));
        }

        /** How many events its handlers can have at the same time: a whole batch for each of them. */
        public int capacity() {
            return Integer.parseInt(parameters.get("concurrency"))
                    * Integer.parseInt(parameters.getOrDefault("batch", "1"));
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
        /** Whether this route receives the pushes of a subscription, whatever public address the application has. */
        public boolean isSubscribedBy(Subscription subscription) {
            return subscription.subscriber() instanceof Subscriber.OfEndpoint endpoint
                    && endpoint.protocol().startsWith("http")
                    && endpoint.endpoint().endsWith(path)
                    && subscription.topic().name().equals(topic.name());
        }
    }

    /** The topology of a single subscription about which no other route says anything. */
    public static Topology of(String application, Subscription subscription) {
        return new Topology(
                application,
                List.of(DeclaredTopic.of(subscription.topic())),
                new DeclaredQueues(List.of(subscription), List.of(), List.of(), List.of()).all(),
                List.of(subscription),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Inboxes.NONE,
                Optional.empty());
    }

    /** The part of this topology that a subscription needs, with everything that routes say about its topic and queues. */
    public Topology around(Subscription subscription) {
        Optional<Subscription> written = subscriptions.stream()
                .filter(one -> one.toString().equals(subscription.toString()))
                .findFirst();
        if (written.isPresent()) {
            return part(List.of(topic(subscription.topic())), feeding(written.get()), List.of(written.get()));
        }
        // The subscription belongs to a route in Java or YAML.
        Topology alone = of(application, subscription);
        return part(List.of(topic(subscription.topic())), alone.queues, alone.subscriptions);
    }

    /** The queues that a subscription needs, with no other topic as their sender. */
    private List<DeclaredQueue> feeding(Subscription subscription) {
        Set<Queue> needed = new HashSet<>();
        subscription.undelivered().ifPresent(needed::add);
        if (subscription.subscriber() instanceof Subscriber.OfQueue ofQueue) {
            needed.add(ofQueue.queue());
            queue(ofQueue.queue()).flatMap(DeclaredQueue::redrive).ifPresent(redrive -> needed.add(redrive.to()));
        }
        return queues.stream()
                .filter(one -> needed.contains(one.queue()))
                .map(one -> one.with(
                        one.senders().contains(subscription.topic()) ? Set.of(subscription.topic()) : Set.of()))
                .toList();
    }

    /** How many events of each consumed queue the handlers of one process can have at the same time. */
    public Map<Queue, Integer> capacityByQueue() {
        Map<Queue, Integer> capacity = new TreeMap<>(Comparator.comparing(Queue::name));
        consumers.forEach(consumer -> capacity.merge(consumer.queue(), consumer.capacity(), Integer::sum));
        return capacity;
    }

    /** The part of this topology that is one topic. */
    public Topology around(Topic topic) {
        return part(List.of(topic(topic)), List.of(), List.of());
    }

    /** The part of this topology that is one queue, with its dead-letter queue, and without the topics that feed it. */
    public Topology around(Queue queue) {
        List<DeclaredQueue> needed = new ArrayList<>();
        for (DeclaredQueue declared : queues) {
            boolean isLetters = queue(queue)
                    .flatMap(DeclaredQueue::redrive)
                    .filter(redrive -> redrive.to().equals(declared.queue()))
                    .isPresent();
            if (isLetters || declared.queue().equals(queue)) {
                needed.add(declared.with(Set.of()));
            }
        }
        return part(List.of(), needed, List.of());
    }

    /** This topology with other queues and subscriptions. */
    public Topology with(List<DeclaredQueue> otherQueues, List<Subscription> otherSubscriptions) {
        return new Topology(
                application,
                declaredTopics,
                otherQueues,
                otherSubscriptions,
                publishers,
                consumers,
                receivers,
                watchers,
                inboxes,
                ledger);
    }

    /** A part of this topology, with only the resources to create and without the routes that use them. */
    Topology part(
            List<DeclaredTopic> someTopics, List<DeclaredQueue> someQueues, List<Subscription> someSubscriptions) {
        return new Topology(
                application,
                someTopics,
                someQueues,
                someSubscriptions,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Inboxes.NONE,
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
        Map<String, DeclaredTopic> topics = new TreeMap<>();
        List<QueueLine> lines = new ArrayList<>();
        List<Subscription> subscriptions = new ArrayList<>();
        List<Publisher> publishers = new ArrayList<>();
        List<Consumer> consumers = new ArrayList<>();
        List<PushReceiver> receivers = new ArrayList<>();
        List<Watcher> watchers = new ArrayList<>();
        List<InboxLine> inboxes = new ArrayList<>();
        List<RouterLine> routers = new ArrayList<>();
        for (ConfiguredRoute route : ConfiguredRoute.in(context.getRegistry())) {
            Map<String, String> parameters = route.parameters();
            switch (route.template()) {
                case "topic" -> topics.put(parameters.get("topic"), DeclaredTopic.of(parameters));
                case "queue" -> lines.add(QueueLine.of(parameters));
                case "fan-out" -> subscriptions.add(Subscription.of(parameters));
                case "publish" ->
                    publishers.add(new Publisher(
                            route.id(),
                            new Topic(parameters.get("topic")),
                            Boolean.parseBoolean(parameters.get("recorded")),
                            parameters));
                case "polling-consumer", "fifo-consumer" -> consumers.add(consumer(route, context));
                case InboxLine.TEMPLATE -> inboxes.add(InboxLine.of(route.id(), parameters));
                case RouterLine.TEMPLATE -> {
                    consumers.add(consumer(route, context));
                    routers.add(RouterLine.of(route.id(), parameters));
                }
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
        inboxes.forEach(inbox -> {
            lines.addAll(inbox.queues());
            subscriptions.addAll(inbox.subscriptions());
        });
        Stream.of(
                        subscriptions.stream().map(Subscription::topic),
                        publishers.stream().map(Publisher::topic),
                        receivers.stream().map(PushReceiver::topic))
                .flatMap(some -> some)
                .forEach(topic -> topics.putIfAbsent(topic.nameOrArn(), DeclaredTopic.of(topic)));
        DeclaredQueues queues = new DeclaredQueues(subscriptions, lines, consumers, inboxes);
        return new Topology(
                context.getName(),
                List.copyOf(topics.values()),
                queues.all(),
                subscriptions.stream().map(queues::subscription).toList(),
                List.copyOf(publishers),
                List.copyOf(consumers),
                List.copyOf(receivers),
                List.copyOf(watchers),
                new Inboxes(
                        inboxes.stream()
                                .sorted(Comparator.comparing(
                                        line -> line.inbox().name()))
                                .toList(),
                        List.copyOf(routers)),
                Optional.of(LedgerSettings.of(context)));
    }

    private static Consumer consumer(ConfiguredRoute route, CamelContext context) {
        return new Consumer(
                route.id(), Queue.of(route.parameters().get("queue")), route.parameters(), secondsOfWait(context));
    }

    /** Camel accepts two spellings of this option. */
    private static int secondsOfWait(CamelContext context) {
        return Integer.parseInt(context.resolvePropertyPlaceholders(
                "{{camel.component.aws2-sqs.wait-time-seconds:" + "{{camel.component.aws2-sqs.waitTimeSeconds:20}}}}"));
    }

    /** The topics that routes declare, publish or subscribe to, by name, including topics of others. */
    public List<Topic> topics() {
        return declaredTopics.stream().map(DeclaredTopic::topic).toList();
    }

    /** What routes say about a topic; only its name if they declare nothing. */
    public DeclaredTopic topic(Topic topic) {
        return declaredTopics.stream()
                .filter(declared -> declared.topic().equals(topic))
                .findFirst()
                .orElseGet(() -> DeclaredTopic.of(topic));
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
}
