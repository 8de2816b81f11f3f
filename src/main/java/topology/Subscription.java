package topology;

import aws.Fifo;
import configuration.Template.Objection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.RouteTemplateContext;
import org.apache.camel.util.StringHelper;

/**
 * A subscription that the user wrote.
 *
 * @param raw whether SNS delivers the event without its envelope
 */
public record Subscription(Topic topic, Subscriber subscriber, FilterPolicy filter, boolean raw) {
    /**
     * A receive returns up to ten messages; those behind a failed message of their group go back without an attempt.
     */
    private static final int RECEIVES_AN_ATTEMPT = 10;

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
            for (String other : new String[] {"protocol", "endpoint", "role", "deadLetters"}) {
                if (parameters.containsKey(other)) {
                    return objection(other, "left out where a queue is given");
                }
            }
            if (Fifo.is(parameters.get("queue")) && !fifo) {
                return objection("queue", "a standard queue: SNS delivers to a FIFO queue from a FIFO topic only");
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
            if (parameters.containsKey("deadLetters") && Fifo.is(parameters.get("deadLetters")) != fifo) {
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

    private static FilterPolicy filter(Map<String, String> parameters) {
        FilterPolicy filter = parameters.containsKey("filter")
                ? FilterPolicy.parse(parameters.get("filter"), scope(parameters))
                : FilterPolicy.none();
        return parameters.containsKey("types") ? filter.ofTypes(parameters.get("types")) : filter;
    }

    /**
     * Checks {@code fan-out} against a route that consumes its queue. SQS must not move a message that has attempts
     * left or that a FIFO queue only held back. The tenth message of a group is received {@code 9 * (maxAttempts - 1)}
     * times before its first attempt, if each earlier message uses up its attempts.
     */
    public static Optional<Objection> objection(Map<String, String> parameters, Map<String, String> consumer) {
        if (!parameters.containsKey("queue")
                || !parameters.get("queue").equals(consumer.get("queue"))
                || !consumer.containsKey("maxAttempts")) {
            return Optional.empty();
        }
        boolean fifo = Fifo.is(parameters.get("queue"));
        int least = (fifo ? RECEIVES_AN_ATTEMPT : 1) * Integer.parseInt(consumer.get("maxAttempts"));
        return Integer.parseInt(parameters.get("maxReceiveCount")) < least
                ? objection(
                        "maxReceiveCount",
                        "at least %d, %s".formatted(least, fifo ? "ten times maxAttempts" : "maxAttempts"))
                : Optional.empty();
    }

    /** Checks {@code fan-out} against another route that creates the same queue with other settings. */
    public static Optional<Objection> otherReceives(Map<String, String> parameters, Map<String, String> other) {
        // Only fan-out has this parameter.
        return parameters.containsKey("queue")
                        && other.containsKey("filterScope")
                        && same("queue", parameters, other)
                        && !same("maxReceiveCount", parameters, other)
                ? objection("maxReceiveCount", other.get("maxReceiveCount") + ", the maxReceiveCount")
                : Optional.empty();
    }

    /**
     * Checks {@code fan-out} against another one for the same subscriber. A topic has one subscription for each
     * subscriber, and the second route would undo the first.
     */
    public static Optional<Objection> repetition(Map<String, String> parameters, Map<String, String> other) {
        // Only fan-out has this parameter.
        if (!other.containsKey("filterScope") || !same("topic", parameters, other)) {
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
     * The dead-letter queue for events that SNS cannot deliver: the written one, or the queue's own, but FIFO if the
     * topic is.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html">SNS dead-letter queues</a>
     */
    public Optional<Queue> undelivered() {
        if (subscriber instanceof Subscriber.OfEndpoint endpoint) {
            return endpoint.deadLetters();
        }
        Queue queue = ((Subscriber.OfQueue) subscriber).queue();
        return Optional.of(
                topic.isFifo() && !queue.isFifo()
                        ? new Queue(Fifo.named(queue.deadLetters().name()))
                        : queue.deadLetters());
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

    private static Subscriber subscriber(Map<String, String> parameters) {
        return parameters.containsKey("queue")
                ? new Subscriber.OfQueue(
                        new Queue(parameters.get("queue")),
                        Integer.parseInt(parameters.getOrDefault("maxReceiveCount", "100")),
                        QueueSettings.of(parameters))
                : new Subscriber.OfEndpoint(
                        parameters.get("protocol"),
                        parameters.get("endpoint"),
                        parameters.get("role"),
                        Optional.ofNullable(parameters.get("deadLetters")).map(Queue::new));
    }

    private static FilterPolicy.Scope scope(Map<String, String> parameters) {
        return FilterPolicy.Scope.named(parameters.get("filterScope"));
    }

    private static Optional<Objection> objection(String parameter, String allowed) {
        return Optional.of(new Objection(parameter, allowed));
    }
}
