package http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Backbone;

/** The limits on the parts of an HTTP request, and on the numbers in it. */
class RequestBoundsTest {
    private static final String EVENT = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",";

    private static Backbone backbone;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                        camel.route-template[publish-orders].template-id = publish
                        camel.route-template[publish-orders].from        = platform-http:/events/orders
                        camel.route-template[publish-orders].topic       = orders
                        listen.idle-timeout = 2s
                        """).start();
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0                        | 202
            -1                       | 400
            +2                       | 400
            1e3                      | 400
            0x2                      | 400
            two                      | 400
            ٢                        | 400
            ''                       | 400
            10485761                 | 413
            2147483648               | 413
            9223372036854775807      | 413
            9223372036854775808      | 400
            99999999999999999999999  | 400
            2~Content-Length: 3      | 400
            2~Transfer-Encoding: chunked | 400
            """)
    void a_content_length_is_a_number_that_the_server_can_handle(String length, int status) throws Exception {
        assertThat(status("POST /events/orders", "Content-Type: text/plain~Content-Length: " + length, ""))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "4000, 100, 200, 202",
        "5000, 100, 200, 414",
        "100, 9000, 200, 431",
        "100, 8000, 200, 202",
        "100, 100, 262145, 413",
    })
    void each_part_of_a_request_is_bounded(int path, int header, int body, int status) throws Exception {
        assertThat(status(
                        "POST /events/orders?" + "p".repeat(path),
                        "Content-Type: text/plain~X-Long: " + "h".repeat(header) + "~Content-Length: " + body,
                        "b".repeat(body)))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "amount":1e999999999                    | 400
            "amount":1E-999999999                   | 400
            "amount":99999999999999999999           | 400
            "amount":1.5                            | 400
            "amount":2147483648                     | 400
            "amount":2147483647                     | 202
            "amount":-2147483648                    | 202
            "data":{"a":1e999999999}                | 202
            "data":DEEP                             | 400
            "data":DIGITS                           | 400
            "time":"9999999999-01-01T00:00:00Z"     | 400
            "time":"2026-02-30T00:00:00Z"           | 400
            """)
    void a_number_in_an_event_is_bounded(String member, int status) throws Exception {
        String body = EVENT
                + member.replace("DEEP", "[".repeat(2000) + "]".repeat(2000)).replace("DIGITS", "9".repeat(2000)) + "}";

        assertThat(status(
                        "POST /events/orders",
                        "Content-Type: application/cloudevents+json~Content-Length: " + body.length(),
                        body))
                .isEqualTo(status);
    }

    private static int status(String request, String headers, String body) throws IOException {
        String head = request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers.replace("~", "\r\n");
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), backbone.http().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((head + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }
}
