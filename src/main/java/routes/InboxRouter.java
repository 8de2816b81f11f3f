package routes;

import static configuration.Template.Phase.CONSUME;
import static configuration.Template.template;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.aws2Sqs;

import delivery.QueueParameters;
import event.ForwardedAttributes;
import inbox.SendToClients;
import inbox.UnroutableException;
import org.apache.camel.builder.RouteBuilder;
import publishing.Simple;
import topology.RouterLine;

/**
 * Sends each event of a queue to the inboxes of the clients that it names.
 *
 * <pre>
 * queue ──▶ clients ─┬─▶ app-inbox-17
 *             │      ├─▶ app-inbox-18 ──▶ deleted
 *             │      └─▶ … failed ──▶ visible again after a backoff; no client gets the event twice
 *             └─ none, or an unknown one ──▶ the others get it ──▶ dead-letter queue
 * </pre>
 */
public class InboxRouter extends RouteBuilder {
    @Override
    public void configure() {
        template(this, "inbox-router", CONSUME)
            .with(RouterLine::declare)
            .required("clients", Simple.expression(getContext()), "The clients that get an event, such as ${header.ce-subject}: a name, several separated by commas, or a list")
            .with(QueueParameters::declare)
            .without("handler", "permanent", "batch", "batchWait")
            .route()
            .from(QueueParameters.on(aws2Sqs("{{queue}}")).permanent(UnroutableException.class.getName()).batch("1").batchWait("0s").endpoint())
                .routeDescription("Sends each event of {{queue}} to clients of the inbox {{inbox}}")
                .errorHandler(noErrorHandler())
                .setProperty(ForwardedAttributes.NAMES, constant("{{?forward}}")).id("forwarded")
                .process(new ForwardedAttributes()).id("forward")
                .setProperty(SendToClients.INBOX, constant("{{inbox}}")).id("inbox")
                .setProperty(SendToClients.CLIENTS, constant("{{clients}}")).id("clients")
                .process("toInboxes").id("send");
    }
}
