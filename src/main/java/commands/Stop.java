package commands;

import deadletters.Job;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: a job under way is cancelled, and the process ends only after it has dealt with the letters that are in
 * its hands, and has said what it did.
 */
final class Stop implements AutoCloseable {
    /** No longer than letters stay hidden: by then nothing is left to be given back. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop");
    private Job job;
    private boolean stopping;

    private Stop() {}

    /** From now on the process hears signals, until this is closed. */
    static Stop onSignal() {
        Stop stop = new Stop();
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    /** A job begins. */
    synchronized void during(Job begun) {
        job = begun;
        if (stopping) {
            begun.cancel();
        }
    }

    /** Nothing is under way: a signal ends the process at once. */
    synchronized void idle() {
        job = null;
    }

    /** What a signal does. Returns when the command has come to its end. */
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
                System.err.println("gave up waiting: letters in hand are visible again in two minutes at most");
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
            // The process is ending: the hook runs already, and ends with this.
        }
    }
}
