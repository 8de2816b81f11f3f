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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;

/**
 * Runs handlers on as few threads as their pace allows.
 *
 * <p>Waking a thread costs more than a quick handler. So while handlers are quick, one thread runs all messages of a receive. If
 * one of them is slow for once, those behind it soon get threads of their own. While handlers are slow, each has a thread
 * from the start. If the machine has no thread left, the current thread runs what it can.
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

    /** Whether a lane was added since the last look. */
    private volatile boolean busy;

    /** Handlers that one thread runs, one after the other. */
    private record Lane(Queue<Runnable> waiting, long since) {}

    /**
     * @param threads has a thread for each handler that runs
     * @param concurrency each handler takes a slot of it while it runs
     * @param timer runs nothing that takes long
     * @param quick the longest time of a quick handler, from its claim to its acknowledgement
     * @param moment how long a handler may wait for the handlers before it; twice that at the worst
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

    /** Whether handlers free their slots in a moment. The time before and after a handler does not count. */
    boolean areQuick() {
        return concurrency.isQuick();
    }

    /** Runs the handlers of the messages of a receive, in no order. */
    void run(List<Runnable> handlers) {
        if (pace.isQuick() && handlers.size() > 1) {
            Lane lane = lane(handlers);
            if (!isBegun(() -> run(lane))) {
                run(lane);
            }
        } else {
            Queue<Runnable> waiting = new ConcurrentLinkedQueue<>(handlers);
            if (!areBegun(waiting)) {
                run(lane(waiting));
            }
        }
    }

    private Lane lane(Collection<Runnable> handlers) {
        Lane lane = new Lane(new ConcurrentLinkedQueue<>(handlers), System.nanoTime());
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

    /** Schedules one look at all lanes, unless one is due. Waking the timer for each lane would cost as much as a thread. */
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
        // A lane without threads for its handlers stays, and is looked at again.
        late.stream().filter(lane -> areBegun(lane.waiting())).forEach(lanes::remove);
        boolean goesOn = busy || !lanes.isEmpty();
        busy = false;
        if (goesOn) {
            timer.schedule(this::look, moment, TimeUnit.NANOSECONDS);
            return;
        }
        watched.set(false);
        // A lane that was added after the look and before the flag was cleared has no look scheduled.
        if (!lanes.isEmpty()) {
            watch();
        }
    }

    /** Begins each handler on a thread of its own. Returns false if there are not enough threads; the rest waits on. */
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

    /** Returns false if the machine has no thread left. */
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
