package routes;

import static configuration.Template.template;

import configuration.Template;
import org.apache.camel.builder.RouteBuilder;
import topology.DeclaredTopic;

/**
 * Creates a topic with its attributes, and changes what differs.
 *
 * <pre>
 * s3, events, cloudwatch … ──policy──▶ topic ──▶ subscribers
 * </pre>
 */
public final class TopicAsWritten extends RouteBuilder {
    @Override
    public void configure() {
        template(this, "topic", Template.Phase.TOPOLOGY)
            .with(DeclaredTopic::declare)
            .route()
            .from("topology:topic:{{topic}}")
            .routeDescription("Creates the topic {{topic}}")
            .log("${body}");
    }
}
