package delivery;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * How many handlers run at once, whosever threads they have, and whether they are quick. A message that waits for the ledger is
 * none of them: it has a thread, and leaves the handler's place to another.
 */
final class Concurrency {
    private final int most;
    private final Semaphore free;
    private final AverageTime pace;

    /** Runs a handler; throws what it throws. */
    interface Handling {
        void run() throws Throwable;
    }

    /**
     * @param most how many there may be at once
     * @param quick what a quick handler takes at most
     */
    Concurrency(int most, Duration quick) {
        this.most = most;
        this.free = new Semaphore(most);
        this.pace = new AverageTime(quick);
    }

    /**
     * Runs a handler as soon as there may be one more.
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

    /** Whether a handler could run at this moment. */
    boolean isFree() {
        return free.availablePermits() > 0;
    }

    /** How many handlers run at this moment. */
    int running() {
        return most - free.availablePermits();
    }

    boolean isQuick() {
        return pace.isQuick();
    }
}
