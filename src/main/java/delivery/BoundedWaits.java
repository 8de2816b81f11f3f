package delivery;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The waits of a stop, which an interruption does not shorten. Camel interrupts the thread that stops a route when the shutdown
 * timeout is over. A shortened wait would leave messages hidden, and each wait here has its own limit. The interruption is
 * restored after the last wait.
 */
final class BoundedWaits implements AutoCloseable {
    private boolean interrupted = Thread.interrupted();

    /** Waits for at most this time. False if that was not enough. */
    @FunctionalInterface
    interface Wait {
        boolean until(long most, TimeUnit unit) throws InterruptedException;
    }

    boolean inTime(Wait wait, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            try {
                return wait.until(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    @Override
    public void close() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
