package http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import configuration.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    private final Main main = new Main();

    FreePortsTest() {
        main.setPropertyPlaceholderLocations("false");
        main.addMainListener(new FreePorts());
    }

    @AfterEach
    void stop() {
        main.stop();
    }

    @Test
    void refuses_a_port_that_another_process_uses() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            main.addInitialProperty("listen.management", Integer.toString(port));

            assertThat(PortsTakenException.in(catchException(main::start))
                            .orElseThrow()
                            .lines())
                    .containsExactly(
                            "port %d for HTTP is taken; another one: -Dlisten.management=%d".formatted(port, port + 1));
        }
    }

    @Test
    void refuses_an_invalid_port_before_camel_reads_it() {
        main.addInitialProperty("listen.http", "http");
        main.addInitialProperty("listen.management", "65536");
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.port", "{{listen.http}}");

        assertThat(mistakes())
                .containsExactly(
                        "listen.http = http: must be a whole number from 0 to 65535",
                        "listen.management = 65536: must be a whole number from 0 to 65535");
    }

    @Test
    void refuses_a_host_that_is_not_known_or_is_another_machine() {
        for (String host : List.of("nowhere.invalid", "192.0.2.1")) {
            main.addInitialProperty("listen.host", host);

            assertThat(mistakes())
                    .containsExactly("listen.host = " + host + ": must be a name or an address of this machine");
        }
    }

    private List<String> mistakes() {
        Exception refusal = catchException(main::start);
        return ConfigurationException.in(refusal)
                .map(ConfigurationException::mistakes)
                .orElseThrow(() -> new AssertionError("was not refused", refusal));
    }
}
