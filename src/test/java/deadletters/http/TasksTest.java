package deadletters.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import deadletters.Job;
import deadletters.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import ledger.EmbeddedTable;
import ledger.LedgerUnavailableException;
import ledger.TaskRecords;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import process.Json;

/** One process runs a task, and another process answers requests about it. */
class TasksTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Tasks runner = tasks(Clock.systemUTC());
    private final Tasks other = tasks(Clock.systemUTC());
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void start() {
        context.start();
        runner.start();
        other.start();
    }

    @AfterEach
    void stop() {
        TABLE.proxy().reset();
        end.countDown();
        runner.stop();
        other.stop();
        context.stop();
    }

    @Test
    void another_process_shows_the_running_and_the_last_task() throws Exception {
        Task begun = run(job -> Map.of("moved", awaitEnd()));

        await().untilAsserted(() ->
                assertThat(other.running(true)).extracting(Task::id).contains(begun.id()));
        Task later = run(job -> Map.of("moved", awaitEnd()));
        assertThat(other.latest()).extracting(Task::id).startsWith(later.id(), begun.id());
        end.countDown();
        await().untilAsserted(() ->
                assertThat(other.latest()).extracting(Task::state).startsWith(Task.Status.DONE, Task.Status.DONE));
    }

    @Test
    void a_task_that_has_ended_here_is_not_shown_in_the_older_state_of_the_ledger() throws Exception {
        Task begun = run(job -> Map.of("moved", awaitEnd()));
        await().untilAsserted(() -> {
            assertThat(runner.running(true)).extracting(Task::id).containsExactly(begun.id());
            assertThat(TABLE.actions()).contains("Query");
        });

        end.countDown();

        // The process asks the ledger at most once in ten seconds.
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(runner.running(true)).isEmpty());
    }

    @Test
    void another_process_reports_a_running_task_and_its_end() throws Exception {
        Task begun = run(job -> Map.of("moved", awaitEnd()));

        Task running = other.find("billing", begun.id()).orElseThrow();
        end.countDown();
        await().untilAsserted(() -> assertThat(
                        other.find("billing", begun.id()).orElseThrow().state())
                .isEqualTo(Task.Status.DONE));
        Task done = other.find("billing", begun.id()).orElseThrow();

        assertThat(running.state()).isEqualTo(Task.Status.RUNNING);
        assertThat(running.operation()).isEqualTo("redrive");
        assertThat(running.started()).isEqualTo(begun.started());
        assertThat(((JsonNode) done.result()).path("moved").asInt()).isEqualTo(7);
        assertThat(runner.find("billing", begun.id()).orElseThrow().state()).isEqualTo(Task.Status.DONE);
    }

    @Test
    void another_process_reports_why_a_task_failed() throws Exception {
        Task begun = run(job -> {
            awaitEnd();
            throw new RefusedException(RefusedException.Reason.CONFLICT, "its group is released");
        });
        end.countDown();

        await().untilAsserted(() -> assertThat(
                        other.find("billing", begun.id()).orElseThrow().problem())
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(409))
                .satisfies(problem -> assertThat(problem.detail()).isEqualTo("its group is released")));
    }

    @Test
    void another_process_ends_a_task() throws Exception {
        Task begun = run(job -> {
            await().atMost(Duration.ofSeconds(30)).until(job::isCancelled);
            return Map.of("cancelled", true);
        });

        Task cancelling = other.cancel("billing", begun.id()).orElseThrow();

        assertThat(cancelling.state()).isEqualTo(Task.Status.CANCELLING);
        await().untilAsserted(() -> assertThat(
                        other.find("billing", begun.id()).orElseThrow().state())
                .isEqualTo(Task.Status.DONE));
        assertThat(other.cancel("billing", begun.id()).orElseThrow().state()).isEqualTo(Task.Status.DONE);
    }

    @Test
    void a_task_whose_caller_waits_is_not_written_to_the_ledger() throws Exception {
        Task done = runner.run("billing", "list", Duration.ofSeconds(10), job -> Map.of());

        assertThat(done.state()).isEqualTo(Task.Status.DONE);
        assertThat(TABLE.actions()).isEmpty();
        assertThat(runner.find("billing", done.id())).isEmpty();
    }

    @Test
    void a_task_costs_one_write_at_its_start_one_at_its_end_and_few_in_between() throws Exception {
        Task begun = run(job -> Map.of("moved", awaitEnd()));
        assertThat(TABLE.actions()).containsExactly("UpdateItem");
        end.countDown();
        await().untilAsserted(() -> assertThat(
                        other.find("billing", begun.id()).orElseThrow().state())
                .isEqualTo(Task.Status.DONE));
        long sinceBegin = Duration.between(begun.started(), Instant.now()).dividedBy(Tasks.PERIOD);

        assertThat(TABLE.proxy().count("UpdateItem")).isLessThanOrEqualTo((int) sinceBegin + 3);
    }

    @Test
    void a_task_of_another_queue_or_an_unknown_task_is_not_found() throws Exception {
        Task begun = run(job -> Map.of("moved", awaitEnd()));

        assertThat(other.find("shipping", begun.id())).isEmpty();
        assertThat(runner.find("shipping", begun.id())).isEmpty();
        assertThat(other.find("billing", "never")).isEmpty();
        assertThat(other.cancel("billing", "never")).isEmpty();
    }

    @Test
    void a_task_is_forgotten_a_day_after_its_end() throws Exception {
        Task begun = run(job -> Map.of("moved", awaitEnd()));
        end.countDown();
        await().untilAsserted(() -> assertThat(
                        other.find("billing", begun.id()).orElseThrow().state())
                .isEqualTo(Task.Status.DONE));

        Tasks tomorrow = tasks(Clock.offset(Clock.systemUTC(), TaskRecords.KEPT.plusMinutes(1)));

        assertThat(tomorrow.find("billing", begun.id())).isEmpty();
    }

    @Test
    void a_task_whose_process_has_died_is_shown_as_failed() throws Exception {
        Task begun = run(job -> Map.of("moved", awaitEnd()));

        Tasks later = tasks(Clock.offset(Clock.systemUTC(), Tasks.SILENT.plusMinutes(1)));
        Optional<Task> dead = later.find("billing", begun.id());

        assertThat(dead.orElseThrow().state()).isEqualTo(Task.Status.FAILED);
        assertThat(dead.orElseThrow().problem().detail()).startsWith("The process of this task has ended");
    }

    @Test
    void a_task_continues_without_the_ledger_and_is_written_when_the_ledger_is_back() throws Exception {
        TABLE.proxy().faults().onEverything().unavailable();
        Task begun = run(job -> Map.of("moved", awaitEnd()));
        end.countDown();
        await().untilAsserted(() -> assertThat(
                        runner.find("billing", begun.id()).orElseThrow().state())
                .isEqualTo(Task.Status.DONE));
        assertThatThrownBy(() -> other.find("billing", begun.id())).isInstanceOf(LedgerUnavailableException.class);

        TABLE.proxy().faults().clear();

        await().untilAsserted(
                        () -> assertThat(other.find("billing", begun.id())).isPresent());
    }

    @Test
    void a_result_that_is_too_large_to_keep_is_reported_as_such() throws Exception {
        byte[] noise = new byte[600 * 1024];
        new Random(1).nextBytes(noise);
        Task begun = run(job -> Map.of("moved", awaitEnd(), "body", noise));
        end.countDown();

        await().untilAsserted(() -> assertThat(
                        other.find("billing", begun.id()).orElseThrow().state())
                .isEqualTo(Task.Status.DONE));
        assertThat(other.find("billing", begun.id()).orElseThrow().problem().detail())
                .startsWith("The result is too large to keep");
    }

    @Test
    void a_stop_ends_running_tasks_and_records_that() throws Exception {
        Task begun = run(job -> {
            await().atMost(Duration.ofSeconds(30)).until(job::isCancelled);
            return Map.of("cancelled", true);
        });

        runner.stop();

        assertThat(other.find("billing", begun.id()).orElseThrow().state()).isEqualTo(Task.Status.DONE);
    }

    @Test
    void a_written_task_is_read_back_unchanged() throws Exception {
        Task begun = run(job -> Map.of("moved", awaitEnd()));

        assertThat(Json.write(Task.read(Json.write(begun)))).isEqualTo(Json.write(begun));
    }

    private Tasks tasks(Clock clock) {
        return new Tasks(context, new TaskRecords(TABLE.table(), clock), clock);
    }

    /** Runs a task that its caller does not wait for. */
    private Task run(Function<Job, Object> work) throws InterruptedException {
        return runner.run("billing", "redrive", Duration.ZERO, work);
    }

    private int awaitEnd() {
        try {
            end.await();
            return 7;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
