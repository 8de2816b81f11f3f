package delivery;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs handlers on as few threads as their pace allows.
 *
 * <p>To wake a thread costs more than a quick handler does. So while handlers are quick, what was received together is run by
 * one thread: the one that received it, if it can spare the time. What still waits after a moment, behind one that is not
 * quick for once, is run by threads of its own, and whoever received it is relieved. Handlers that are slow as a rule have a
 * thread each, at once.
 */
final class Handlers {
    /** How much the last one counts in the average. */
    private static final int WEIGHT = 16;

    private final ExecutorService threads;

    /** As many as there may be handlers at once, whosever threads they have. */
    private final Semaphore running;

    private final ScheduledExecutorService timer;
    private final long quick;
    private final long moment;
    private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watched = new AtomicBoolean();

    /** Whether there was a lane since the last look. */
    private volatile boolean busy;

    /** In nanoseconds. Nobody is taken to be quick at first. */
    private final AtomicLong average;

    /** The thread that received: for how long it can be spared, and who takes its place if it is not back in a moment. */
    record Receiver(Duration spare, Runnable relief) {}

    /** What one thread runs, one after the other. */
    private record Lane(Queue<Runnable> waiting, Runnable after, Runnable relief, long since) {}

    /**
     * @param threads has a thread for each handler that runs
     * @param most how many handlers there may be at once
     * @param timer runs nothing that takes long
     * @param quick what a quick handler takes at most
     * @param moment how long a handler may wait for those that were received with it; twice that at the worst
     */
    Handlers(ExecutorService threads, int most, ScheduledExecutorService timer, Duration quick, Duration moment) {
        this.threads = threads;
        this.running = new Semaphore(most);
        this.timer = timer;
        this.quick = quick.toNanos();
        this.moment = moment.toNanos();
        this.average = new AtomicLong(2 * this.quick);
    }

    /** Whether what is received together is likely to be run by one thread, one after the other. */
    boolean areQuick() {
        return average.get() <= quick;
    }

    /**
     * Runs what was received together, in no order. Returns when all of it is handled, if the current thread does that.
     *
     * @param after is run by each thread that has run some of it, when there is nothing left for it
     * @param receiver the current thread
     */
    void run(List<Runnable> handlers, Runnable after, Receiver receiver) {
        if (handlers.isEmpty()) {
            return;
        }
        long all = average.get() * handlers.size();
        if (areQuick() && all <= receiver.spare().toNanos() && running.tryAcquire()) {
            Lane lane = lane(handlers, after, receiver.relief());
            try {
                run(lane);
            } finally {
                running.release();
            }
        } else if (areQuick() && handlers.size() > 1) {
            Lane lane = lane(handlers, after, () -> {});
            execute(() -> run(lane));
        } else {
            spread(new ConcurrentLinkedQueue<>(handlers), after);
        }
    }

    private Lane lane(List<Runnable> handlers, Runnable after, Runnable relief) {
        Lane lane = new Lane(new ConcurrentLinkedQueue<>(handlers), after, relief, System.nanoTime());
        lanes.add(lane);
        watch();
        return lane;
    }

    /** Runs it in a thread of its own, when there may be one handler more. */
    private void execute(Runnable work) {
        threads.execute(() -> {
            try {
                running.acquire();
            } catch (InterruptedException e) {
                // All has ended, and what waited was given back.
                Thread.currentThread().interrupt();
                return;
            }
            try {
                work.run();
            } finally {
                running.release();
            }
        });
    }

    private void run(Lane lane) {
        try {
            for (Runnable next = lane.waiting().poll();
                    next != null;
                    next = lane.waiting().poll()) {
                time(next);
            }
            lane.after().run();
        } finally {
            lanes.remove(lane);
        }
    }

    /** One look at all lanes, for a timer's thread costs as much to wake as any other, and more when it has to be told. */
    private void watch() {
        busy = true;
        if (watched.compareAndSet(false, true)) {
            timer.schedule(this::look, moment, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        long now = System.nanoTime();
        List<Lane> late =
                lanes.stream().filter(lane -> now - lane.since() >= moment).toList();
        late.forEach(lanes::remove);
        late.forEach(lane -> {
            spread(lane.waiting(), lane.after());
            lane.relief().run();
        });
        boolean goesOn = busy || !lanes.isEmpty();
        busy = false;
        if (goesOn) {
            timer.schedule(this::look, moment, TimeUnit.NANOSECONDS);
            return;
        }
        watched.set(false);
        // A lane that came before that was set, and after the look, has nobody else to see it.
        if (!lanes.isEmpty()) {
            watch();
        }
    }

    private void spread(Queue<Runnable> waiting, Runnable after) {
        for (Runnable next = waiting.poll(); next != null && !threads.isShutdown(); next = waiting.poll()) {
            Runnable handler = next;
            execute(() -> {
                time(handler);
                after.run();
            });
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
