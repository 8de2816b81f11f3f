package routes;

import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.platformHttp;

import org.apache.camel.builder.RouteBuilder;

/**
 * Whoever asks for an event hears when it was published, and how far it has come at each subscriber. It tells
 * why handlers failed, so it is for those who may see dead letters.
 *
 * <pre>
 * GET /caravan/events/{id}  ─┬─▶ access ─▶ look up in the ledger ─┬─▶ 200 its history
 * GET /caravan/events?id={id} ┘    │                               ├─▶ 404 not known
 *                                  └─▶ 401                         └─▶ 503 the ledger is away
 * </pre>
 */
public class WhereIsEvent extends RouteBuilder {
    @Override
    public void configure() {
        from(platformHttp("/caravan/events/{id}").httpMethodRestrict("GET"))
            .routeId("where-is-event")
            .routeDescription("Tells where an event is: GET /caravan/events/{id}")
            .precondition("{{dead-letters.over-http:false}}")
            .process("deadLettersAccess").id("look-up-access")
            .process("eventHistory").id("look-up");

        from(platformHttp("/caravan/events").httpMethodRestrict("GET"))
            .routeId("where-is-event-by-query")
            .routeDescription("Tells where an event is whose id a path cannot carry: GET /caravan/events?id=..")
            .precondition("{{dead-letters.over-http:false}}")
            .process("deadLettersAccess").id("look-up-by-query-access")
            .process("eventHistory").id("look-up-by-query");
    }
}
