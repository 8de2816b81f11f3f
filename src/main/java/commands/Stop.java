package commands;

import deadletters.Job;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Handles Ctrl-C and SIGTERM. The job in progress is cancelled, and the process ends once letters in hand are finished
 * and the outcome is printed.
 */
final class Stop implements AutoCloseable {
    /** The visibility timeout of letters, after which all of them are visible again. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop");
    private Job job;
    private boolean stopping;

    private Stop() {}

    /** Handles signals until it is closed. */
    static Stop onSignal() {
        Stop stop = new Stop();
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    /** Registers the job that a signal must cancel. */
    synchronized void during(Job begun) {
        job = begun;
        if (stopping) {
            begun.cancel();
        }
    }

    /** Says that no job is running, so that a signal ends the process at once. */
    synchronized void idle() {
        job = null;
    }

    /** Cancels the job, and returns once the command has ended. */
    void stop() {
        synchronized (this) {
            stopping = true;
            if (job == null) {
                return;
            }
            job.cancel();
        }
        try {
            if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("gave up waiting: letters in hand become visible again within two minutes");
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
