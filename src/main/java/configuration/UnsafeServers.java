package configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration.Cors;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.main.MainConfigurationProperties;

/**
 * Refuses settings of Camel's HTTP servers that protect less than they seem to.
 *
 * @see <a href="https://camel.apache.org/security/CVE-2026-40022.html">CVE-2026-40022</a>
 * @see <a href="https://camel.apache.org/security/CVE-2026-66908.html">CVE-2026-66908</a>
 * @see <a href="https://camel.apache.org/security/CVE-2026-84176.html">CVE-2026-84176</a>
 */
final class UnsafeServers {
    private UnsafeServers() {}

    /** One line for each such setting. */
    static List<String> mistakes(BaseMainSupport main) {
        MainConfigurationProperties configured = main.configure();
        List<String> mistakes = new ArrayList<>();
        if (configured.hasHttpServerConfiguration()) {
            HttpServerConfigurationProperties server = configured.httpServer();
            if (server.isAuthenticationEnabled()) {
                authentication(
                        mistakes,
                        "camel.server",
                        server.getPath(),
                        server.getAuthenticationPath(),
                        server.getJwtKeystorePath());
            }
        }
        if (configured.hasHttpManagementServerConfiguration()) {
            HttpManagementServerConfigurationProperties server = configured.httpManagementServer();
            if (server.isAuthenticationEnabled()) {
                authentication(
                        mistakes,
                        "camel.management",
                        server.getPath(),
                        server.getAuthenticationPath(),
                        server.getJwtKeystorePath());
            }
        }
        CamelContext context = main.getCamelContext();
        Optional.ofNullable(context.hasService(MainHttpServer.class))
                .ifPresent(server -> cors(mistakes, "camel.server", server.getCors()));
        Optional.ofNullable(context.hasService(ManagementHttpServer.class))
                .ifPresent(server -> cors(mistakes, "camel.management", server.getCors()));
        return mistakes;
    }

    /**
     * Camel protects a path but nothing below it, unless the path ends with an asterisk. Camel adds one to the root
     * path only.
     */
    private static void authentication(
            List<String> mistakes, String server, String path, String guarded, String keystore) {
        boolean isGiven = guarded != null && !guarded.isBlank();
        String effective = isGiven ? guarded : path;
        boolean isRoot = effective == null || effective.isBlank() || effective.equals("/");
        if (!isRoot && !effective.endsWith("*")) {
            mistakes.add("%s.%s = %s: %s; nothing below %s is guarded"
                    .formatted(
                            server,
                            isGiven ? "authentication-path" : "path",
                            Line.value(effective),
                            isGiven ? "must end with /*" : "needs " + server + ".authentication-path = /*",
                            Line.value(effective)));
        }
        if (keystore != null && !keystore.isBlank()) {
            mistakes.add(
                    "%s.jwt-keystore-path = %s: must be left out; Camel accepts tokens of any issuer and for any audience"
                            .formatted(server, Line.value(keystore)));
        }
    }

    /**
     * Without a list of origins, any website may send requests with its visitor's credentials and read the responses.
     */
    private static void cors(List<String> mistakes, String server, Cors cors) {
        boolean anyOrigin = cors.getOrigins() == null
                || cors.getOrigins().isEmpty()
                || cors.getOrigins().contains("*");
        if (cors.isEnabled() && anyOrigin) {
            mistakes.add("%s: CORS must be off, or list its origins; without a list, every website gets credentials"
                    .formatted(server));
        }
    }
}
