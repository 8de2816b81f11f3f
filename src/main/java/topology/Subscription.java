package topology;

import aws.Fifo;
import configuration.Template;
import configuration.Template.Objection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.RouteTemplateContext;
import org.apache.camel.util.StringHelper;

/**
 * A subscription that the user wrote.
 *
 * @param raw whether SNS delivers the event without its envelope
 */
public record Subscription(Topic topic, Subscriber subscriber, FilterPolicy filter, boolean raw) {
    private static final String UNDELIVERED = "undelivered";
    private static final Set<String> NO_QUEUE = Set.of(QueueLine.NONE, Subscriber.OfQueue.KEPT);

    /**
     * The subscription that the parameters of {@code fan-out} describe.
     *
     * @param parameters valid parameters, see {@link #objection}
     */
    public static Subscription of(Map<String, String> parameters) {
        Subscriber subscriber = subscriber(parameters);
        return new Subscription(
                new Topic(parameters.get("topic")),
                subscriber,
                filter(parameters),
                subscriber.takesRaw() && Boolean.parseBoolean(parameters.getOrDefault("raw", "true")));
    }

    /** The subscription that a route of the template {@code fan-out} describes. */
    public static Object ofRoute(RouteTemplateContext route) {
        Map<String, String> parameters = new HashMap<>();
        route.getParameters()
                .forEach((name, value) -> parameters.put(
                        StringHelper.dashToCamelCase(name),
                        route.getCamelContext().resolvePropertyPlaceholders(value.toString())));
        return of(parameters);
    }

    /** Checks parameters of {@code fan-out} that are valid one by one. */
    public static Optional<Objection> objection(Map<String, String> parameters) {
        boolean fifo = Fifo.is(parameters.get("topic"));
        if (parameters.containsKey("queue")) {
            for (String other : new String[] {"protocol", "endpoint", "role"}) {
                if (parameters.containsKey(other)) {
                    return objection(other, "left out where a queue is given");
                }
            }
            if (Fifo.is(parameters.get("queue")) && !fifo) {
                return objection("queue", "a standard queue: SNS delivers to a FIFO queue from a FIFO topic only");
            }
            if (parameters.containsKey("encryption") && new Encryption(parameters.get("encryption")).isOfAws()) {
                return objection(
                        "encryption", "sqs, none, or a KMS key of yours: SNS cannot use " + Encryption.AWS_SQS);
            }
            if (parameters.containsKey(UNDELIVERED)
                    && !parameters.get(UNDELIVERED).equals(QueueLine.NONE)
                    && Fifo.is(parameters.get(UNDELIVERED)) != fifo) {
                return objection(
                        UNDELIVERED,
                        fifo ? "none or a FIFO queue, as the topic is" : "none or a standard queue, as the topic is");
            }
        } else {
            if (!parameters.containsKey("protocol")) {
                return objection("queue", "given, or protocol and endpoint");
            }
            if (!parameters.containsKey("endpoint")) {
                return objection("endpoint", "given with a protocol");
            }
            if (fifo && !parameters.get("protocol").equals("sqs")) {
                return objection("protocol", "left out: a FIFO topic delivers to queues only");
            }
            if (parameters.containsKey(UNDELIVERED)) {
                return objection(UNDELIVERED, "left out with protocol: deadLetters names the queue");
            }
            boolean firehose = parameters.get("protocol").equals("firehose");
            if (firehose != parameters.containsKey("role")) {
                return objection(
                        "role",
                        firehose ? "given: the ARN of the role with which SNS writes" : "left out: it is for firehose");
            }
            if (parameters.getOrDefault("raw", "false").equals("true")
                    && !subscriber(parameters).takesRaw()) {
                return objection(
                        "raw", "false or left out: SNS has a form of its own for " + parameters.get("protocol"));
            }
            if (deadLetters(parameters)
                    .filter(letters -> letters.isFifo() != fifo)
                    .isPresent()) {
                return objection(
                        "deadLetters", fifo ? "a FIFO queue, as the topic is" : "a standard queue, as the topic is");
            }
            Optional<Objection> address = address(parameters.get("protocol"), parameters.get("endpoint"));
            if (address.isPresent()) {
                return address;
            }
        }
        return filterObjection(parameters);
    }

    private static Optional<Objection> filterObjection(Map<String, String> parameters) {
        boolean typed = parameters.containsKey("types");
        if (typed && scope(parameters) == FilterPolicy.Scope.MESSAGE_BODY) {
            return objection("types", "left out with filterScope = MessageBody: a type is an attribute");
        }
        if (!typed && !parameters.containsKey("filter")) {
            return Optional.empty();
        }
        String parameter = "filter";
        try {
            FilterPolicy written = parameters.containsKey(parameter)
                    ? FilterPolicy.parse(parameters.get(parameter), scope(parameters))
                    : FilterPolicy.none();
            if (typed && written.hasType()) {
                return objection("types", "left out where the filter has ce_type");
            }
            parameter = "types";
            filter(parameters);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return objection(parameter, e.getMessage());
        }
    }

