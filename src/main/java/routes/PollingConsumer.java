package routes;

import static configuration.Template.Phase.CONSUME;
import static configuration.Template.template;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.aws2Sqs;
import static topology.Names.standardQueue;

import delivery.QueueParameters;
import event.ForwardedAttributes;
import org.apache.camel.builder.RouteBuilder;

/**
 * Hands each message of a standard queue to the handler, alone or with up to {@code batch} others at once, and deletes it after
 * the handler has succeeded.
 *
 * <pre>
 * queue ──rate──▶ handler ──▶ deleted
 *   │  ▲              ├─ failed, attempts left ──▶ visible again after a backoff
 *   │  │              ├─ failed as a whole batch ──▶ each event is redelivered alone
 *   │  │              ├─ permanent, or no attempts left ──▶ dead-letter queue ──▶ deleted
 *   │  └──────────────┴─ failed pauseAfter times ──▶ nothing is received for pauseFor, then one message
 *   └─ expired ──▶ deleted
 * </pre>
 */
public class PollingConsumer extends RouteBuilder {
    @Override
    public void configure() {
        template(this, "polling-consumer", CONSUME)
                .required("queue", standardQueue(), "The queue to consume")
                .with(QueueParameters::declare)
            .route()
            .from(QueueParameters.on(aws2Sqs("{{queue}}")).endpoint())
                .routeDescription("Hands each message of {{queue}} to {{handler}}")
                .errorHandler(noErrorHandler())
                .setProperty(ForwardedAttributes.NAMES, constant("{{?forward}}")).id("forwarded")
                .process(new ForwardedAttributes()).id("forward")
                .to("{{handler}}").id("handle");
    }
}
