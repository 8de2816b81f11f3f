package commands;

import deadletters.Job;
import java.io.PrintWriter;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a person how far a job is, from its first second on, and leaves no trace when it has ended. */
final class ProgressLine implements AutoCloseable {
    private static final int DELAY_MILLIS = 1000;
    private static final int INTERVAL_MILLIS = 200;

    /** The width of the narrowest terminal, without its last column: a full line would begin another. */
    private static final int WIDTH = 79;

    private final String task;
    private final Job job;
    private final Terminal terminal;
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, ProgressLine::daemon);
    private ProgressBar bar;

    /** @param task what is done, in a word */
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
        if (bar == null) {
            bar = open(terminal.err());
        }
        bar.maxHint(end());
        bar.stepTo(job.lookedAt());
    }

    /** Letters may come while it runs; -1 is what the bar takes for an end that is not known. */
    private int end() {
        return job.expected() == 0 ? -1 : Math.max(job.expected(), job.lookedAt());
    }

    private ProgressBar open(PrintWriter err) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(end())
                .setUnit(" letters", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setConsumer(new DelegatingProgressBarConsumer(
                        line -> {
                            err.print('\r' + line);
                            err.flush();
                        },
                        WIDTH))
                .clearDisplayOnFinish()
                .build();
    }

    @Override
    public synchronized void close() {
        clock.shutdownNow();
        if (bar != null) {
            bar.close();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    }
}