    /** The filter that the parameters describe. */
    static FilterPolicy filter(Map<String, String> parameters) {
        FilterPolicy filter = parameters.containsKey("filter")
                ? FilterPolicy.parse(parameters.get("filter"), scope(parameters))
                : FilterPolicy.none();
        return parameters.containsKey("types") ? filter.ofTypes(parameters.get("types")) : filter;
    }

    /**
     * Checks {@code fan-out} against another one for the same subscriber. A topic has one subscription for each
     * subscriber, and the second route would undo the first.
     */
    public static Optional<Objection> repetition(Map<String, String> parameters, Map<String, String> other) {
        if (!"fan-out".equals(other.get(Template.ID)) || !same("topic", parameters, other)) {
            return Optional.empty();
        }
        if (parameters.containsKey("queue")) {
            return same("queue", parameters, other)
                    ? objection("queue", "another queue of topic " + parameters.get("topic") + " than that")
                    : Optional.empty();
        }
        return same("protocol", parameters, other) && same("endpoint", parameters, other)
                ? objection("endpoint", "another endpoint of topic " + parameters.get("topic") + " than that")
                : Optional.empty();
    }

    private static boolean same(String parameter, Map<String, String> parameters, Map<String, String> other) {
        return parameters.get(parameter).equals(other.get(parameter));
    }

    @Override
    public String toString() {
        return topic + " → " + subscriber;
    }

    /**
     * The queue for events that SNS cannot deliver: the queue that the user wrote, or else the dead-letter queue. For a FIFO
     * topic it is FIFO.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html">SNS dead-letter queues</a>
     */
    public Optional<Queue> undelivered() {
        if (subscriber instanceof Subscriber.OfEndpoint endpoint) {
            return endpoint.deadLetters();
        }
        Subscriber.OfQueue ofQueue = (Subscriber.OfQueue) subscriber;
        if (ofQueue.undelivered().isPresent()) {
            return ofQueue.undelivered()
                    .filter(name -> !NO_QUEUE.contains(name))
                    .map(Queue::new);
        }
        return ofQueue.line()
                .letters()
                .map(letters -> topic.isFifo() && !letters.isFifo() ? new Queue(Fifo.named(letters.name())) : letters);
    }

    /** Whether the user wants no queue for undelivered events, so that an existing redrive policy is removed. */
    public boolean isWithoutUndelivered() {
        return subscriber instanceof Subscriber.OfQueue ofQueue
                && ofQueue.undelivered().filter(QueueLine.NONE::equals).isPresent();
    }

    /** Whether undelivered events go to the queue's dead letters because the user wrote nothing else. */
    public boolean isUndeliveredByDefault() {
        return subscriber instanceof Subscriber.OfQueue ofQueue
                && ofQueue.undelivered().isEmpty();
    }

    /** This subscription with all that the user wrote about its queue. */
    Subscription of(QueueLine line) {
        return new Subscription(
                topic, new Subscriber.OfQueue(line, ((Subscriber.OfQueue) subscriber).undelivered()), filter, raw);
    }

    /** This subscription, but keeping the queue for undelivered events that others have set. */
    public Subscription keepingUndelivered() {
        return new Subscription(
                topic,
                new Subscriber.OfQueue(((Subscriber.OfQueue) subscriber).line(), Optional.of(Subscriber.OfQueue.KEPT)),
                filter,
                raw);
    }

    private static Optional<Queue> deadLetters(Map<String, String> parameters) {
        return Optional.ofNullable(parameters.get(QueueLine.DEAD_LETTERS))
                .filter(name -> !name.equals(QueueLine.NONE))
                .map(Queue::new);
    }

    /** Checks the address, because SNS would refuse a wrong one at each start of the route. */
    private static Optional<Objection> address(String protocol, String endpoint) {
        return switch (protocol) {
            case "http", "https" ->
                endpoint.startsWith(protocol + "://")
                        ? Optional.empty()
                        : objection("endpoint", "an address that begins with " + protocol + "://");
            case "email", "email-json" ->
                endpoint.contains("@") ? Optional.empty() : objection("endpoint", "a mail address");
            case "sms" ->
                endpoint.matches("\\+?[0-9() -]+")
                        ? Optional.empty()
                        : objection("endpoint", "a phone number such as +14155550100");
            case "sqs" ->
                endpoint.matches("arn:aws[a-z-]*:sqs:[a-z0-9-]+:\\d{12}:.+")
                        ? Optional.empty()
                        : objection("endpoint", "the ARN of a queue of others; one of yours is written as queue");
            default -> endpoint.startsWith("arn:") ? Optional.empty() : objection("endpoint", "an ARN");
        };
    }

    static Subscriber subscriber(Map<String, String> parameters) {
        return parameters.containsKey("queue")
                ? new Subscriber.OfQueue(QueueLine.of(parameters), Optional.ofNullable(parameters.get(UNDELIVERED)))
                : new Subscriber.OfEndpoint(
                        parameters.get("protocol"),
                        parameters.get("endpoint"),
                        parameters.get("role"),
                        deadLetters(parameters));
    }

    private static FilterPolicy.Scope scope(Map<String, String> parameters) {
        return FilterPolicy.Scope.named(parameters.get("filterScope"));
    }

    private static Optional<Objection> objection(String parameter, String allowed) {
        return Optional.of(new Objection(parameter, allowed));
    }
}
