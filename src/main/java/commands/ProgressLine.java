package commands;

import deadletters.Job;
import java.io.PrintWriter;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Shows the progress of a job to a person, and removes the line at its end. */
final class ProgressLine implements AutoCloseable {
    private static final int DELAY_MILLIS = 1000;
    private static final int INTERVAL_MILLIS = 200;

    private final String task;
    private final Job job;
    private final Terminal terminal;
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, ProgressLine::daemon);
    private int shown;

    /** @param task the name of the operation */
    ProgressLine(String task, Job job, Terminal terminal) {
        this.task = task;
        this.job = job;
        this.terminal = terminal;
    }

    void start() {
        if (terminal.hasPerson()) {
            clock.scheduleWithFixedDelay(this::show, DELAY_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void show() {
        if (clock.isShutdown()) {
            return;
        }
        write(text(task, job.lookedAt(), job.expected()));
    }

    /** The progress as text; letters may arrive while the job runs. */
    static String text(String task, int lookedAt, int expected) {
        return expected < Math.max(1, lookedAt)
                ? "%s: %d letters".formatted(task, lookedAt)
                : "%s: %d of %d letters, %d %%".formatted(task, lookedAt, expected, 100L * lookedAt / expected);
    }

    /** Overwrites the previous line, which may have been longer. */
    private void write(String line) {
        PrintWriter err = terminal.err();
        err.print('\r' + line + " ".repeat(Math.max(0, shown - line.length())));
        err.flush();
        shown = line.length();
    }

    @Override
    public synchronized void close() {
        clock.shutdownNow();
        if (shown > 0) {
            write("");
            write("");
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    }
}
