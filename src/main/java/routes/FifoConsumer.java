package routes;

import static configuration.Rules.oneOf;
import static configuration.Template.Phase.CONSUME;
import static configuration.Template.template;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.aws2Sqs;
import static topology.Names.fifoQueue;

import delivery.QueueParameters;
import event.ForwardedAttributes;
import org.apache.camel.builder.RouteBuilder;

/**
 * Hands the messages of a FIFO queue to the handler: one after the other within a group, groups in parallel. With {@code batch},
 * the handler gets the first messages of several groups at once.
 *
 * <pre>
 * queue ─rate─┬─ group A ──▶ A1 ──▶ A2 ──▶ A3 ──▶ deleted
 *             │               └─ failed ──▶ A2 and A3 are not started; all are redelivered after a backoff
 *             │                    └─ pauseAfter times ──▶ nothing is received for pauseFor, then one message
 *             ├─ group B ──▶ B1 ──▶ …
 *             │               └─ no attempts left ──▶ dead-letter queue ─┬─ block: B2 is next
 *             │                                                          └─ park: B2 follows, until the group is released
 *             ├─ batch ──▶ A1, A2, B1 at once ──▶ deleted; then A3, B2 …
 *             │               └─ A1 failed ──▶ A2 counts as not handled; all are redelivered, A1 alone
 *             └─ expired ──▶ deleted; the next of its group follows
 * </pre>
 */
public class FifoConsumer extends RouteBuilder {
    @Override
    public void configure() {
        template(this, "fifo-consumer", CONSUME)
                .required("queue", fifoQueue(), "The FIFO queue to consume")
                .with(QueueParameters::declare)
                .optional("onFailure", "block", oneOf("block", "park"),
                    "What happens to a group after a dead letter. block: its next message is handled. park: its later messages become dead letters too, until it is released")
                .agreeing(QueueParameters::parkObjection)
            .route()
            .from(QueueParameters.on(aws2Sqs("{{queue}}")).onFailure("{{onFailure}}").endpoint())
                .routeDescription("Hands the messages of {{queue}} to {{handler}}, in order within each group")
                .errorHandler(noErrorHandler())
                .setProperty(ForwardedAttributes.NAMES, constant("{{?forward}}")).id("forwarded")
                .process(new ForwardedAttributes()).id("forward")
                .to("{{handler}}").id("handle");
    }
}
