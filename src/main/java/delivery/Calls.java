package delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls to one queue that are under way at once: receives, and the acknowledgements that are executed here, which go
 * first. Whoever has ended a call makes those that wait before its place is free for a receive; so no place is idle while
 * one of them waits, whichever of both takes longer.
 *
 * <p>One place is never taken by a receive that waits for messages, for acknowledgements are not to wait for a long poll.
 */
final class Calls implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final int most;
    private final Executor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    /** Who is receiving, or busy with what was received. */
    private final List<Thread> receivers = new ArrayList<>();

    private int underWay;

    /**
     * @param most at once, at least two
     * @param threads has a thread for each call
     */
    Calls(int most, Executor threads) {
        this.most = most;
        this.threads = threads;
    }

    /** Makes an acknowledging call as soon as there is a place for it. A receiver makes it when it has ended. */
    @Override
    public void execute(Runnable call) {
        synchronized (this) {
            waiting.add(call);
            if (underWay == most || receivers.contains(Thread.currentThread())) {
                return;
            }
            underWay++;
        }
        threads.execute(this::leave);
    }

    /**
     * Waits for a place for a receive by the current thread; {@link #end} gives it back.
     *
     * @return whether the receive may wait for messages
     */
    synchronized boolean begin() throws InterruptedException {
        while (underWay == most) {
            wait();
        }
        underWay++;
        receivers.add(Thread.currentThread());
        return receivers.size() < most;
    }

    /** Gives the place of somebody's receive back; the current thread, which may not take long, makes nothing. */
    void endElsewhere(Thread receiver) {
        threads.execute(() -> end(receiver));
    }

    /** Gives the place of the current thread's receive back, after that has made what waits for one. */
    void end() {
        end(Thread.currentThread());
    }

    private void end(Thread receiver) {
        synchronized (this) {
            receivers.remove(receiver);
        }
        leave();
    }

    private void leave() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                // It must not take the place, and what waits behind it, with it.
                LOG.error("An acknowledgement failed without reporting it", e);
            }
        }
    }

    private synchronized Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            underWay--;
            notifyAll();
        }
        return next;
    }
}
