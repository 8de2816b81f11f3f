package topology.provisioning;

import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import topology.Subscription;
import topology.Topology;
import topology.TopologyMode;

/** Provisions or verifies a subscription, and sees to its confirmation if this application receives its pushes. */
final class SubscriptionConsumer extends ProvisioningConsumer {
    private final Subscription subscription;

    SubscriptionConsumer(SubscriptionEndpoint endpoint, Processor processor, Subscription subscription) {
        super(
                endpoint,
                processor,
                () -> Topology.of(endpoint.getCamelContext()).around(subscription),
                subscription.toString());
        this.subscription = subscription;
    }

    @Override
    void provisioned(Provisioning provisioning, TopologyMode mode) {
        CamelContext context = getEndpoint().getCamelContext();
        if (mode == TopologyMode.OFF || !isPushedToThisApplication(context)) {
            getEndpoint().subscribed();
        } else {
            boolean mayWrite = mode == TopologyMode.APPLY;
            getEndpoint().unconfirmed(new Confirmation(provisioning, context.getName(), subscription, mayWrite));
        }
    }

    private boolean isPushedToThisApplication(CamelContext context) {
        return Topology.of(context).receivers().stream().anyMatch(receiver -> receiver.isSubscribedBy(subscription));
    }

    @Override
    public SubscriptionEndpoint getEndpoint() {
        return (SubscriptionEndpoint) super.getEndpoint();
    }
}
