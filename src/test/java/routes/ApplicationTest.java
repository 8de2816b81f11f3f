package routes;

import static org.assertj.core.api.Assertions.assertThat;

import aws.AwsClients;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import process.Running;

/** The output of the application when it cannot start. It makes no call to AWS before: these clients lead nowhere. */
class ApplicationTest {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    private final PrintStream errors = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AwsClients aws = AwsClients.of(NOWHERE, NOWHERE, NOWHERE);
    private final Main main = ApplicationParts.connected(aws);

    @BeforeEach
    void listen() {
        main.addOverrideProperty("listen.http", "0");
        main.addOverrideProperty("listen.management", "0");
        main.addOverrideProperty("camel.management.enabled", "false");
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(errors);
        main.stop();
        aws.close();
    }

    @Test
    void a_wrong_route_stops_the_start_with_one_line() throws Exception {
        main.addInitialProperty("camel.route-template[late].template-id", "polling-consumer");
        main.addInitialProperty("camel.route-template[late].queue", "late");
        main.addInitialProperty("camel.route-template[late].handler", "direct:late");
        main.addInitialProperty("camel.route-template[late].maxAttempts", "many");

        int code = Application.run(main, Running::log);

        assertThat(code).isEqualTo(78);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("route late: maxAttempts = many: must be a whole number from 1 to 100");
    }

    @Test
    void a_step_in_a_file_that_camel_cannot_create_stops_the_start_with_one_line(@TempDir Path folder)
            throws Exception {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Path file = Files.writeString(routes.resolve("late.camel.yaml"), """
                - route:
                    id: late
                    from:
                      uri: direct:late
                      steps:
                        - log: late
                        - process:
                            ref: no-such-bean
                """);
        main.setPropertyPlaceholderLocations(
                "file:" + Files.writeString(folder.resolve("mine.properties"), "caravan.topology = off"));

        int code = Application.run(main, Running::log);

        assertThat(code).isEqualTo(78);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(file + ":7: route late: No bean could be found in the registry for:"
                        + " no-such-bean of type: org.apache.camel.Processor");
    }

    @Test
    void a_taken_port_stops_the_start_with_one_line() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            main.addOverrideProperty("listen.http", String.valueOf(port));

            int code = Application.run(main, Running::log);

            assertThat(code).isEqualTo(4);
            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .isEqualToIgnoringNewLines(
                            "port " + port + " for HTTP is taken; another one: -Dlisten.http=" + (port + 1));
        }
    }
}
