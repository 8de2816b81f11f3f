package delivery;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final long quick;
    private final long moment;
    private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watched = new AtomicBoolean();

    /** In nanoseconds. Nobody is taken to be quick at first. */
    private final AtomicLong average;

    /** What one thread runs, one after the other. */
    private record Lane(Queue<Runnable> waiting, long since) {}

    /**
     * @param threads as many as there may be handlers at once
     * @param timer runs nothing that takes long
     * @param quick what a quick handler takes at most
     * @param moment how long a handler may wait for those that were received with it; twice that at the worst
     */
    Handlers(ExecutorService threads, ScheduledExecutorService timer, Duration quick, Duration moment) {
        this.threads = threads;
        this.timer = timer;
        this.quick = quick.toNanos();
        this.moment = moment.toNanos();
        this.average = new AtomicLong(2 * this.quick);
    }

    /** Runs what was received together, in no order. */
    void run(List<Runnable> handlers) {
        if (handlers.size() < 2 || average.get() > quick) {
            handlers.forEach(handler -> threads.execute(() -> time(handler)));
            return;
        }
        Lane lane = new Lane(new ConcurrentLinkedQueue<>(handlers), System.nanoTime());
        lanes.add(lane);
        threads.execute(() -> {
            for (Runnable next = lane.waiting().poll();
                    next != null;
                    next = lane.waiting().poll()) {
                time(next);
            }
            lanes.remove(lane);
        });
        watch();
    }

    /** One look at all lanes, for a timer's thread costs as much to wake as any other. */
    private void watch() {
        if (watched.compareAndSet(false, true)) {
            timer.schedule(this::look, moment, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        watched.set(false);
        long now = System.nanoTime();
        List<Lane> late =
                lanes.stream().filter(lane -> now - lane.since() >= moment).toList();
        late.forEach(lanes::remove);
        late.forEach(lane -> spread(lane.waiting()));
        if (!lanes.isEmpty()) {
            watch();
        }
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
