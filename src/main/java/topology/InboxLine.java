package topology;

import static configuration.Rules.between;
import static configuration.Rules.oneOf;

import configuration.Rule;
import configuration.Rules;
import configuration.Template;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a route of the template {@code inbox} says about the queues of its clients. Each client has a queue; all share a
 * dead-letter queue. With a topic, the queue of each configured client has a subscription of its own.
 *
 * @param clients the configured clients; requests create the queues of other clients
 * @param parameters the route's parameters about queues, subscriptions and attempts, defaults included
 */
public record InboxLine(String route, Inbox inbox, List<String> clients, Map<String, String> parameters) {
    /** The template of such a route. */
    public static final String TEMPLATE = "inbox";

    public static final String INBOX = "inbox";
    public static final String CLIENTS = "clients";
    static final String TOPIC = "topic";
    private static final String FILTER = "filter";
    static final String MAX_RECEIVE_COUNT = QueueLine.MAX_RECEIVE_COUNT;
    private static final String IDEMPOTENT = "idempotent";

    /** How long an event waits for its client by default. */
    public static final String USUAL_RETENTION = "14d";

    private static final String RETENTION = QueueAttributes.RETENTION.parameter();

    /** Stands for the client's name in a filter. */
    public static final String CLIENT = "${client}";

    /** The most receives that SQS allows: each connection that ends without an answer uses one up. */
    public static final int MOST_RECEIVES = 1000;

    /** The attributes of a client's queue, in addition to its retention. */
    public static final List<Setting> ATTRIBUTES =
            List.of(QueueAttributes.ENCRYPTION, QueueAttributes.MAX_MESSAGE_SIZE, QueueAttributes.HIGH_THROUGHPUT);

    static final List<String> OF_SUBSCRIPTIONS = List.of("types", FILTER, "filterScope");

    /** The parameters that a line keeps. It holds no others, such as secrets. */
    private static final Set<String> KEPT = Stream.of(
                    OF_SUBSCRIPTIONS.stream(),
                    ATTRIBUTES.stream().map(Setting::parameter),
                    Stream.of(TOPIC, RETENTION, MAX_RECEIVE_COUNT, "tags", QueueLine.MAX_ATTEMPTS, IDEMPOTENT))
            .flatMap(names -> names)
            .collect(Collectors.toUnmodifiableSet());

    /** Declares the parameters about queues and subscriptions. The template itself declares {@code inbox}. */
    public static Template declare(Template template) {
        template.optional(
                        CLIENTS,
                        names(),
                        "Clients whose queues the topology makes and removes, separated by commas. Others are made by POST /caravan/inboxes")
                .optional(
                        TOPIC,
                        Names.topic(),
                        "The topic to which the queue of each of these clients is subscribed, by its name or ARN. For many clients: the template inbox-router instead")
                .optional(
                        "types",
                        FilterPolicy.types(),
                        "With topic: only events of these types, separated by commas. If left out: all types")
                .optional(
                        FILTER,
                        filterRule(),
                        "With topic: which events a client gets, with ${client} for its name, such as {\"ce_subject\":[\"${client}\"]}. If left out: all")
                .optional(
                        "filterScope",
                        oneOf("MessageAttributes", "MessageBody"),
                        "With topic: what the filter matches, the event's attributes or its body. If left out: MessageAttributes")
                .optional(
                        RETENTION,
                        USUAL_RETENTION,
                        QueueAttributes.RETENTION.rule(),
                        "How long an event waits for a client that does not connect")
                .optional(
                        MAX_RECEIVE_COUNT,
                        String.valueOf(MOST_RECEIVES),
                        between(1, MOST_RECEIVES),
                        "How often an event may be sent to a client before SQS moves it to the dead letters. A connection that ends without an answer counts");
        return Settings.declare(
                        template, ATTRIBUTES, "Tags for the queues of these clients and for the dead-letter queue")
                .agreeing(InboxAgreements::objection)
                .agreeingWithOthers(InboxAgreements::repetition)
                .agreeingWithOthers(InboxAgreements::ownQueue);
    }

