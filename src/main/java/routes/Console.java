package routes;

import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.platformHttp;

import org.apache.camel.builder.RouteBuilder;

/**
 * Serves the console's pages, which are files without data. They read their data from the other routes under /caravan.
 *
 * <pre>
 * GET /caravan/console/… ─┬─▶ 200 the file, or index.html for an address without a dot
 *                         ├─▶ 304 as before
 *                         └─▶ 404 no such file
 * </pre>
 */
public class Console extends RouteBuilder {
    @Override
    public void configure() {
        from(platformHttp("/caravan/console").matchOnUriPrefix(true).httpMethodRestrict("GET,HEAD"))
            .routeId("console")
            .routeDescription("Serves the console: GET /caravan/console")
            .precondition("{{dead-letters.over-http:false}}")
            .process("consolePages").id("console-file");
    }
}
