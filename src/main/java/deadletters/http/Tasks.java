package deadletters.http;

import deadletters.Job;
import http.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import ledger.LedgerUnavailableException;
import ledger.TaskRecords;
import ledger.TaskRecords.TaskRecord;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;

/**
 * The operations on dead letters that were asked for over HTTP. They go on when the request that asked for them has been
 * answered; a stop of the application cancels them, and waits until the letters in their hands have been dealt with.
 *
 * <p>A task that outlives its request is written in the ledger when the request is answered, every few seconds, and when it
 * ends, so that any process can answer for it and ask it to end. In memory is only what runs here, or could not be written
 * yet.
 */
final class Tasks extends ServiceSupport {
    /** How often a task that runs is written. */
    static final Duration PERIOD = Duration.ofSeconds(3);

    /** A task that its process has not written for so long does not run any more. Clocks may differ by some of that. */
    static final Duration SILENT = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);
    private static final int AT_ONCE = 8;
    private static final Duration LONGEST_END = Duration.ofSeconds(15);
    private static final Duration LONGEST_WRITES = Duration.ofSeconds(5);

    private final CamelContext context;
    private final TaskRecords records;
    private final Clock clock;
    private final Set<Job> jobs = ConcurrentHashMap.newKeySet();

    /** Those that have outlived their requests. */
    private final Map<String, KnownTask> known = new ConcurrentHashMap<>();

    private ExecutorService threads;

    /** All writes are made by one thread, so that none overtakes another. */
    private ScheduledExecutorService writer;

    private record KnownTask(
            String id, String queue, String operation, Instant started, Job job, CompletableFuture<Object> result) {
        Task at(Instant now) {
            boolean ended = result.isDone();
            boolean failed = result.isCompletedExceptionally();
            Task.Status running = job.isCancelled() ? Task.Status.CANCELLING : Task.Status.RUNNING;
            Task.Status end = failed ? Task.Status.FAILED : Task.Status.DONE;
            return new Task(
                    id,
                    queue,
                    operation,
                    ended ? end : running,
                    started,
                    now,
                    job.expected(),
                    job.counts(),
                    ended && !failed ? result.join() : null,
                    failed
                            ? result.handle((done, failure) -> LetterProblems.of(failure))
                                    .join()
                            : null);
        }
    }

    Tasks(CamelContext context, TaskRecords records, Clock clock) {
        this.context = context;
        this.records = records;
        this.clock = clock;
    }

    @Override
    protected void doStart() {
        threads = context.getExecutorServiceManager().newThreadPool(this, "DeadLetterTasks", AT_ONCE, AT_ONCE);
        writer = context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "DeadLetterTaskRecords");
        writer.scheduleWithFixedDelay(this::writeAll, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() throws Exception {
        jobs.forEach(Job::cancel);
        threads.shutdown();
        threads.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
        context.getExecutorServiceManager().shutdownNow(threads);
        writer.execute(this::writeAll);
        writer.shutdown();
        writer.awaitTermination(LONGEST_WRITES.toMillis(), TimeUnit.MILLISECONDS);
        context.getExecutorServiceManager().shutdownNow(writer);
    }

    /**
     * Begins an operation, and waits a moment for its end.
     *
     * @return the task as it is after that moment; if it goes on, every process knows it
     */
    Task run(String queue, String operation, Duration moment, Function<Job, Object> work) throws InterruptedException {
        Job job = new Job();
        jobs.add(job);
        KnownTask task = new KnownTask(
                UUID.randomUUID().toString(),
                queue,
                operation,
                clock.instant(),
                job,
                CompletableFuture.supplyAsync(() -> work.apply(job), threads));
        task.result().whenComplete((done, failure) -> jobs.remove(job));
        try {
            task.result().handle((done, failure) -> done).get(moment.toMillis(), TimeUnit.MILLISECONDS);
            return task.at(clock.instant());
        } catch (TimeoutException | ExecutionException e) {
            // It goes on; how it ends is told by the task.
            known.put(task.id(), task);
            Task now = task.at(clock.instant());
            written(task);
            task.result().whenComplete((done, failure) -> writeSoon(task));
            return now;
        }
    }

    /** @throws LedgerUnavailableException if it does not run here, and the ledger does not answer */
    Optional<Task> find(String queue, String id) {
        return here(queue, id)
                .map(task -> task.at(clock.instant()))
                .or(() -> records.find(queue, id).map(this::elsewhere));
    }

    /**
     * Asks a task to end, wherever it runs.
     *
     * @throws LedgerUnavailableException if it does not run here, and the ledger does not answer
     */
    Optional<Task> cancel(String queue, String id) {
        Optional<KnownTask> here = here(queue, id);
        if (here.isPresent()) {
            here.get().job().cancel();
        } else {
            records.cancel(queue, id);
        }
        return find(queue, id);
    }

    private Optional<KnownTask> here(String queue, String id) {
        return Optional.ofNullable(known.get(id)).filter(task -> task.queue().equals(queue));
    }

    private Task elsewhere(TaskRecord record) {
        Task task = Task.read(record.description());
        if (record.ended()) {
            return task;
        }
        if (record.written().plus(SILENT).isBefore(clock.instant())) {
            return task.with(
                    Task.Status.FAILED,
                    Problem.of(
                            500,
                            "The process that ran this has ended or does not reach the ledger; the audit trail has what"
                                    + " is known"));
        }
        return record.cancelled() ? task.with(Task.Status.CANCELLING, null) : task;
    }

    /** Waits until a task is written: whoever is answered now may ask another process. */
    private void written(KnownTask task) throws InterruptedException {
        try {
            writer.submit(() -> write(task)).get();
        } catch (ExecutionException e) {
            LOG.error("Task {} is known to this process only", task.id(), e.getCause());
        } catch (RejectedExecutionException e) {
            LOG.warn("Task {} is not written any more, for the application stops", task.id());
        }
    }

    private void writeSoon(KnownTask task) {
        try {
            writer.execute(() -> write(task));
        } catch (RejectedExecutionException e) {
            LOG.warn("How task {} ended is not written any more, for the application stops", task.id());
        }
    }

    private void writeAll() {
        known.values().forEach(this::write);
    }

    private void write(KnownTask running) {
        if (!known.containsKey(running.id())) {
            return;
        }
        Task task = running.at(clock.instant());
        try {
            boolean cancelled = write(task);
            if (task.isEnded()) {
                known.remove(running.id());
            } else if (cancelled) {
                running.job().cancel();
            }
        } catch (LedgerUnavailableException e) {
            LOG.warn("Task {} is known to this process only, trying again: {}", running.id(), e.getMessage());
            if (task.isEnded() && running.started().plus(TaskRecords.KEPT).isBefore(clock.instant())) {
                known.remove(running.id());
            }
        } catch (RuntimeException | Error e) {
            // The timer would not run this again.
            LOG.error("Task {} could not be written", running.id(), e);
        }
    }

    private boolean write(Task task) {
        try {
            return records.write(task.queue(), task.id(), Json.write(task), task.isEnded());
        } catch (IllegalArgumentException e) {
            Problem tooLarge = Problem.of(413, "The result is too large to be kept: it has " + e.getMessage());
            return records.write(task.queue(), task.id(), Json.write(task.withoutResult(tooLarge)), task.isEnded());
        }
    }
}
