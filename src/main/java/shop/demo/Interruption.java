package shop.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C or SIGTERM. The process ends once the demo has printed its last line. */
final class Interruption implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::ask, "end-demo");

    private Interruption() {}

    /** Handles signals until it is closed. */
    static Interruption bySignal() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Waits for this time, or returns {@code true} early if a signal comes. */
    boolean isWithin(Duration wait) throws InterruptedException {
        return asked.await(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
    }

    private void ask() {
        asked.countDown();
        try {
            if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("gave up waiting: the local run has not answered the last event");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, so the hook runs already.
        }
    }
}
