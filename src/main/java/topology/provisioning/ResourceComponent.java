package topology.provisioning;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code topology:topic:orders}, {@code topology:queue:billing} or {@code topology:inboxes:all}: provisions the topic, the
 * queue, or the queues of all inboxes when its route starts, as all routes of the application say. Then it sends a message
 * that says what was done.
 *
 * <p>If AWS does not answer, the start fails, and the supervising route controller retries only this route. The SQS and SNS
 * clients come from the registry.
 */
public final class ResourceComponent extends DefaultComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String kindAndName, Map<String, Object> parameters) {
        int colon = kindAndName.indexOf(':');
        return new ResourceEndpoint(
                uri, this, kindAndName.substring(0, Math.max(colon, 0)), kindAndName.substring(colon + 1));
    }
}
