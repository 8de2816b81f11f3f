package topology.provisioning;

import aws.TopicArns;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultConsumer;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.Topology;
import topology.TopologyMode;

/** Provisions or verifies a part of the topology when the route starts, as {@link TopologyMode} says. */
class ProvisioningConsumer extends DefaultConsumer {
    private final Supplier<Topology> part;
    private final String what;

    /** @param what the name of the part for the log */
    ProvisioningConsumer(Endpoint endpoint, Processor processor, Supplier<Topology> part, String what) {
        super(endpoint, processor);
        this.part = part;
        this.what = what;
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
        provision(provisioning, mode);
        provisioned(provisioning, mode);
    }

    /** Provisions or verifies everything that the route is for. */
    void provision(Provisioning provisioning, TopologyMode mode) {
        provision(provisioning, mode, part, what);
    }

    final void provision(Provisioning provisioning, TopologyMode mode, Supplier<Topology> wanted, String name) {
        switch (mode) {
            case APPLY -> tell(provisioning.make(wanted.get(), name));
            case VERIFY -> tell(provisioning.verify(wanted.get(), name));
            case OFF -> {
                // The resources are assumed to exist.
            }
        }
    }

    /** Called as soon as the part exists as written, or is assumed to. */
    void provisioned(Provisioning provisioning, TopologyMode mode) {}

    /** Sends a message with the result. The part exists even if the route fails to process the message. */
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
                                "The topology stands, but its route failed to process the report",
                                exchange,
                                exchange.getException());
            }
            releaseExchange(exchange, false);
        }
    }
}
