package routes;

import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.platformHttp;

import org.apache.camel.builder.RouteBuilder;

/**
 * Shows when an event was published, and its state for each subscriber. The response includes failures of handlers;
 * their messages need the right read.
 *
 * <pre>
 * GET /caravan/events/{id}  ─┬─▶ who asks? ─▶ look up in the ledger ─┬─▶ 200 its history
 * GET /caravan/events?id={id} ┘    │                                  ├─▶ 404 not known
 *                                  └─▶ 401                            └─▶ 503 the ledger does not answer
 * </pre>
 */
public class WhereIsEvent extends RouteBuilder {
    @Override
    public void configure() {
        from(platformHttp("/caravan/events/{id}").httpMethodRestrict("GET"))
            .routeId("where-is-event")
            .routeDescription("Shows where an event is: GET /caravan/events/{id}")
            .precondition("{{dead-letters.over-http:false}}")
            .process("mayLook").id("look-up-access")
            .process("eventHistory").id("look-up");

        from(platformHttp("/caravan/events").httpMethodRestrict("GET"))
            .routeId("where-is-event-by-query")
            .routeDescription("Shows where an event is, also with an id that a path cannot carry: GET /caravan/events?id=..")
            .precondition("{{dead-letters.over-http:false}}")
            .process("mayLook").id("look-up-by-query-access")
            .process("eventHistory").id("look-up-by-query");
    }
}
