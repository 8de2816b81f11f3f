package publishing;

import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;

/**
 * Where {@code platform-http} routes listen: on the port of {@code camel.server.port}, whichever other servers there are.
 *
 * <p>Camel's own engine looks for the one server of the application, finds two as soon as health and metrics have a port of
 * theirs, and then takes 8080 for granted. Bind this one as {@code platform-http-engine}.
 */
public final class FrontDoor extends VertxPlatformHttpEngine {
    @Override
    public int getServerPort() {
        return Integer.parseInt(getCamelContext().resolvePropertyPlaceholders("{{camel.server.port:8080}}"));
    }
}
