package topology.provisioning;

import java.util.Objects;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import topology.Subscription;

/**
 * The endpoint of a subscription. It is provisioned when its route starts. The endpoint remembers whether the subscription
 * has existed as written.
 */
final class SubscriptionEndpoint extends DefaultEndpoint {
    private final Subscription subscription;
    private volatile SubscriptionConsumer consumer;
    private volatile boolean subscribed;
    private volatile Confirmation confirmation;

    SubscriptionEndpoint(String uri, SubscriptionComponent component, Subscription subscription) {
        super(uri, component);
        this.subscription = Objects.requireNonNull(subscription, "subscription");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        consumer = new SubscriptionConsumer(this, processor, subscription);
        configureConsumer(consumer);
        return consumer;
    }

    Subscription subscription() {
        return subscription;
    }

    /** The route that provisions the subscription; {@code null} before there is one. */
    String route() {
        return consumer == null ? null : consumer.getRouteId();
    }

    /**
     * Whether the subscription was as written at least once since the application began. A later stop does not change
     * that.
     */
    boolean isSubscribed() {
        return subscribed;
    }

    void subscribed() {
        subscribed = true;
    }

    /** Notes that the route has started, but that SNS does not deliver yet. */
    void unconfirmed(Confirmation awaited) {
        confirmation = awaited;
    }

    boolean isUnconfirmed() {
        return !subscribed && confirmation != null;
    }

    /** Whether the subscriber has confirmed. This may call SNS. */
    boolean isConfirmed() {
        if (isUnconfirmed() && confirmation.isGiven()) {
            subscribed();
        }
        return subscribed;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("sns-subscription can only be the from of a route");
    }
}
