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
 * Collects entries into batch calls of up to ten. A call is sent when it is full, or when its first entry has waited for
 * {@code linger}. Each entry has its own result. Entries that failed through no fault of the sender are retried a few times, with
 * growing pauses.
 *
 * @param <E> the content of one entry
 */
final class BatchedCalls<E> {
    private static final Logger LOG = LoggerFactory.getLogger(BatchedCalls.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    /** Sends one call and returns the failed entries, by their index in the list. */
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

    /** When the collected entries are sent, by {@link System#nanoTime}. */
    private long due;

    /** The timer's next look, at {@link #due} or before; null if none is scheduled. */
    private ScheduledFuture<?> look;

    private record Entry<E>(E value, int tried, CompletableFuture<Void> result) {}

    /**
     * @param tries the most tries for an entry
     * @param timer for the linger and for pauses; runs nothing slow
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

    /** Adds an entry that must not be sent before {@code after} completes. {@code after} never fails. */
    CompletableFuture<Void> add(E value, CompletableFuture<Void> after) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        synchronized (this) {
            open++;
        }
        result.whenComplete((done, failure) -> closeOne());
        after.thenRun(() -> collect(new Entry<>(value, 0, result)));
        return result;
    }

    /** Sends the collected entries and waits until every entry has its result. False if that takes too long. */
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

    /** Sends the collected entries within {@code most}, because something waits for them. */
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

    /** Adds an entry, and returns the entries to send now. */
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

    /**
     * Schedules a look at {@link #due}. An earlier look stays as it is: under load, calls are sent full, and each new look would
     * wake the timer's thread.
     */
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

    /** Must not hold the lock, because the call may run on this thread and complete entries. */
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
