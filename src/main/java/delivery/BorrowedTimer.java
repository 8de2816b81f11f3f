package delivery;

import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A timer without a thread of its own, which borrows a shared timer. Its shutdown ends only its own tasks. */
final class BorrowedTimer extends AbstractExecutorService implements ScheduledExecutorService {
    private final ScheduledExecutorService timer;

    /** The repeating tasks, which a shutdown cancels. A task that runs once ends by itself. */
    private final Set<ScheduledFuture<?>> repeated = ConcurrentHashMap.newKeySet();

    private volatile boolean isShutdown;

    BorrowedTimer(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return timer.schedule(unlessShutdown(task), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return timer.schedule(() -> isShutdown ? null : task.call(), delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initial, long period, TimeUnit unit) {
        return repeated(timer.scheduleAtFixedRate(unlessShutdown(task), initial, period, unit));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initial, long delay, TimeUnit unit) {
        return repeated(timer.scheduleWithFixedDelay(unlessShutdown(task), initial, delay, unit));
    }

    @Override
    public void execute(Runnable task) {
        timer.execute(unlessShutdown(task));
    }

    private ScheduledFuture<?> repeated(ScheduledFuture<?> task) {
        repeated.add(task);
        if (isShutdown) {
            task.cancel(false);
        }
        return task;
    }

    private Runnable unlessShutdown(Runnable task) {
        return () -> {
            if (!isShutdown) {
                task.run();
            }
        };
    }

    @Override
    public void shutdown() {
        isShutdown = true;
        repeated.forEach(task -> task.cancel(false));
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return isShutdown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown;
    }

    @Override
    public boolean awaitTermination(long most, TimeUnit unit) {
        return isShutdown;
    }
}
