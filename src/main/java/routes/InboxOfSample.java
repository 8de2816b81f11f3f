package routes;

import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.platformHttp;

import org.apache.camel.builder.RouteBuilder;
import shop.InboxPage;

/**
 * Serves a page that is a client of the sample's inbox, in a local run.
 *
 * <pre>
 * GET /sample/inbox.html ──▶ 200 the page, which connects to /inbox/ana
 * </pre>
 */
public class InboxOfSample extends RouteBuilder {
    @Override
    public void configure() {
        from(platformHttp("/sample/{file}").httpMethodRestrict("GET"))
            .routeId("inbox-page")
            .routeDescription("Serves a page that is a client of the sample's inbox: GET /sample/inbox.html")
            .precondition("{{sample.pages:false}}")
            .process(new InboxPage()).id("inbox-file");
    }
}
