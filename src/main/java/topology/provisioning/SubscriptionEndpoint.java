package topology.provisioning;

import java.util.Objects;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import topology.Subscription;

/** A subscription. It is not looked at before its route starts. */
final class SubscriptionEndpoint extends DefaultEndpoint {
    private final Subscription subscription;

    SubscriptionEndpoint(String uri, SubscriptionComponent component, Subscription subscription) {
        super(uri, component);
        this.subscription = Objects.requireNonNull(subscription, "subscription");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        SubscriptionConsumer consumer = new SubscriptionConsumer(this, processor, subscription);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("a subscription is made by a route that starts from it");
    }
}
