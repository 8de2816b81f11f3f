package publishing;

import configuration.ConfiguredRoute;
import configuration.Template;
import configuration.Template.Objection;
import event.EventTooLargeException;
import event.MessageLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * The largest event that a topic accepts, according to the configuration.
 *
 * @param bytes data and attributes together, as SNS counts them
 * @param origin where the limit comes from, as the end of a sentence for a publisher
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html">Large messages</a>
 */
public record EventLimit(int bytes, String origin) {
    /** The name of the limit, as a parameter of {@code publish} and {@code topic} and as an option of {@code aws2-sns}. */
    public static final String PARAMETER = "maxMessageSize";

    private static final String TOPIC = "topic";

    /** The limit of a topic that sets none. */
    static final EventLimit USUAL = new EventLimit(
            MessageLimits.SNS_BYTES,
            "SNS takes " + MessageLimits.SNS_BYTES + " unless the topic has another " + PARAMETER);

    /**
     * The limit for a route that publishes to a topic.
     *
     * @param topic a name or an ARN
     * @param written the limit in the route; {@code null} for the limit in the topic's own route, or the usual limit
     */
    static EventLimit of(CamelContext context, String topic, Integer written) {
        if (written != null) {
            return new EventLimit(written, "this route takes " + written + ", its " + PARAMETER);
        }
        return of(ConfiguredRoute.in(context.getRegistry()), topic);
    }

    /** The limit of a topic, according to the routes. */
    public static EventLimit of(List<ConfiguredRoute> routes, String topic) {
        return routes.stream()
                .filter(route -> TOPIC.equals(route.template()))
                .map(ConfiguredRoute::parameters)
                .filter(parameters -> topic.equals(parameters.get(TOPIC)) && parameters.containsKey(PARAMETER))
                .map(parameters -> Integer.valueOf(parameters.get(PARAMETER)))
                .findFirst()
                .map(most -> new EventLimit(most, "topic " + topic + " takes " + most + ", its " + PARAMETER))
                .orElse(USUAL);
    }

    /** An objection to a route that accepts larger events than its topic, which another route makes. */
    public static Optional<Objection> contradiction(Map<String, String> publisher, Map<String, String> other) {
        if (!TOPIC.equals(other.get(Template.ID))
                || !publisher.get(TOPIC).equals(other.get(TOPIC))
                || !publisher.containsKey(PARAMETER)) {
            return Optional.empty();
        }
        String most = other.getOrDefault(PARAMETER, String.valueOf(MessageLimits.SNS_BYTES));
        return Integer.parseInt(publisher.get(PARAMETER)) <= Integer.parseInt(most)
                ? Optional.empty()
                : Optional.of(new Objection(
                        PARAMETER,
                        "at most %s, the %s of the topic"
                                .formatted(most, other.containsKey(PARAMETER) ? PARAMETER : "default")));
    }

    /** @throws EventTooLargeException if an event of this size is too large */
    void check(int size) {
        if (size > bytes) {
            throw new EventTooLargeException(size, origin);
        }
    }
}
