package deadletters.http;

import deadletters.Job;
import http.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
import org.apache.camel.support.LRUCacheFactory;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;

/**
 * Runs operations on dead letters that were requested over HTTP. They continue after their request was answered. A stop
 * of the application cancels them, and waits until letters in hand are finished.
 *
 * <p>A task that outlives its request is written to the ledger: when the request is answered, every few seconds, and at
 * its end. So any process can show and cancel it. Memory holds only tasks that run here or could not be written yet.
 */
final class Tasks extends ServiceSupport {
    /** How often a running task is written. */
    static final Duration PERIOD = Duration.ofSeconds(3);

    /** A task that was not written for this long counts as dead. The time allows for clocks that differ. */
    static final Duration SILENT = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);
    private static final int AT_ONCE = 8;
    private static final int LATEST = 100;
    private static final int REMEMBERED = 1_000;
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration LONGEST_END = Duration.ofSeconds(15);
    private static final Duration LONGEST_WRITES = Duration.ofSeconds(5);

    private final CamelContext context;
    private final TaskRecords records;
    private final Clock clock;
    private final Set<Job> jobs = ConcurrentHashMap.newKeySet();

    /** The tasks that have outlived their requests. */
    private final Map<String, KnownTask> known = new ConcurrentHashMap<>();

    /** The ids of the latest tasks of this process. Their records in the ledger may be older than the state in memory. */
    @SuppressWarnings("unchecked")
    private final Set<String> begun = Collections.newSetFromMap(LRUCacheFactory.newLRUCache(REMEMBERED));

    private volatile List<Task> elsewhere = List.of();

    /** When the tasks of other processes were last read from the ledger. */
    private volatile Instant looked = Instant.EPOCH;

    private ExecutorService threads;

    /** One thread makes all writes, so that none overtakes another. */
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
                            : null,
                    null);
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
        if (threads == null) {
            return;
        }
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
     * Starts an operation, and waits a moment for its end.
     *
     * @return the task after that moment; if it continues, every process knows it
     */
    Task run(String queue, String operation, Duration moment, Function<Job, Object> work) throws InterruptedException {
        KnownTask task = begin(queue, operation, work);
        if (hasEnded(task, moment)) {
            return task.at(clock.instant());
        }
        // The operation continues; the task will have its result.
        begun.add(task.id());
        known.put(task.id(), task);
        Task now = task.at(clock.instant());
        written(task);
        task.result().whenComplete((done, failure) -> writeSoon(task));
        return now;
    }

    private KnownTask begin(String queue, String operation, Function<Job, Object> work) {
        Job job = new Job();
        jobs.add(job);
        KnownTask task = new KnownTask(
                id(),
                queue,
                operation,
                clock.instant(),
                job,
                CompletableFuture.supplyAsync(() -> work.apply(job), threads));
        task.result().whenComplete((done, failure) -> jobs.remove(job));
        return task;
    }

    private static boolean hasEnded(KnownTask task, Duration moment) throws InterruptedException {
        try {
            task.result().handle((done, failure) -> done).get(moment.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    /** A later task has a greater id, so that the ledger can list the latest tasks. */
    private String id() {
        return "%012x-%s".formatted(clock.millis(), UUID.randomUUID());
    }

    /** The latest tasks of all processes, the latest first. */
    List<Task> latest() {
        Map<String, Task> all = new TreeMap<>(Comparator.reverseOrder());
        records.latest(LATEST).forEach(record -> {
            Task task = elsewhere(record);
            all.put(task.id(), task);
        });
        known.values().forEach(task -> all.put(task.id(), task.at(clock.instant())));
        return List.copyOf(all.values());
    }

    /** Like {@link #run}, but the task can be found after its end even if it took only a moment. */
    Task runKept(String queue, String operation, Duration moment, Function<Job, Object> work)
            throws InterruptedException {
        KnownTask task = begin(queue, operation, work);
        begun.add(task.id());
        known.put(task.id(), task);
        boolean ended = hasEnded(task, moment);
        Task now = task.at(clock.instant());
        written(task);
        if (!ended) {
            task.result().whenComplete((done, failure) -> writeSoon(task));
        }
        return now;
    }

    /** @throws LedgerUnavailableException if the task runs elsewhere and the ledger does not answer */
    Optional<Task> find(String queue, String id) {
        return here(queue, id)
                .map(task -> task.at(clock.instant()))
                .or(() -> records.find(id)
                        .map(this::elsewhere)
                        .filter(task -> task.queue().equals(queue)));
    }

    /**
     * Cancels a task, wherever it runs.
     *
     * @throws LedgerUnavailableException if the task runs elsewhere and the ledger does not answer
     */
    Optional<Task> cancel(String queue, String id) {
        Optional<KnownTask> here = here(queue, id);
        if (here.isPresent()) {
            here.get().job().cancel();
        } else {
            records.find(id)
                    .filter(task -> Task.read(task.description()).queue().equals(queue))
                    .ifPresent(task -> records.cancel(id));
        }
        return find(queue, id);
    }

    /**
     * The tasks in progress, the latest first.
     *
     * @param everywhere whether to include those of other processes; they are read from the ledger in the background, at most
     *     once in ten seconds, and only after a call of this method
     */
    List<Task> running(boolean everywhere) {
        Instant now = clock.instant();
        if (everywhere && looked.plus(LOOK).isBefore(now)) {
            looked = now;
            inBackground(this::lookElsewhere);
        }
        Map<String, Task> running = new TreeMap<>(Comparator.reverseOrder());
        elsewhere.forEach(task -> running.put(task.id(), task));
        known.values().forEach(task -> running.put(task.id(), task.at(now)));
        return running.values().stream().filter(task -> !task.isEnded()).toList();
    }

    private void lookElsewhere() {
        try {
            elsewhere = records.latest(LATEST).stream()
                    .map(this::elsewhere)
                    .filter(task -> !task.isEnded() && !begun.contains(task.id()))
                    .toList();
        } catch (LedgerUnavailableException e) {
            LOG.debug("The tasks of other processes are not known at the moment", e);
        }
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
                            "The process of this task has ended or cannot reach the ledger; the audit trail has what"
                                    + " is known"));
        }
        return record.cancelled() ? task.with(Task.Status.CANCELLING, null) : task;
    }

    /** Waits until a task is written, because the client may ask another process next. */
    private void written(KnownTask task) throws InterruptedException {
        try {
            writer.submit(() -> write(task)).get();
        } catch (ExecutionException e) {
            LOG.error("Task {} is known to this process only", task.id(), e.getCause());
        } catch (RejectedExecutionException e) {
            LOG.warn("The application stops; task {} will not be written any more", task.id());
        }
    }

    private void writeSoon(KnownTask task) {
        if (!inBackground(() -> write(task))) {
            LOG.warn("The application stops; the end of task {} will not be written", task.id());
        }
    }

    /** False if the application stops. */
    private boolean inBackground(Runnable work) {
        try {
            writer.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
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
            LOG.warn(
                    "Task {} is known to this process only, and will be written again later: {}",
                    running.id(),
                    e.getMessage());
            if (task.isEnded() && running.started().plus(TaskRecords.KEPT).isBefore(clock.instant())) {
                known.remove(running.id());
            }
        } catch (RuntimeException | Error e) {
            // An exception would end the timer.
            LOG.error("Task {} could not be written", running.id(), e);
        }
    }

    private boolean write(Task task) {
        try {
            return records.write(task.id(), Json.write(task), task.isEnded());
        } catch (IllegalArgumentException e) {
            Problem tooLarge = Problem.of(413, "The result is too large to keep: it has " + e.getMessage());
            return records.write(task.id(), Json.write(task.withoutResult(tooLarge)), task.isEnded());
        }
    }
}
