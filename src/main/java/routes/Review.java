package routes;

import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.bean;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.platformHttp;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.endpoint.dsl.PlatformHttpEndpointBuilderFactory.PlatformHttpEndpointBuilder;

/**
 * Lets operators review the application: mistakes, differences between AWS and the configuration, and costs.
 *
 * <pre>
 * GET  /caravan/doctor ─┐
 * POST /caravan/plan   ─┼─▶ look? ─┬─▶ 200 what was found
 * GET  /caravan/cost   ─┘          └─▶ 401, 403 or 503
 * </pre>
 */
public class Review extends RouteBuilder {
    @Override
    public void configure() {
        review(platformHttp("/caravan/doctor").httpMethodRestrict("GET"), "doctor", "Finds mistakes in the configuration and on AWS");
        review(platformHttp("/caravan/plan").httpMethodRestrict("POST"), "plan", "Shows how AWS differs from the configuration");
        review(platformHttp("/caravan/cost").httpMethodRestrict("GET"), "cost", "Shows what messages cost");
    }

    private void review(PlatformHttpEndpointBuilder from, String what, String description) {
        from(from)
            .routeId("review-" + what)
            .routeDescription(description)
            .precondition("{{dead-letters.over-http:false}}")
            .process("mayLook").id(what + "-access")
            .to(bean("review").method(what)).id(what + "-review");
    }
}
