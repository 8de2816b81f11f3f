package process;

import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;

/**
 * The addresses on which an application listens. A configured port 0 has become the free port that the system chose.
 *
 * @param http the address of the HTTP routes; empty if the application serves none
 * @param health the address of the health checks; empty if the application serves none
 */
record Addresses(Optional<String> http, Optional<String> health) {
    static Addresses of(CamelContext context) {
        MainHttpServer main = context.hasService(MainHttpServer.class);
        ManagementHttpServer management = context.hasService(ManagementHttpServer.class);
        return new Addresses(
                Optional.ofNullable(main).map(server -> address(context, server.getHost(), server.getPort(), true)),
                Optional.ofNullable(management)
                        .map(server -> address(context, server.getHost(), server.getPort(), main == null)
                                + server.getHealthPath()));
    }

    /** With two servers on free ports, the main server bound its port first. */
    private static String address(CamelContext context, String host, int configured, boolean first) {
        List<Integer> ports = context.hasServices(VertxPlatformHttpServer.class).stream()
                .filter(server -> server.getConfigurationPort() == configured)
                .map(VertxPlatformHttpServer::getPort)
                .toList();
        int port = ports.get(first ? 0 : ports.size() - 1);
        return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port);
    }

    @Override
    public String toString() {
        return "HTTP " + http.orElse("off") + " · health and metrics " + health.orElse("off");
    }
}
