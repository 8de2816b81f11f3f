package routes;

import org.apache.camel.builder.RouteBuilder;

/**
 * Creates the queues of the configured clients of all inboxes, their subscriptions, and the queues for dead letters.
 *
 * <pre>
 * topic ──filter──▶ app-inbox-17 ──▶ the client
 *                     └─ received maxReceiveCount times ──▶ app-inbox-dead-letters
 * </pre>
 */
public final class InboxQueues extends RouteBuilder {
    @Override
    public void configure() {
        from("topology:inboxes:all")
            .routeId("inbox-queues")
            .routeDescription("Creates the queues of the clients of inboxes")
            .precondition("{{caravan.inboxes:false}}")
            .log("${body}");
    }
}
