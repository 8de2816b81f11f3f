package testing;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;

/**
 * Runs something in a thread group of its own, which a new thread inherits. So its threads can be told from all others of
 * this JVM, whatever they are called and whatever runs beside.
 */
public final class OwnThreads {
    private final ThreadGroup group = new ThreadGroup("own threads of a test");

    /** Returns when the work is done; threads that it has started may go on. */
    public void run(Runnable work) throws Exception {
        FutureTask<Void> task = new FutureTask<>(work, null);
        Thread thread = new Thread(group, task, "work of a test");
        thread.start();
        thread.join();
        task.get();
    }

    /** The threads that are left of it. */
    public List<Thread> alive() {
        Thread[] threads = new Thread[group.activeCount() + 100];
        group.enumerate(threads);
        return Arrays.stream(threads).filter(Objects::nonNull).toList();
    }
}
