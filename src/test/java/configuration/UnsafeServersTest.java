package configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchException;

import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration.Cors;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.ApplicationParts;
import testing.Written;

/** The dangers of Camel's advisories that the settings of its servers show. */
class UnsafeServersTest {
    @ParameterizedTest
    @CsvSource({
        "camel.server,     path,                /api",
        "camel.server,     authentication-path, /api",
        "camel.server,     authenticationPath,  /api/",
        "camel.management, path,                /admin",
        "camel.management, authentication-path, /observe/health"
    })
    void authentication_that_does_not_cover_subpaths_is_refused(String server, String name, String path) {
        assertThat(refused("""
                        %1$s.authentication-enabled = true
                        %1$s.basic-properties-file  = users.properties
                        %1$s.%2$s = %3$s
                        """.formatted(server, name, path)))
                .isEqualTo("%s.%s = %s: %s; nothing below %s is guarded"
                        .formatted(
                                server,
                                name.equals("path") ? "path" : "authentication-path",
                                path,
                                name.equals("path")
                                        ? "needs " + server + ".authentication-path = /*"
                                        : "must end with /*",
                                path));
    }

    @ParameterizedTest
    @CsvSource({
        "camel.server,     path,                /",
        "camel.server,     authentication-path, /*",
        "camel.server,     authentication-path, /api/*",
        "camel.management, authentication-path, /*"
    })
    void authentication_that_covers_all_subpaths_is_allowed(String server, String name, String path) {
        assertThatCode(() -> Written.topology("""
                        %1$s.authentication-enabled = true
                        %1$s.basic-properties-file  = users.properties
                        %1$s.%2$s = %3$s
                        """.formatted(server, name, path)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"camel.server", "camel.management"})
    void authentication_by_tokens_that_anyone_may_have_issued_is_refused(String server) {
        assertThat(refused("""
                        %1$s.authentication-enabled = true
                        %1$s.jwt-keystore-path      = keys.p12
                        """.formatted(server)))
                .isEqualTo(server + ".jwt-keystore-path = keys.p12: must be left out;"
                        + " Camel accepts tokens of any issuer and for any audience");
    }

    @Test
    void cors_for_any_origin_is_refused() throws Exception {
        assertThat(refusedAtStart(List.of()))
                .isEqualTo("camel.server: CORS must be off, or list its origins;"
                        + " without a list, every website gets credentials");
        assertThat(refusedAtStart(List.of("https://shop.example", "*"))).startsWith("camel.server: CORS must be off");
        assertThat(refusedAtStart(List.of("https://shop.example"))).isNull();
    }

    private static String refused(String properties) {
        Exception refusal = catchException(() -> Written.topology(properties));
        return ConfigurationException.in(refusal).orElseThrow().getMessage();
    }

    /** No property switches this on, but a user's own code may. */
    private static String refusedAtStart(List<String> origins) throws Exception {
        Main main = ApplicationParts.unconnected();
        main.setPropertyPlaceholderLocations("false");
        main.addInitialProperty("listen.http", "0");
        main.addInitialProperty("camel.management.enabled", "false");
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                Cors cors = getContext().hasService(MainHttpServer.class).getCors();
                cors.setEnabled(true);
                cors.setOrigins(origins);
            }
        });
        try {
            Exception refusal = catchException(main::init);
            return refusal == null
                    ? null
                    : ConfigurationException.in(refusal)
                            .orElseThrow(() -> refusal)
                            .getMessage();
        } finally {
            main.stop();
        }
    }
}