    /** The line that the parameters of a route describe. */
    static InboxLine of(String route, Map<String, String> parameters) {
        Map<String, String> kept = new HashMap<>(parameters);
        kept.keySet().retainAll(KEPT);
        return new InboxLine(
                route,
                new Inbox(parameters.get(INBOX)),
                Optional.ofNullable(parameters.get(CLIENTS))
                        .map(InboxLine::listed)
                        .orElse(List.of()),
                Map.copyOf(kept));
    }

    /** Whether the configuration creates the client's queue. */
    public boolean isConfigured(String client) {
        return clients.contains(client);
    }

    /** Whether the route uses the ledger. */
    public boolean isIdempotent() {
        return Boolean.parseBoolean(parameters.get(IDEMPOTENT));
    }

    /** The topic to which the configured clients are subscribed. */
    public Optional<Topic> topic() {
        return Optional.ofNullable(parameters.get(TOPIC)).map(Topic::new);
    }

    /** Which events of the topic a client gets, with {@code ${client}} for its name; no filter without a topic. */
    public FilterPolicy filter() {
        return topic().isPresent() ? Subscription.filter(parameters) : FilterPolicy.none();
    }

    /** Attributes and tags of the queues. */
    public Settings settings() {
        return QueueLine.of(ofQueue(inbox.deadLetters())).settings();
    }

    /** The queues of the configured clients. */
    List<QueueLine> queues() {
        return clients.stream().map(this::queue).toList();
    }

    /** The queue of a client, configured or not. */
    QueueLine queue(String client) {
        return QueueLine.of(ofQueue(inbox.queue(client)));
    }

    /** The queue of a client that a request creates, tagged with {@link Tags#INBOX}. */
    QueueLine requestedQueue(String client) {
        return queue(client).tagged(Tags.INBOX, inbox.name());
    }

    /** The dead-letter queue of all clients, as this route alone describes it. */
    QueueLine letters() {
        return new QueueLine(inbox.deadLetters(), settings(), Grants.NONE, Optional.empty(), Optional.empty());
    }

    /** The subscriptions of the configured clients. */
    List<Subscription> subscriptions() {
        return parameters.containsKey(TOPIC)
                ? clients.stream()
                        .map(client -> Subscription.of(fanOut(parameters, inbox, client)))
                        .toList()
                : List.of();
    }

    private Map<String, String> ofQueue(Queue queue) {
        return ofQueue(parameters, inbox, queue);
    }

    private static Map<String, String> ofQueue(Map<String, String> parameters, Inbox inbox, Queue queue) {
        Map<String, String> line = new HashMap<>(parameters);
        line.keySet().retainAll(Set.of(RETENTION, MAX_RECEIVE_COUNT, "tags"));
        ATTRIBUTES.stream()
                .map(Setting::parameter)
                .filter(parameters::containsKey)
                .forEach(name -> line.put(name, parameters.get(name)));
        line.put(QueueLine.QUEUE, queue.name());
        line.put(QueueLine.DEAD_LETTERS, inbox.deadLetters().name());
        return line;
    }

    /** The subscription of a client as parameters of {@code fan-out}. */
    static Map<String, String> fanOut(Map<String, String> parameters, Inbox inbox, String client) {
        Map<String, String> line = ofQueue(parameters, inbox, inbox.queue(client));
        Stream.concat(Stream.of(TOPIC), OF_SUBSCRIPTIONS.stream())
                .filter(parameters::containsKey)
                .forEach(name -> line.put(name, parameters.get(name)));
        line.computeIfPresent(FILTER, (name, written) -> written.replace(CLIENT, client));
        return line;
    }

    private static Rule names() {
        return Rules.rule(
                "names of clients, each once, separated by commas; a name is " + Inbox.ALLOWED_CLIENT,
                names -> listed(names).stream().allMatch(Inbox.CLIENT.asMatchPredicate())
                        && Set.copyOf(listed(names)).size() == listed(names).size());
    }

    static List<String> listed(String names) {
        return Stream.of(names.split(",", -1)).map(String::strip).toList();
    }

    /** Checks the filter with a client's name of the greatest length, which makes the filter as large as it can become. */
    private static Rule filterRule() {
        return written -> {
            String filled = written.replace(CLIENT, "x".repeat(32));
            return filled.contains("${")
                    ? Optional.of("a filter policy in which ${client} is the only expression")
                    : FilterPolicy.rule().objection(filled);
        };
    }
}
