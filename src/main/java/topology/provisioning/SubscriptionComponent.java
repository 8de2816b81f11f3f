package topology.provisioning;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import topology.Subscription;

/**
 * {@code sns-subscription:orders?subscription=#bean:…}: provisions the {@link Subscription} when the route starts, and
 * sends one message that says what was done.
 *
 * <p>If AWS does not answer, the start fails, and the supervising route controller retries only this route. The SQS and SNS
 * clients come from the registry.
 */
public final class SubscriptionComponent extends DefaultComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String topic, Map<String, Object> parameters) {
        Subscription subscription = resolveAndRemoveReferenceParameter(parameters, "subscription", Subscription.class);
        return new SubscriptionEndpoint(uri, this, subscription);
    }
}
