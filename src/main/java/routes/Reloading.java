package routes;

import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.bean;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.platformHttp;

import org.apache.camel.builder.RouteBuilder;

/**
 * Takes over routes that have changed in the properties and files, while the application runs.
 *
 * <pre>
 * POST /caravan/reload ──▶ act? ──▶ read, check, compare ──▶ exchange what differs ─┬─▶ 200 what was done
 * GET  /caravan/reload ──▶ look? ──▶ the last outcome         │                      └─▶ 202 not done yet
 *                                                             └─▶ 409, 422 or 503: nothing is changed
 * </pre>
 */
public class Reloading extends RouteBuilder {
    @Override
    public void configure() {
        onException(Exception.class).handled(true).to(bean("reload").method("failed")).id("answer-reload-failure");

        from(platformHttp("/caravan/reload").httpMethodRestrict("POST"))
            .routeId("reload-routes")
            .routeDescription("Takes over the routes that have changed: POST /caravan/reload")
            .precondition("{{dead-letters.over-http:false}}")
            .process("mayAct").id("reload-access")
            .to(bean("reload").method("reload")).id("take-over");

        from(platformHttp("/caravan/reload").httpMethodRestrict("GET"))
            .routeId("reload-outcome")
            .routeDescription("Shows what the last reload has changed: GET /caravan/reload")
            .precondition("{{dead-letters.over-http:false}}")
            .process("mayLook").id("reload-outcome-access")
            .to(bean("reload").method("outcome")).id("reload-report");
    }
}
