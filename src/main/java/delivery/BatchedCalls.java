package delivery;

import event.MessageLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sqs.EntryFailedException;

/**
 * Collects entries into calls of up to ten: a call leaves when it is full, or when its first entry has waited for
 * {@code linger}. Each entry has its own result. Entries that failed without being at fault are sent again, a few times,
 * with growing pauses.
 *
 * @param <E> what one entry says
 */
final class BatchedCalls<E> {
    private static final Logger LOG = LoggerFactory.getLogger(BatchedCalls.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    /** Sends one call and answers which entries failed, by their place in the list. */
    @FunctionalInterface
    interface Call<E> {
        Map<Integer, EntryFailedException> send(List<E> entries);
    }

    private final Call<E> call;
    private final Duration linger;
    private final int tries;
    private final ScheduledExecutorService timer;
    private final Executor calls;
    private List<Entry<E>> collected = new ArrayList<>();
    private int open;

    /** When those that are collected leave, by {@link System#nanoTime}. */
    private long due;

    /** At {@link #due} or before; null if there is none. */
    private ScheduledFuture<?> look;

    private record Entry<E>(E value, int tried, CompletableFuture<Void> result) {}

    /**
     * @param tries how often an entry is sent at most
     * @param timer for the linger and for pauses; runs nothing that takes long
     * @param calls runs the calls
     */
    BatchedCalls(Call<E> call, Duration linger, int tries, ScheduledExecutorService timer, Executor calls) {
        this.call = call;
        this.linger = linger;
        this.tries = tries;
        this.timer = timer;
        this.calls = calls;
    }

    /** Adds an entry; the result fails with an {@link EntryFailedException}. */
    CompletableFuture<Void> add(E value) {
        return add(value, CompletableFuture.completedFuture(null));
    }

    /** Adds an entry that must not be sent before {@code after}, which does not fail. */
    CompletableFuture<Void> add(E value, CompletableFuture<Void> after) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        synchronized (this) {
            open++;
        }
        result.whenComplete((done, failure) -> closeOne());
        after.thenRun(() -> collect(new Entry<>(value, 0, result)));
        return result;
    }

    /** Sends what has been collected, and waits until every entry has its result. False if not in time. */
    boolean settle(long most, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(most);
        send(taken());
        synchronized (this) {
            while (open > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
        }
        return true;
    }

    /** What has been collected leaves within {@code most}: someone waits for it. */
    synchronized void hurry(Duration most) {
        long sooner = System.nanoTime() + most.toNanos();
        if (!collected.isEmpty() && sooner - due < 0) {
            due = sooner;
            lookWhenDue();
        }
    }

    private synchronized void closeOne() {
        open--;
        notifyAll();
    }

    private void collect(Entry<E> entry) {
        send(takenWith(entry));
    }

    /** What is to leave now. */
    private synchronized List<Entry<E>> takenWith(Entry<E> entry) {
        collected.add(entry);
        if (collected.size() == MessageLimits.BATCH) {
            return taken();
        }
        if (collected.size() == 1) {
            due = System.nanoTime() + linger.toNanos();
            lookWhenDue();
        }
        return List.of();
    }

    /** Under load calls leave full: an earlier look is not moved for them, or each would wake the timer's thread. */
    private void lookWhenDue() {
        long left = due - System.nanoTime();
        if (look != null && look.getDelay(TimeUnit.NANOSECONDS) > left) {
            look.cancel(false);
            look = null;
        }
        if (look == null) {
            look = timer.schedule(this::look, left, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        send(takenIfDue());
    }

    private synchronized List<Entry<E>> takenIfDue() {
        look = null;
        if (due - System.nanoTime() <= 0) {
            return taken();
        }
        if (!collected.isEmpty()) {
            lookWhenDue();
        }
        return List.of();
    }

    private synchronized List<Entry<E>> taken() {
        List<Entry<E>> batch = collected;
        collected = new ArrayList<>();
        return batch;
    }

    /** Not under the lock: the call may be made here and now, and others end with it. */
    private void send(List<Entry<E>> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            calls.execute(() -> call(batch));
        } catch (RuntimeException | Error e) {
            failAll(batch, e);
        }
    }

    private void call(List<Entry<E>> entries) {
        Map<Integer, EntryFailedException> failed;
        try {
            failed = call.send(entries.stream().map(Entry::value).toList());
        } catch (RuntimeException | Error e) {
            failAll(entries, e);
            return;
        }
        for (int i = 0; i < entries.size(); i++) {
            EntryFailedException failure = failed.get(i);
            if (failure == null) {
                entries.get(i).result().complete(null);
            } else {
                fail(entries.get(i), failure);
            }
        }
    }

    private void failAll(List<Entry<E>> entries, Throwable cause) {
        EntryFailedException failure = new EntryFailedException(cause);
        for (Entry<E> entry : entries) {
            fail(entry, failure);
        }
    }

    private void fail(Entry<E> entry, EntryFailedException failure) {
        int tried = entry.tried() + 1;
        if (failure.isSenderFault() || tried >= tries) {
            entry.result().completeExceptionally(failure);
            return;
        }
        LOG.debug("Trying {} again after try {}", entry.value(), tried, failure);
        timer.schedule(
                () -> collect(new Entry<>(entry.value(), tried, entry.result())),
                FIRST_PAUSE.toMillis() << (tried - 1),
                TimeUnit.MILLISECONDS);
    }
}
