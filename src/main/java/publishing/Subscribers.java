package publishing;

import java.util.List;
import org.apache.camel.CamelContext;

/**
 * Knows which subscribers a topic still waits for; found in the registry. SNS delivers an event only to subscriptions that exist
 * when the event is published. So nothing is published to a topic before each of its fan-out routes has started once.
 */
@FunctionalInterface
public interface Subscribers {
    /**
     * A fan-out route whose subscriber would miss events that are published now.
     *
     * @param fanOut the route and its subscriber, in words for an operator
     * @param isStarted whether the route has started, and only the subscriber has not confirmed yet
     */
    record Awaited(String fanOut, boolean isStarted) {}

    /**
     * The fan-out routes that a topic waits for.
     *
     * @param topic a name or an ARN
     */
    List<Awaited> awaited(CamelContext context, String topic);

    /** @throws AwaitedSubscribersException if the topic waits for a fan-out route */
    static void require(CamelContext context, String topic) throws AwaitedSubscribersException {
        Subscribers subscribers = context.getRegistry().findSingleByType(Subscribers.class);
        List<Awaited> awaited = subscribers == null ? List.of() : subscribers.awaited(context, topic);
        if (!awaited.isEmpty()) {
            throw new AwaitedSubscribersException(topic, awaited);
        }
    }
}
