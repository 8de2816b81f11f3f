package routes;

import static configuration.Template.template;

import configuration.Template;
import org.apache.camel.builder.RouteBuilder;
import topology.Names;
import topology.QueueLine;

/**
 * Creates a queue with its attributes, and changes what differs.
 *
 * <pre>
 * s3, events … ──policy──▶ queue ──▶ consumers
 *                            └─ received maxReceiveCount times ──▶ deadLetters
 * </pre>
 */
public final class QueueAsWritten extends RouteBuilder {
    @Override
    public void configure() {
        template(this, "queue", Template.Phase.TOPOLOGY)
            .required("queue", Names.queue(), "The queue: its name")
            .with(QueueLine::declare)
            .route()
            .from("topology:queue:{{queue}}")
            .routeDescription("Creates the queue {{queue}}")
            .log("${body}");
    }
}
