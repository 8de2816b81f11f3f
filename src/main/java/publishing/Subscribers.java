package publishing;

import java.util.List;
import org.apache.camel.CamelContext;

/**
 * Which subscribers a topic still waits for; looked up in the registry. SNS delivers an event only to subscriptions that exist
 * when the event is published. So nothing is published to a topic before each of its fan-out routes has started once.
 */
@FunctionalInterface
public interface Subscribers {
    /**
     * The fan-out routes of a topic that have never started, in words for an operator.
     *
     * @param topic a name or an ARN
     */
    List<String> awaited(CamelContext context, String topic);

    /** @throws AwaitedSubscribersException if a fan-out route of the topic has never started */
    static void require(CamelContext context, String topic) throws AwaitedSubscribersException {
        Subscribers subscribers = context.getRegistry().findSingleByType(Subscribers.class);
        List<String> awaited = subscribers == null ? List.of() : subscribers.awaited(context, topic);
        if (!awaited.isEmpty()) {
            throw new AwaitedSubscribersException(topic, awaited);
        }
    }
}
