package delivery;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.spi.ExecutorServiceManager;

/** Where the run of a consumer has its threads from. */
interface ThreadSupply {
    /** Runs what is due, and nothing that takes long. */
    ScheduledExecutorService timer(Object source, String name);

    /** Runs up to {@code size} tasks at once; more of them wait. */
    ExecutorService fixed(Object source, String name, int size);

    /** Runs every task at once. */
    ExecutorService cached(Object source, String name);

    /** Ends what runs there, which is interrupted, and what waits. */
    void end(ExecutorService threads);

    /** Threads of its own for each run. */
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
