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

/** Provisions or verifies the subscription when the route starts, as {@link TopologyMode} says. */
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
                // The topology is trusted.
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

    /** Sends the message; the subscription exists even if the route fails to process it. */
    private void tell(Provisioned provisioned) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(provisioned);
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        } finally {
            if (exchange.getException() != null) {
                getExceptionHandler()
                        .handleException(
                                "The subscription stands, but its route failed to process the report",
                                exchange,
                                exchange.getException());
            }
            releaseExchange(exchange, false);
        }
    }
}
