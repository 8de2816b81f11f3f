package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local run as a person has it: a process of its own, and what it prints. */
class LocalApplicationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void says_what_runs_takes_an_event_and_stops_on_a_signal() throws Exception {
        Process caravan = start("listen.http=" + freePort(), "listen.management=" + freePort(), "listen.sqs=0");
        try {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(printed()).contains("Stop with Ctrl-C."));
            assertThat(printed()).contains("orders\n").contains("▶ billing OrderPlaced ─▶ direct:bill");
            Matcher address = Pattern.compile("curl -i (\\S+)").matcher(printed());
            assertThat(address.find()).isTrue();

            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(address.group(1)))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"order\":7}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(202);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(printed()).contains(": {\"order\":7}"));
            caravan.destroy();
            assertThat(caravan.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(printed())
                    .contains("Apache Camel 4.17.0 (caravan) shutdown")
                    .doesNotContain("ERROR");
        } finally {
            caravan.destroyForcibly();
        }
    }

    @Test
    void names_a_port_that_is_taken_and_the_property_that_changes_it() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            Process caravan = start("listen.sqs=" + port);

            assertThat(caravan.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(caravan.exitValue()).isEqualTo(2);
            assertThat(printed())
                    .isEqualToIgnoringNewLines(
                            "port " + port + " for SQS is taken; another one: -Dlisten.sqs=" + (port + 1));
        }
    }

    private Process start(String... properties) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String property : properties) {
            command.add("-D" + property);
        }
        command.addAll(List.of("-Dlisten.sns=0", "-Dlisten.dynamodb=0", "-Dorders.inbox=" + folder.resolve("inbox")));
        command.addAll(
                List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.add("routes.LocalApplication");
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile())
                .start();
    }

    private String printed() throws IOException {
        return Files.readString(folder.resolve("printed"));
    }

    /** Free a moment ago; the application itself cannot say which one it would get. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
