package routes;

import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.bean;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.platformHttp;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.endpoint.dsl.PlatformHttpEndpointBuilderFactory.PlatformHttpEndpointBuilder;

/**
 * Lets operators list the clients of inboxes, and create and delete their queues; openapi.json has the details. Reading needs
 * the right look, changing needs act.
 *
 * <pre>
 * GET    /caravan/inboxes                    lists the clients: whether they are connected, and how many events wait
 * POST   /caravan/inboxes                    creates the queue of a client
 * DELETE /caravan/inboxes/{inbox}/{client}   deletes the queue; with ?discard=true even if events wait
 *
 * request ──▶ who asks? ──▶ operation ─┬─▶ 200 or 201
 *                 └─▶ 401, 403         └─▶ 400, 404, 409 or 503
 * </pre>
 */
public class InboxesOverHttp extends RouteBuilder {
    @Override
    public void configure() {
        onException(Exception.class).handled(true).to(bean("inboxesOverHttp").method("failed")).id("answer-inbox-failure");

        route(platformHttp("/caravan/inboxes").httpMethodRestrict("GET"), "mayLook", "list", "Lists the clients of inboxes");
        route(platformHttp("/caravan/inboxes").httpMethodRestrict("POST").consumes("application/json"), "mayAct", "make", "Makes the queue of a client");
        route(platformHttp("/caravan/inboxes/{inbox}/{client}").httpMethodRestrict("DELETE"), "mayAct", "delete", "Deletes the queue of a client");
    }

    private void route(PlatformHttpEndpointBuilder from, String right, String operation, String description) {
        from(from)
            .routeId("inboxes-" + operation)
            .routeDescription(description)
            .precondition("{{dead-letters.over-http:false}}")
            .process(right).id(operation + "-inbox-access")
            .to(bean("inboxesOverHttp").method(operation)).id(operation + "-inboxes");
    }
}
