package routes;

import static configuration.Template.template;

import configuration.Template;
import org.apache.camel.builder.RouteBuilder;
import topology.Inbox;
import topology.InboxLine;

/**
 * Holds what is written of an inbox; nobody connects to it yet.
 *
 * <pre>
 * topic or inbox-router ──▶ a queue for each client
 * </pre>
 */
public final class ClientInbox extends RouteBuilder {
    @Override
    public void configure() {
        template(this, "inbox", Template.Phase.CONSUME)
            .required("inbox", Inbox.rule(), "The name of the inbox")
            .with(InboxLine::declare)
            .route()
            .from("direct:{{inbox}}-inbox")
            .routeDescription("Holds the inbox {{inbox}}")
            .log("${body}");
    }
}
