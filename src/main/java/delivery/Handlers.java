package delivery;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;

/**
 * Runs handlers on as few threads as their pace allows.
 *
 * <p>To wake a thread costs more than a quick handler does. So while handlers are quick, what was received together is run by
 * one thread: the one that received it, if it can spare the time. What still waits after a moment, behind one that is not
 * quick for once, is run by threads of its own, and whoever received it is relieved. Handlers that are slow as a rule have a
 * thread each, at once. When the machine has no thread left, who received runs what it can, as if it were quick.
 */
final class Handlers {
    private static final Logger LOG = LoggerFactory.getLogger(Handlers.class);

    private final ExecutorService threads;

    private final Concurrency concurrency;
    private final ScheduledExecutorService timer;
    private final AverageTime pace;
    private final long moment;
    private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watched = new AtomicBoolean();

    /** Whether there was a lane since the last look. */
    private volatile boolean busy;

    /**
     * The thread that received.
     *
     * @param spare for how long it can be spared
     * @param relief puts another in its place if it is not back in a moment; false if there is none
     */
    record Receiver(Duration spare, BooleanSupplier relief) {}

    /** What one thread runs, one after the other. */
    private record Lane(Queue<Runnable> waiting, BooleanSupplier relief, long since) {}

    /**
     * @param threads has a thread for each handler that runs
     * @param concurrency what is run here takes of it while its handler runs
     * @param timer runs nothing that takes long
     * @param quick what one takes at most if it is not worth a thread, from its claim to its acknowledgement
     * @param moment how long a handler may wait for those that were received with it; twice that at the worst
     */
    Handlers(
            ExecutorService threads,
            Concurrency concurrency,
            ScheduledExecutorService timer,
            Duration quick,
            Duration moment) {
        this.threads = threads;
        this.concurrency = concurrency;
        this.timer = timer;
        this.pace = new AverageTime(quick);
        this.moment = moment.toNanos();
    }

    /** Whether a handler's place is likely to be free again in a moment. What it waits for before and after does not count. */
    boolean areQuick() {
        return concurrency.isQuick();
    }

    /**
     * Runs what was received together, in no order. Returns when all of it is handled, if the current thread does that.
     *
     * @param receiver the current thread
     */
    void run(List<Runnable> handlers, Receiver receiver) {
        if (handlers.isEmpty()) {
            return;
        }
        boolean inThreadOfReceiver =
                pace.nanos(handlers.size()) <= receiver.spare().toNanos() && concurrency.isFree();
        if (pace.isQuick() && inThreadOfReceiver) {
            run(lane(handlers, receiver.relief()));
        } else if (pace.isQuick() && handlers.size() > 1) {
            Lane lane = lane(handlers, () -> true);
            if (!isBegun(() -> run(lane))) {
                run(lane);
            }
        } else {
            Queue<Runnable> waiting = new ConcurrentLinkedQueue<>(handlers);
            if (!areBegun(waiting)) {
                run(lane(waiting, receiver.relief()));
            }
        }
    }

    private Lane lane(Collection<Runnable> handlers, BooleanSupplier relief) {
        Lane lane = new Lane(new ConcurrentLinkedQueue<>(handlers), relief, System.nanoTime());
        lanes.add(lane);
        watch();
        return lane;
    }

    private void run(Lane lane) {
        try {
            for (Runnable next = lane.waiting().poll();
                    next != null;
                    next = lane.waiting().poll()) {
                time(next);
            }
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
        late.forEach(this::relieve);
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

    /** Without threads for what waits in it, and in the place of its own, a lane is looked at again. */
    private void relieve(Lane lane) {
        if (areBegun(lane.waiting()) && lane.relief().getAsBoolean()) {
            lanes.remove(lane);
        }
    }

    /** Begins each of them in a thread of its own. False if there are not enough threads, and then the rest still waits. */
    private boolean areBegun(Queue<Runnable> waiting) {
        for (Runnable next = waiting.poll(); next != null && !threads.isShutdown(); next = waiting.poll()) {
            Runnable handler = next;
            boolean begun = isBegun(() -> time(handler));
            if (!begun) {
                waiting.add(handler);
                return false;
            }
        }
        return true;
    }

    /** False if the machine has no thread left. */
    private boolean isBegun(Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("The consumer has stopped: what was to run has been returned to the queue", e);
            return true;
        } catch (OutOfMemoryError e) {
            LOG.warn("No thread is available for a handler; it waits: {}", SafeText.of(e));
            return false;
        }
    }

    private void time(Runnable handler) {
        long begin = System.nanoTime();
        try {
            handler.run();
        } finally {
            pace.end(begin);
        }
    }
}
