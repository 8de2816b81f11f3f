package topology.provisioning;

import java.util.Objects;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import topology.Subscription;

/** A subscription. It asks nothing of AWS before its route starts, and remembers that it existed once. */
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

    /** The route that makes the subscription; {@code null} before there is one. */
    String route() {
        return consumer == null ? null : consumer.getRouteId();
    }

    /** Whether the subscription has existed as written since the application began; a later stop does not change that. */
    boolean isSubscribed() {
        return subscribed;
    }

    void subscribed() {
        subscribed = true;
    }

    /** The route has started, but SNS does not deliver yet. */
    void unconfirmed(Confirmation awaited) {
        confirmation = awaited;
    }

    boolean isUnconfirmed() {
        return !subscribed && confirmation != null;
    }

    /** Whether the subscriber has confirmed since. Asks SNS. */
    boolean isConfirmed() {
        if (isUnconfirmed() && confirmation.isGiven()) {
            subscribed();
        }
        return subscribed;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("a subscription is made by a route that starts from it");
    }
}
