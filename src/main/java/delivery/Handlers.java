package delivery;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs handlers on as few threads as their pace allows.
 *
 * <p>To wake a thread costs more than a quick handler does. So while handlers are quick, what was received together is run by
 * one thread, and what still waits after a moment, behind one that is not quick for once, by threads of its own. Handlers
 * that are slow as a rule have a thread each, at once.
 */
final class Handlers {
    /** How much the last one counts in the average. */
    private static final int WEIGHT = 16;

    private final ExecutorService threads;
    private final ScheduledExecutorService timer;
    private final long moment;

    /** In nanoseconds. Nobody is taken to be quick at first. */
    private final AtomicLong average;

    /**
     * @param threads as many as there may be handlers at once
     * @param timer runs nothing that takes long
     * @param moment how long a handler may wait for those that were received with it, and what is quick
     */
    Handlers(ExecutorService threads, ScheduledExecutorService timer, Duration moment) {
        this.threads = threads;
        this.timer = timer;
        this.moment = moment.toNanos();
        this.average = new AtomicLong(2 * this.moment);
    }

    /** Runs what was received together, in no order. */
    void run(List<Runnable> handlers) {
        if (handlers.size() < 2 || average.get() > moment) {
            handlers.forEach(handler -> threads.execute(() -> time(handler)));
            return;
        }
        Queue<Runnable> waiting = new ConcurrentLinkedQueue<>(handlers);
        threads.execute(() -> {
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                time(next);
            }
        });
        timer.schedule(() -> spread(waiting), moment, TimeUnit.NANOSECONDS);
    }

    private void spread(Queue<Runnable> waiting) {
        for (Runnable next = waiting.poll(); next != null && !threads.isShutdown(); next = waiting.poll()) {
            Runnable handler = next;
            threads.execute(() -> time(handler));
        }
    }

    private void time(Runnable handler) {
        long begin = System.nanoTime();
        try {
            handler.run();
        } finally {
            long took = System.nanoTime() - begin;
            average.updateAndGet(before -> before + (took - before) / WEIGHT);
        }
    }
}
