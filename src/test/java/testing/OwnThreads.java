package testing;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;

/**
 * Runs work in a thread group of its own, which new threads inherit. The work's threads can therefore be distinguished
 * from all others of this JVM, whatever their names are and whatever else runs.
 */
public final class OwnThreads {
    private final ThreadGroup group = new ThreadGroup("own threads of a test");

    /** Runs the work, and returns when it is done. Threads that it has started may go on. */
    public void run(Runnable work) throws Exception {
        FutureTask<Void> task = new FutureTask<>(work, null);
        Thread thread = new Thread(group, task, "work of a test");
        thread.start();
        thread.join();
        task.get();
    }

    /** The live threads of the work. */
    public List<Thread> alive() {
        Thread[] threads = new Thread[group.activeCount() + 100];
        group.enumerate(threads);
        return Arrays.stream(threads).filter(Objects::nonNull).toList();
    }
}
