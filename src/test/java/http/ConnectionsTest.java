package http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static testing.FreePort.freePort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Backbone;

class ConnectionsTest {
    private static Backbone backbone;
    private static List<Integer> ports;

    @BeforeAll
    static void start() throws IOException {
        backbone = Backbone.of("""
                        camel.route-template[publish-orders].template-id = publish
                        camel.route-template[publish-orders].from        = platform-http:/events/orders
                        camel.route-template[publish-orders].topic       = orders
                        listen.idle-timeout = 1s
                        """);
        // The port is chosen after the AWS of the test has taken its ports.
        int management = freePort();
        backbone.property("camel.management.enabled", "true")
                .property("listen.management", String.valueOf(management))
                .start();
        ports = List.of(backbone.http().getPort(), management);
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "POST",
                "POST /events/orders HTTP/1.1\r\nHost: local",
                "POST /events/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n",
                "POST /events/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf of it",
                "POST /events/orders HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal",
                "GET /observe/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            })
    void a_silent_connection_is_closed_on_both_ports(String begun) throws Exception {
        for (int port : ports) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write(begun.getBytes(StandardCharsets.UTF_8));

                assertThatCode(() -> socket.getInputStream().readAllBytes())
                        .as("the other side closes the connection on port %s", port)
                        .doesNotThrowAnyException();
            }
        }
    }
}
