package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import testing.Backbone;

/** The inbox of the sample, as it is shipped, when a file cannot be published. */
class FailedFilesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int TOO_LARGE = 262_145;

    @TempDir
    Path inbox;

    @TempDir
    Path elsewhere;

    @Test
    void a_file_that_cannot_be_published_is_moved_unchanged_and_others_are_published() throws Exception {
        byte[] noText = new byte[200_000]; // too large only in Base64
        new Random(26).nextBytes(noText);
        Map<String, byte[]> refused = Map.of(
                "a-large", "x".repeat(TOO_LARGE).getBytes(StandardCharsets.UTF_8),
                "b-no-text", noText,
                "c-without-type", " ".getBytes(StandardCharsets.UTF_8),
                "d-with-control", "Order\u001bPlaced".getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> file : refused.entrySet()) {
            put(file.getKey(), file.getValue());
        }
        put("e-good", "OrderPlaced".getBytes(StandardCharsets.UTF_8));

        try (Backbone backbone = Backbone.of(sample("publish-files", "orders-to-audit"))
                .property("orders.inbox", inbox.toString())
                .property("camel.route-template[publish-files].type", "${bodyAs(String)}")
                .start()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(names(inbox)).isEmpty());
            put("f-later", "OrderPaid".getBytes(StandardCharsets.UTF_8));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(names(inbox)).isEmpty());

            assertThat(names(inbox.resolve("failed")))
                    .containsExactlyElementsOf(
                            refused.keySet().stream().sorted().toList());
            for (Map.Entry<String, byte[]> file : refused.entrySet()) {
                assertThat(inbox.resolve("failed").resolve(file.getKey())).hasBinaryContent(file.getValue());
            }
            assertThat(published(backbone)).containsExactlyInAnyOrder("OrderPlaced", "OrderPaid");
        }
    }

    /** The lines of these routes, as they are shipped. */
    private static String sample(String... routes) throws IOException {
        try (InputStream shipped = FailedFilesTest.class.getResourceAsStream("/application.properties")) {
            return new String(shipped.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> Stream.of(routes).anyMatch(route -> line.contains("[" + route + "]")))
                    .collect(Collectors.joining("\n"));
        }
    }

    /** Moves a complete file into the inbox, so that no half of it is read. */
    private void put(String name, byte[] content) throws IOException {
        Files.move(Files.write(elsewhere.resolve(name), content), inbox.resolve(name));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static List<String> published(Backbone backbone) {
        String audit = backbone.aws()
                .sqs()
                .getQueueUrl(queue -> queue.queueName("audit"))
                .queueUrl();
        return backbone
                .aws()
                .sqs()
                .receiveMessage(receive ->
                        receive.queueUrl(audit).maxNumberOfMessages(10).waitTimeSeconds(2))
                .messages()
                .stream()
                .map(Message::body)
                .toList();
    }
}
