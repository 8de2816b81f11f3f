package delivery;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.spi.ExecutorServiceManager;

/**
 * The threads of many runs at once, for consumers that are idle most of the time: a run that waits for its receive has one
 * thread. They end a minute after their last task.
 */
final class SharedThreads implements ThreadSupply {
    /** Those who look after leases and calls of all runs take turns; each takes microseconds. */
    private static final int TIMERS = 2;

    private final ExecutorServiceManager manager;
    private final ExecutorService pool;
    private final ScheduledExecutorService timer;

    SharedThreads(ExecutorServiceManager manager, Object source, String name) {
        this.manager = manager;
        this.pool = manager.newCachedThreadPool(source, name);
        this.timer = manager.newScheduledThreadPool(source, name + "Timer", TIMERS);
    }

    @Override
    public ScheduledExecutorService timer(Object source, String name) {
        return new BorrowedTimer(timer);
    }

    /** The runs of the consumers bound their tasks by their own places. */
    @Override
    public ExecutorService fixed(Object source, String name, int size) {
        return new BorrowedThreads(pool);
    }

    @Override
    public ExecutorService cached(Object source, String name) {
        return new BorrowedThreads(pool);
    }

    @Override
    public void end(ExecutorService threads) {
        threads.shutdownNow();
    }

    /** Threads for something else than a run. */
    ExecutorService pool() {
        return pool;
    }

    /** Ends all of them. */
    void close() {
        manager.shutdownNow(timer);
        manager.shutdownNow(pool);
    }
}
