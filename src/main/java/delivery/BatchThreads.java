package delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;

/** Runs batch handlers: each as soon as its work is due and a thread is free, with a limit on how many run at the same time. */
final class BatchThreads {
    private static final Logger LOG = LoggerFactory.getLogger(BatchThreads.class);

    /** After this time, a machine that had no thread left may have one again. */
    private static final Duration UNTIL_ANOTHER_THREAD = Duration.ofMillis(100);

    private final int most;
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private int running;

    /** When the timer looks next, by {@link System#nanoTime}; {@code null} if no look is scheduled. */
    private Long alarm;

    /** The source of the work. */
    interface DueWork {
        /** How long until some work is due if no more messages arrive; empty if there is no work. */
        Optional<Duration> untilDue();

        /** Takes work that is due; empty if none is. */
        Optional<Runnable> take();
    }

    BatchThreads(int most, Executor threads, ScheduledExecutorService timer) {
        this.most = most;
        this.threads = threads;
        this.timer = timer;
    }

    /** Checks for work. Runs it if it is due, or looks again when it will be due. */
    void look(DueWork source) {
        Optional<Duration> wait = source.untilDue();
        if (wait.isEmpty()) {
            return;
        } else if (!wait.get().isZero()) {
            lookIn(wait.get(), source);
        } else if (isFree()) {
            begin(source);
        }
    }

    private synchronized boolean isFree() {
        boolean free = running < most;
        running += free ? 1 : 0;
        return free;
    }

    private void begin(DueWork source) {
        try {
            threads.execute(() -> run(source));
        } catch (RejectedExecutionException e) {
            LOG.debug("The consumer has stopped: what was to run has been returned to the queue", e);
            ended();
        } catch (OutOfMemoryError e) {
            LOG.warn("No thread is available for a handler; it waits: {}", SafeText.of(e));
            ended();
            lookIn(UNTIL_ANOTHER_THREAD, source);
        }
    }

    private void run(DueWork source) {
        try {
            for (Optional<Runnable> work = source.take(); work.isPresent(); work = source.take()) {
                look(source); // more work may be due than one handler gets
                work.get().run();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("A handler's thread failed; another takes its place", e);
        } finally {
            ended();
            look(source); // messages that arrived since the last look found no free thread
        }
    }

    private synchronized void ended() {
        running--;
    }

    private synchronized void lookIn(Duration wait, DueWork source) {
        long at = System.nanoTime() + wait.toNanos();
        if (alarm != null && alarm - at <= 0) {
            return;
        }
        alarm = at;
        try {
            timer.schedule(() -> alarmed(at, source), wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The consumer has stopped, and nothing waits any more", e);
        }
    }

    private void alarmed(long at, DueWork source) {
        synchronized (this) {
            if (alarm != null && alarm == at) {
                alarm = null;
            }
        }
        look(source);
    }
}
