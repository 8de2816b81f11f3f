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
 */
final class Calls implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final int most;
    private final Executor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * @param most more than there are receives at once, for each of those may take as long as a long poll
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
        threads.execute(this::end);
    }

    /** Waits for a place for a receive; {@link #end} gives it back. */
    synchronized void begin() throws InterruptedException {
        while (underWay == most) {
            wait();
        }
        underWay++;
    }

    /** Gives a place back, after the current thread has made what waits for one. */
    void end() {
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
