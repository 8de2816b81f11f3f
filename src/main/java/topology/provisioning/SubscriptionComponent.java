package topology.provisioning;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import topology.Subscription;

/**
 * {@code sns-subscription:orders?subscription=#bean:…}: a route that starts makes the {@link Subscription} exist exactly as
 * written, and gets one message that says what was done for it.
 *
 * <p>If AWS is away, the start fails, and the supervising route controller starts that route again and nothing else. The
 * SQS and the SNS client are those of the registry.
 */
public final class SubscriptionComponent extends DefaultComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String topic, Map<String, Object> parameters) {
        Subscription subscription = resolveAndRemoveReferenceParameter(parameters, "subscription", Subscription.class);
        return new SubscriptionEndpoint(uri, this, subscription);
    }
}
