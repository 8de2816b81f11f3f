package delivery;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.spi.ExecutorServiceManager;

/**
 * Threads shared by many runs, for consumers that are idle most of the time. A run that waits for its receive uses one thread.
 * Threads end a minute after their last task.
 */
final class SharedThreads implements ThreadSupply {
    /** The timers of all runs share these threads. Each task takes microseconds. */
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

    /** The size is not enforced here, because each run limits its tasks by its own slots. */
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

    /** Threads for tasks outside a run. */
    ExecutorService pool() {
        return pool;
    }

    /** Ends all threads. */
    void close() {
        manager.shutdownNow(timer);
        manager.shutdownNow(pool);
    }
}
