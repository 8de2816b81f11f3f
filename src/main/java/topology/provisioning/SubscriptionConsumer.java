package topology.provisioning;

import aws.TopicArns;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultConsumer;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.Subscription;
import topology.Topology;
import topology.TopologyMode;

/** Started means that the subscription exists as written, unless {@link TopologyMode} says to trust that. */
final class SubscriptionConsumer extends DefaultConsumer {
    private final Subscription subscription;

    SubscriptionConsumer(SubscriptionEndpoint endpoint, Processor processor, Subscription subscription) {
        super(endpoint, processor);
        this.subscription = subscription;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        CamelContext context = getEndpoint().getCamelContext();
        Provisioning provisioning = new Provisioning(
                CamelContextHelper.mandatoryFindSingleByType(context, SqsClient.class),
                CamelContextHelper.mandatoryFindSingleByType(context, SnsClient.class),
                TopicArns.of(context));
        TopologyMode mode = TopologyMode.of(context);
        switch (mode) {
            case APPLY -> tell(provisioning.make(context.getName(), subscription));
            case VERIFY -> tell(provisioning.verify(context.getName(), subscription));
            case OFF -> {
                // It is trusted.
            }
        }
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

    /** The subscription exists, whatever the route makes of the news. */
    private void tell(Provisioned provisioned) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(provisioned);
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        } finally {
            if (exchange.getException() != null) {
                getExceptionHandler().handleException("Cannot tell what was done", exchange, exchange.getException());
            }
            releaseExchange(exchange, false);
        }
    }
}
