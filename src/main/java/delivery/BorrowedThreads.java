package delivery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * An executor without threads of its own, which borrows threads of a shared pool. Its shutdown ends only its own tasks. A task
 * begins when the pool has a free thread.
 */
final class BorrowedThreads extends AbstractExecutorService {
    private final Executor pool;
    private final Set<Thread> working = new HashSet<>();

    /** Tasks that wait or run. */
    private int tasks;

    private boolean isShutdown;
    private boolean isStopped;

    /** @param pool starts each task at once */
    BorrowedThreads(Executor pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (isShutdown) {
                throw new RejectedExecutionException("no task begins any more");
            }
            tasks++;
        }
        try {
            pool.execute(() -> run(task));
        } catch (RuntimeException | Error e) {
            ended();
            throw e;
        }
    }

    private void run(Runnable task) {
        Thread here = Thread.currentThread();
        try {
            if (begins(here)) {
                task.run();
            }
        } finally {
            synchronized (this) {
                working.remove(here);
            }
            // The thread goes on to tasks of others. An interruption of this task must not reach them.
            Thread.interrupted();
            ended();
        }
    }

    private synchronized boolean begins(Thread here) {
        if (!isStopped) {
            working.add(here);
        }
        return !isStopped;
    }

    private synchronized void ended() {
        tasks--;
        notifyAll();
    }

    @Override
    public synchronized void shutdown() {
        isShutdown = true;
        notifyAll();
    }

    /** @return an empty list: tasks that have not begun never begin, and are not returned */
    @Override
    public synchronized List<Runnable> shutdownNow() {
        isStopped = true;
        shutdown();
        working.forEach(Thread::interrupt);
        return new ArrayList<>();
    }

    @Override
    public synchronized boolean isShutdown() {
        return isShutdown;
    }

    @Override
    public synchronized boolean isTerminated() {
        return isShutdown && tasks == 0;
    }

    @Override
    public synchronized boolean awaitTermination(long most, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(most);
        while (!isTerminated()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
