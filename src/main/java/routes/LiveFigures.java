package routes;

import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.bean;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.platformHttp;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.endpoint.dsl.PlatformHttpEndpointBuilderFactory.PlatformHttpEndpointBuilder;

/**
 * Shows operators the events in progress, and lets them pause and resume consumers; openapi.json has the details.
 *
 * <pre>
 * GET  /caravan/topology               sources, topics, queues and handlers
 * GET  /caravan/now                    the current figures
 * GET  /caravan/routes/{id}            one consumer
 * GET  /caravan/deliveries             the last deliveries of all consumers
 * POST /caravan/routes/{id}/pause      pauses a consumer, which then receives nothing
 * POST /caravan/routes/{id}/resume     resumes it
 *
 * request ──▶ who asks? ──▶ figures ─┬─▶ 200, or 304 if nothing has changed
 *                 └─▶ 401, 403        └─▶ 400, 404, 409 or 503
 * </pre>
 */
public class LiveFigures extends RouteBuilder {
    @Override
    public void configure() {
        onException(Exception.class).handled(true).to(bean("liveFigures").method("failed")).id("answer-live-failure");

        get("topology", "topology", "Draws the way of events through this application");
        get("now", "now", "Shows what flows at this moment");
        get("routes/{id}", "route", "Shows a consumer: its state, settings and last deliveries");
        get("deliveries", "deliveries", "Shows the last deliveries of all consumers");
        post("pause", "Pauses a consumer, in this process or in all");
        post("resume", "Resumes a consumer, in this process or in all");
    }

    private void get(String path, String operation, String description) {
        route(platformHttp("/caravan/" + path).httpMethodRestrict("GET"), "mayLook", operation, description);
    }

    private void post(String operation, String description) {
        route(
            platformHttp("/caravan/routes/{id}/" + operation).httpMethodRestrict("POST").consumes("application/json"),
            "mayAct",
            operation,
            description);
    }

    private void route(PlatformHttpEndpointBuilder from, String right, String operation, String description) {
        from(from)
            .routeId("live-" + operation)
            .routeDescription(description)
            .precondition("{{dead-letters.over-http:false}}")
            .process(right).id(operation + "-live-access")
            .to(bean("liveFigures").method(operation)).id(operation + "-figures");
    }
}
