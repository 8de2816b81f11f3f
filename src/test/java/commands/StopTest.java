package commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import deadletters.Job;
import delivery.QueueForTests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ledger.EmbeddedTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A command that is stopped by a signal leaves nothing hidden, and says what it has done. */
class StopTest {
    private static final int LETTERS = 30;

    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final LettersForTests letters = new LettersForTests(TABLE, QueueForTests.standard());

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        letters.close();
    }

    @Test
    void a_stopped_redrive_returns_its_letters_in_flight_and_reports_that() throws Exception {
        letters.letters(IntStream.range(0, LETTERS).mapToObj(i -> "till " + i).toArray(String[]::new));
        letters.stopTheHandler();
        String fingerprint = letters.fingerprint(1);
        Process redrive =
                start("dead-letters", "redrive", letters.name(), "--fingerprint", fingerprint, "--rate", "2", "--json");
        try {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(letters.queue().left()).isGreaterThanOrEqualTo(4));

            redrive.destroy();

            assertThat(redrive.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            redrive.destroyForcibly();
        }
        JsonNode outcome = new ObjectMapper().readTree(Files.readString(folder.resolve("out")));
        int moved = outcome.get("counts").get("moved").asInt();
        assertThat(redrive.exitValue()).isEqualTo(143);
        assertThat(outcome.get("cancelled").asBoolean()).isTrue();
        assertThat(moved).isBetween(4, LETTERS - 1);
        assertThat(letters.queue().left()).isEqualTo(moved);
        assertThat(letters.page()).hasSize(LETTERS - moved);
        assertThat(letters.audit())
                .singleElement()
                .satisfies(entry -> assertThat(entry.outcome()).isEqualTo("cancelled"));
        assertThat(Files.readString(folder.resolve("err")))
                .isEqualToIgnoringNewLines(
                        "cancelled: the remaining letters are unchanged; run the command again to continue");
    }

    @Test
    void a_signal_cancels_the_job_under_way_and_waits_for_the_end() throws Exception {
        Job job = new Job();
        Stop stop = Stop.onSignal();
        stop.during(job);

        Thread signal = new Thread(stop::stop);
        signal.start();
        await().untilAsserted(() -> assertThat(job.isCancelled()).isTrue());
        await().during(Duration.ofMillis(300)).until(signal::isAlive);
        stop.close();

        signal.join(10_000);
        assertThat(signal.isAlive()).isFalse();
    }

    @Test
    void a_signal_does_not_wait_while_no_job_runs() {
        try (Stop stop = Stop.onSignal()) {
            stop.during(new Job());
            stop.idle();

            stop.stop();

            Job late = new Job();
            stop.during(late);
            assertThat(late.isCancelled()).isTrue();
        }
    }

    private Process start(String... arguments) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Dlisten.sqs="
                                        + letters.queue().proxy().endpoint().getPort(),
                                "-Dlisten.dynamodb=" + TABLE.proxy().endpoint().getPort(),
                                "-cp",
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                                "routes.LocalApplication"),
                        Stream.of(arguments))
                .toList();
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }
}
