package routes;

import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.bean;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.platformHttp;

import org.apache.camel.builder.RouteBuilder;

/**
 * Signs operators in for eight hours, and shows them what they may do.
 *
 * <pre>
 * POST   /caravan/session ──▶ right credentials? ─┬─▶ 200 who it is, and a cookie
 * DELETE /caravan/session ──▶ 204 no cookie       ├─▶ 401
 * GET    /caravan/me ──▶ who asks? ──▶ 200        └─▶ 429 five were wrong within a minute
 * </pre>
 */
public class Sessions extends RouteBuilder {
    @Override
    public void configure() {
        from(platformHttp("/caravan/session").httpMethodRestrict("POST").consumes("application/json"))
            .routeId("sign-in")
            .routeDescription("Signs an operator in: POST /caravan/session")
            .precondition("{{dead-letters.over-http:false}}")
            .to(bean("signIn").method("signIn")).id("check-credentials");

        from(platformHttp("/caravan/session").httpMethodRestrict("DELETE"))
            .routeId("sign-out")
            .routeDescription("Signs an operator out: DELETE /caravan/session")
            .precondition("{{dead-letters.over-http:false}}")
            .to(bean("signIn").method("signOut")).id("clear-cookie");

        from(platformHttp("/caravan/me").httpMethodRestrict("GET"))
            .routeId("me")
            .routeDescription("Tells an operator who it is and what it may do: GET /caravan/me")
            .precondition("{{dead-letters.over-http:false}}")
            .process("mayLook").id("me-access")
            .to(bean("signIn").method("me")).id("who-it-is");
    }
}
