package delivery;

import java.util.ArrayDeque;
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
    private int underWay;
    private int receives;

    /**
     * @param most at once, at least two
     * @param threads has a thread for each call
     */
    Calls(int most, Executor threads) {
        this.most = most;
        this.threads = threads;
    }

    /** Makes an acknowledging call as soon as there is a place for it. */
    @Override
    public void execute(Runnable call) {
        synchronized (this) {
            waiting.add(call);
            if (underWay == most) {
                return;
            }
            underWay++;
        }
        threads.execute(this::leave);
    }

    /**
     * Waits for a place for a receive; {@link #end} gives it back.
     *
     * @return whether the receive may wait for messages
     */
    synchronized boolean begin() throws InterruptedException {
        while (underWay == most) {
            wait();
        }
        underWay++;
        receives++;
        return receives < most;
    }

    /** Gives a receive's place back, after the current thread has made what waits for one. */
    void end() {
        synchronized (this) {
            receives--;
        }
        leave();
    }

    private void leave() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                // It must not take the place, and what waits behind it, with it.
                LOG.error("A call failed that tells its failures itself", e);
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
