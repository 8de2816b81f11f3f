package delivery;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Limits how many handlers run at once, on whatever threads, and measures whether they are quick. A message that waits for the
 * ledger has a thread, but leaves the handler's slot to another.
 */
final class Concurrency {
    private final int most;
    private final Semaphore free;
    private final AverageTime pace;

    /** Runs a handler, and throws what the handler throws. */
    interface Handling {
        void run() throws Throwable;
    }

    /**
     * @param most the most handlers at once
     * @param quick the longest time of a quick handler
     */
    Concurrency(int most, Duration quick) {
        this.most = most;
        this.free = new Semaphore(most);
        this.pace = new AverageTime(quick);
    }

    /**
     * Runs a handler as soon as a slot is free.
     *
     * @throws InterruptedException if the current thread was interrupted before; the handler was not run
     */
    void run(Handling handler) throws Throwable {
        free.acquire();
        long begin = System.nanoTime();
        try {
            handler.run();
        } finally {
            pace.end(begin);
            free.release();
        }
    }

    /** How many handlers run at this moment. */
    int running() {
        return most - free.availablePermits();
    }

    boolean isQuick() {
        return pace.isQuick();
    }
}
