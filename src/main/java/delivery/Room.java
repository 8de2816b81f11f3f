package delivery;

import configuration.Durations;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many handlers may be started: one place each. Pollers take places before they receive, so that no message is
 * received that has to wait for long. While handlers are quick, a receive takes a single place and what it brings takes
 * the others, though they may not be free: they will be in a moment, and until then nobody receives.
 *
 * <p>While they are slow, a place would be empty for as long as a receive takes. So a receive begins before, for the places
 * that will be free when it is back, as the pace of those before says; and for no more than there are places.
 */
final class Room {
    /** Long enough for handlers that began together to end together. */
    private static final Duration GAP = Duration.ofMillis(20);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Pollers take turns, or each would collect a part of the places for a part of a batch. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final int size;
    private final Duration gap;

    /** Less than none while more has begun than there are places for. */
    private int free;

    /** How many places whoever has the turn waits for, or for a free one; to be told of each would wake him for each handler's end. */
    private int awaited;

    /** How long before they are free he takes them. */
    private Duration lead = Duration.ZERO;

    private boolean closed;

    /** Handlers that have begun and not left. */
    private int working;

    private final Departures departures;

    Room(int size) {
        this(size, GAP);
    }

    /** @param gap who comes back within this time of another is waited for */
    Room(int size, Duration gap) {
        this.size = size;
        this.gap = gap;
        this.free = size;
        this.departures = new Departures(size);
    }

    /**
     * Takes up to {@code wanted} places, and waits until there is one. Having one, it waits a little longer for others: a
     * receive costs the same for one message as for ten. From when a place is free indeed, and not only soon, it waits as long
     * as others keep coming, for a handler that takes long is not waited for.
     *
     * @param fill the longest wait for others
     * @param ahead how long before a place is free it can be taken; zero for not before
     * @return how many were taken; 0 if the room was closed, or if what quick handlers have begun meanwhile took them
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
            // He who waits for others has begun to wait when the first of them was free.
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

    /** Whether places can be taken and none of them is free yet. */
    private boolean areSoon(int available) {
        return available > 0 && free <= 0;
    }

    /** How many places are free, and will be in time if they are left at the pace of late. */
    private int available() {
        return free + (int) Math.min(Math.min(size, working), departures.within(lead));
    }

    /**
     * Handlers begin in places that were taken for them; what they do not need is given back, and what they need more is
     * taken.
     */
    void begin(int handlers, int places) {
        lock.lock();
        try {
            working += handlers;
            free += places - handlers;
            tell();
        } finally {
            lock.unlock();
        }
    }

    /** A handler leaves its place. */
    void leave() {
        lock.lock();
        try {
            departures.add();
            working--;
            free++;
            tell();
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        if (available() >= awaited || free == 1) {
            changed.signalAll();
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
