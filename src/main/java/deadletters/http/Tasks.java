package deadletters.http;

import deadletters.Job;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The operations on dead letters that were asked for over HTTP. They go on when the request that asked for them has been
 * answered; a stop of the application cancels them, and waits until the letters in their hands have been dealt with.
 */
final class Tasks extends ServiceSupport {
    /** Ended tasks that can still be asked for. */
    private static final int REMEMBERED = 200;

    private static final int AT_ONCE = 8;
    private static final Duration LONGEST_END = Duration.ofSeconds(15);

    private final CamelContext context;
    private final Map<String, KnownTask> entries = new LinkedHashMap<>();
    private ExecutorService threads;

    private record KnownTask(String id, String queue, String operation, Job job, CompletableFuture<Object> result) {
        Task now() {
            boolean ended = result.isDone();
            boolean failed = result.isCompletedExceptionally();
            Task.Status running = job.isCancelled() ? Task.Status.CANCELLING : Task.Status.RUNNING;
            Task.Status end = failed ? Task.Status.FAILED : Task.Status.DONE;
            return new Task(
                    id,
                    queue,
                    operation,
                    ended ? end : running,
                    job.expected(),
                    job.counts(),
                    ended && !failed ? result.join() : null,
                    failed
                            ? result.handle((done, failure) -> LetterProblems.of(failure))
                                    .join()
                            : null);
        }
    }

    Tasks(CamelContext context) {
        this.context = context;
    }

    @Override
    protected void doStart() {
        threads = context.getExecutorServiceManager().newThreadPool(this, "DeadLetterTasks", AT_ONCE, AT_ONCE);
    }

    @Override
    protected void doStop() throws Exception {
        synchronized (this) {
            entries.values().forEach(entry -> entry.job().cancel());
        }
        threads.shutdown();
        threads.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
        context.getExecutorServiceManager().shutdownNow(threads);
    }

    /**
     * Begins an operation, and waits a moment for its end.
     *
     * @return the task as it is after that moment
     */
    Task run(String queue, String operation, Duration moment, Function<Job, Object> work) throws InterruptedException {
        Job job = new Job();
        CompletableFuture<Object> result = CompletableFuture.supplyAsync(() -> work.apply(job), threads);
        KnownTask entry = new KnownTask(UUID.randomUUID().toString(), queue, operation, job, result);
        synchronized (this) {
            entries.put(entry.id(), entry);
            forgetOld();
        }
        try {
            result.handle((done, failure) -> done).get(moment.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // It goes on; how it ends is told by the task.
            return entry.now();
        }
        // Whoever asked has the result now; it may be large.
        synchronized (this) {
            entries.remove(entry.id());
        }
        return entry.now();
    }

    synchronized Optional<Task> find(String queue, String id) {
        return entry(queue, id).map(KnownTask::now);
    }

    synchronized Optional<Task> cancel(String queue, String id) {
        Optional<KnownTask> entry = entry(queue, id);
        entry.ifPresent(found -> found.job().cancel());
        return entry.map(KnownTask::now);
    }

    private Optional<KnownTask> entry(String queue, String id) {
        return Optional.ofNullable(entries.get(id))
                .filter(entry -> entry.queue().equals(queue));
    }

    private void forgetOld() {
        long ended = entries.values().stream()
                .filter(entry -> entry.result().isDone())
                .count();
        var all = entries.values().iterator();
        while (ended > REMEMBERED && all.hasNext()) {
            if (all.next().result().isDone()) {
                all.remove();
                ended--;
            }
        }
    }
}
