package delivery;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many handlers may be started: one place each. Pollers take places before they receive, so that no message is
 * received that has to wait for a handler. While handlers are quick, a receive takes a single place and what it brings takes
 * the others, though they may not be free: they will be in a moment, and until then nobody receives.
 */
final class Room {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Who comes back within this time of another is waited for. */
    private static final Duration GAP = Duration.ofMillis(20);

    /** Pollers take turns, or each would collect a part of the places for a part of a batch. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final int size;
    /** Less than none while more has begun than there are places for. */
    private int free;

    /** How many free places whoever has the turn waits for; to be told of each would wake him for each handler's end. */
    private int awaited;

    private boolean closed;

    Room(int size) {
        this.size = size;
        this.free = size;
    }

    /**
     * Takes up to {@code wanted} places, and waits until there is one. Having one, it waits a little longer for others, as
     * long as they keep coming: a receive costs the same for one message as for ten, and a handler that takes long is not
     * waited for.
     *
     * @param fill the longest wait for others
     * @return how many were taken; 0 if the room was closed
     */
    int take(int wanted, Duration fill) throws InterruptedException {
        turn.lockInterruptibly();
        lock.lockInterruptibly();
        try {
            awaited = 1;
            while (free <= 0 && !closed) {
                changed.await();
            }
            int full = Math.min(wanted, size);
            awaited = full;
            long nanos = fill.toNanos();
            int before = 0;
            while (free < full && free > before && !closed && nanos > 0) {
                before = free;
                long gap = Math.min(nanos, GAP.toNanos());
                nanos -= gap - changed.awaitNanos(gap);
            }
            if (closed) {
                return 0;
            }
            int taken = Math.min(free, full);
            free -= taken;
            return taken;
        } finally {
            lock.unlock();
            turn.unlock();
        }
    }

    /** @param places negative for those that are taken without being asked for */
    void giveBack(int places) {
        if (places == 0) {
            return;
        }
        lock.lock();
        try {
            free += places;
            if (free >= awaited) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on nobody gets a place; who waits for one is told. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void open() {
        lock.lock();
        try {
            closed = false;
        } finally {
            lock.unlock();
        }
    }
}
