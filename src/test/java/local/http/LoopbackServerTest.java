package local.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class LoopbackServerTest {
    @Test
    void answers_on_the_loopback_address() throws Exception {
        try (LoopbackServer server =
                LoopbackServer.start("test", 0, call -> HttpAnswer.of(201, "text/plain", call.text() + "!"))) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(server.endpoint())
                                    .POST(HttpRequest.BodyPublishers.ofString("hello"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(server.endpoint().getHost()).isEqualTo("127.0.0.1");
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo("hello!");
        }
    }

    @Test
    void names_the_port_that_is_taken() {
        try (LoopbackServer first = LoopbackServer.start("first", 0, call -> HttpAnswer.of(200, "text/plain", ""))) {
            assertThatThrownBy(() -> LoopbackServer.start("SNS", first.port(), call -> null))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessage("port " + first.port() + " for SNS is taken");
        }
    }
}
