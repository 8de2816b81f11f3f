package delivery;

import configuration.Durations;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The slots of a consumer: each handler that runs, or waits for its message's claim, has one. A poller takes slots before it
 * receives, so that no message is received only to wait.
 *
 * <p>While handlers are quick, a poller takes a single slot for a whole receive. The messages then take as many slots as they
 * need, even if none is free, because all of them will be free in a moment. Until then no other receive begins.
 *
 * <p>While handlers are slow, a slot would stay empty for as long as a receive takes. So a poller may take slots that are not
 * free yet: as many as the recent pace of handlers will have freed when the receive is back.
 */
final class Slots {
    /** Long enough for handlers that began together to end together. */
    private static final Duration GAP = Duration.ofMillis(20);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Pollers wait one after the other. Otherwise each would collect some of the slots, and no receive would be full. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final int size;
    private final Duration gap;

    /** Negative while more handlers have begun than there are slots. */
    private int free;

    /** The waiting poller is woken when this many slots are available, or when the first becomes free. */
    private int awaited;

    /** The waiting poller may take slots that will be free within this time. */
    private Duration lead = Duration.ZERO;

    private boolean closed;

    /** Handlers that have begun and not ended. */
    private int working;

    private final Departures departures;

    Slots(int size) {
        this(size, GAP);
    }

    /** @param gap a poller waits for a further slot only this long after the one before became free */
    Slots(int size, Duration gap) {
        this.size = size;
        this.gap = gap;
        this.free = size;
        this.departures = new Departures(size);
    }

    /**
     * Takes up to {@code wanted} slots, and waits until there is one. It then waits a little longer for others, because a receive
     * of one message costs as much as a receive of ten. Once a slot is free, the wait goes on only while others follow: a
     * handler that takes long is not waited for.
     *
     * @param fill the longest wait for further slots
     * @param ahead how long before it is free a slot can be taken; zero if it must be free
     * @return the number of slots that were taken; 0 if the slots were closed, or if quick handlers have taken them meanwhile
     */
    int take(int wanted, Duration fill, Duration ahead) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            return takeInTurn(wanted, fill, ahead);
        } finally {
            turn.unlock();
        }
    }

    private int takeInTurn(int wanted, Duration fill, Duration ahead) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            int full = Math.min(wanted, size);
            // A wait for further slots begins when the first one could be taken.
            lead = ahead.isZero() ? ahead : ahead.plus(Durations.shorter(fill, departures.timeFor(full)));
            awaited = 1;
            while (available() <= 0 && !closed) {
                changed.await();
            }
            awaited = full;
            long nanos = fill.toNanos();
            int before = 0;
            for (int now = available();
                    now < full && (areSoon(now) || now > before) && !closed && nanos > 0;
                    now = available()) {
                before = now;
                long most = areSoon(now) ? nanos : Math.min(nanos, gap.toNanos());
                nanos -= most - changed.awaitNanos(most);
            }
            if (closed) {
                return 0;
            }
            int taken = Math.max(0, Math.min(available(), full));
            free -= taken;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Whether slots can be taken although none is free yet. */
    private boolean areSoon(int available) {
        return available > 0 && free <= 0;
    }

    /** How many slots are free, or will be within {@link #lead} at the recent pace. */
    private int available() {
        return free + (int) Math.min(Math.min(size, working), departures.within(lead));
    }

    /**
     * Handlers begin, each in a slot. Slots that were taken and are not needed become free.
     *
     * @param handlers how many begin; more than {@code taken} if a receive of quick handlers took a single slot
     * @param taken how many slots were taken for them
     */
    void begin(int handlers, int taken) {
        lock.lock();
        try {
            working += handlers;
            free += taken - handlers;
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** A handler has ended: its slot becomes free. */
    void release() {
        lock.lock();
        try {
            departures.add();
            working--;
            free++;
            wake();
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        if (available() >= awaited || free == 1) {
            changed.signalAll();
        }
    }

    /** No slot can be taken from now on. A poller that waits gets none. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Slots can be taken again. */
    void open() {
        lock.lock();
        try {
            closed = false;
        } finally {
            lock.unlock();
        }
    }
}
