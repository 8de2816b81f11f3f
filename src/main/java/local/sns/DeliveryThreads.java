package local.sns;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The worker threads of one delivery protocol, and its timer. */
final class DeliveryThreads implements AutoCloseable {
    private static final Duration LAST_CALL = Duration.ofSeconds(2);

    private final ExecutorService workers;
    private final ScheduledThreadPoolExecutor alarm;

    DeliveryThreads(String protocol, int threads) {
        ThreadFactory factory = work -> {
            Thread thread = new Thread(work, "local-sns-" + protocol);
            thread.setDaemon(true);
            return thread;
        };
        workers = Executors.newFixedThreadPool(threads, factory);
        ((ThreadPoolExecutor) workers).setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        alarm = new ScheduledThreadPoolExecutor(1, factory, new ThreadPoolExecutor.DiscardPolicy());
    }

    void run(Runnable work) {
        workers.execute(work);
    }

    void runAfter(Duration pause, Runnable work) {
        var unused = alarm.schedule(() -> run(work), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits briefly for running and queued work; delayed work is dropped. */
    @Override
    public void close() {
        alarm.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(LAST_CALL.toNanos(), TimeUnit.NANOSECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
