package commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests of {@code reload} to a running process, and what it makes of each answer. */
class ReloadCommandTest {
    private static final String REPORT = """
            {"done":%s,"added":[%s],"removed":[],"changed":[],"unchanged":3,"atNextStart":[],"notStarted":[%s],"text":"a report"}
            """;

    private record Answer(int status, String body) {}

    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final CommandToProcess typed = new CommandToProcess(this::address, "t");
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add("%s %s %s"
                .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        exchange.getRequestHeaders().getFirst("Authorization")));
        Answer answer = answers.remove();
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Test
    void prints_what_has_changed() {
        answers.add(new Answer(200, REPORT.formatted(true, "\"mail\"", "")));

        assertThat(typed.run("reload")).isZero();

        assertThat(typed.out()).isEqualToIgnoringNewLines("a report");
        assertThat(asked).containsExactly("POST /caravan/reload Bearer t");
    }

    @Test
    void the_exit_code_of_a_dry_run_shows_whether_anything_would_change() {
        answers.add(new Answer(200, REPORT.formatted(false, "\"mail\"", "")));
        answers.add(new Answer(200, REPORT.formatted(false, "", "")));

        assertThat(typed.run("reload", "--dry-run")).isEqualTo(2);
        assertThat(typed.run("reload", "--dry-run", "--json")).isZero();

        assertThat(asked).containsOnly("POST /caravan/reload?dryRun=true Bearer t");
        assertThat(typed.out()).contains("\"unchanged\" : 3");
    }

    @Test
    void awaits_a_reload_that_takes_longer() {
        answers.add(new Answer(202, "{\"running\":true}"));
        answers.add(new Answer(202, "{\"running\":true}"));
        answers.add(new Answer(200, REPORT.formatted(true, "", "")));

        assertThat(typed.run("reload")).isZero();

        assertThat(asked)
                .containsExactly(
                        "POST /caravan/reload Bearer t",
                        "GET /caravan/reload Bearer t",
                        "GET /caravan/reload Bearer t");
    }

    @Test
    void a_route_that_could_not_start_yet_makes_the_command_fail() {
        answers.add(
                new Answer(200, REPORT.formatted(true, "\"mail\"", "{\"route\":\"mail\",\"reason\":\"no queue\"}")));

        assertThat(typed.run("reload")).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"401,77", "403,77", "409,4", "422,78", "503,3", "500,70"})
    void a_refusal_is_printed_with_its_exit_code(int status, int code) {
        answers.add(new Answer(status, "{\"detail\":\"route a: is wrong\\nroute b: too\"}"));

        assertThat(typed.run("reload")).isEqualTo(code);

        assertThat(typed.err().lines()).containsExactly("route a: is wrong", "route b: too");
        assertThat(typed.out()).isEmpty();
    }

    @Test
    void another_program_at_the_address_is_not_taken_for_a_running_process() {
        answers.add(new Answer(404, "<html>nothing here</html>"));

        assertThat(typed.run("reload")).isEqualTo(6);

        assertThat(typed.err()).contains("another program listens there");
    }

    @Test
    void reports_that_no_process_answers() {
        URI address = address();
        server.stop(0);

        assertThat(typed.run("reload", "--url", address.toString())).isEqualTo(6);

        assertThat(typed.err()).startsWith("no process answers at " + address);
    }

    @Test
    void an_invalid_address_is_a_wrong_argument() {
        assertThat(typed.run("reload", "--url", "8080")).isEqualTo(64);

        assertThat(typed.err()).startsWith("--url 8080: must be such as http://127.0.0.1:8080");
        assertThat(asked).isEmpty();
    }
}
