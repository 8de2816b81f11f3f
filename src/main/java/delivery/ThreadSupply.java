package delivery;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.spi.ExecutorServiceManager;

/** The source of threads for the run of a consumer. */
interface ThreadSupply {
    /** A timer for short tasks. */
    ScheduledExecutorService timer(Object source, String name);

    /** An executor that runs up to {@code size} tasks at once; further tasks wait. */
    ExecutorService fixed(Object source, String name, int size);

    /** An executor that starts every task at once. */
    ExecutorService cached(Object source, String name);

    /** Ends an executor: running tasks are interrupted, and waiting tasks are dropped. */
    void end(ExecutorService threads);

    /** A supply that gives each run its own threads. */
    static ThreadSupply of(ExecutorServiceManager manager) {
        return new ThreadSupply() {
            @Override
            public ScheduledExecutorService timer(Object source, String name) {
                return manager.newSingleThreadScheduledExecutor(source, name);
            }

            @Override
            public ExecutorService fixed(Object source, String name, int size) {
                return manager.newFixedThreadPool(source, name, size);
            }

            @Override
            public ExecutorService cached(Object source, String name) {
                return manager.newCachedThreadPool(source, name);
            }

            @Override
            public void end(ExecutorService threads) {
                manager.shutdownNow(threads);
            }
        };
    }
}
