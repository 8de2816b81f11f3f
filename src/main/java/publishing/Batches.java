package publishing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.CallerRuns;

/**
 * Lets messages to one topic share requests, without a timer.
 *
 * <p>A message is sent at once if no request is in flight, on the caller's thread. Otherwise it joins the next request, which
 * leaves when it is full, or when none is in flight any more. So several requests are in flight only while they are full.
 * A caller that feeds in one message right after another never waits for answers: its requests have threads of their own.
 *
 * <p>A message with more bytes than a request should have is a full request by itself.
 *
 * <p>On a FIFO topic, messages of one group are sent one after the other, each after SNS has the one before: a request may
 * fail for some of its entries, and a retry must not be overtaken. If SNS never takes one, those that came with it and
 * follow it in its group are not sent, so that a caller who tries again finds the order as it was.
 */
final class Batches {
    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

    /** Enough for 4,000 events a second at 20 ms a request, and a sixth of the SDK's default of 50 connections. */
    private static final int MAX_REQUESTS = 8;

    /** A thread that brings its next message so soon has waited for nothing in between. */
    private static final long RIGHT_AFTER = TimeUnit.MILLISECONDS.toNanos(5);

    /** The messages of one request, each with those that came together with it. */
    private record Batch(Map<Publication, List<Publication>> messages, boolean full) {}

    private final int size;
    private final int bytes;
    private final boolean ordered;
    private final Consumer<List<Publication>> request;
    private final Executor requests;

    /** In the order of their arrival, each with those that came together with it. */
    private final Map<Publication, List<Publication>> waiting = new LinkedHashMap<>();

    private final Set<String> groupsInFlight = new HashSet<>();
    private int requestsInFlight;
    private boolean closed;

    /** The caller of the last {@link #add}, and when that returned, by {@link System#nanoTime}. */
    private Thread lastCaller;

    private long lastReturn;

    /**
     * @param size how many messages go into one request at most
     * @param bytes how many bytes they have together; a larger message is sent alone
     * @param ordered whether the messages of a group keep their order
     * @param request sends one batch, and returns after each of its messages has a receipt or a failure
     */
    Batches(int size, int bytes, boolean ordered, Consumer<List<Publication>> request, Executor requests) {
        this.size = size;
        this.bytes = bytes;
        this.ordered = ordered;
        this.request = request;
        this.requests = new CallerRuns(requests);
    }

    /** Takes messages in their order. Each has its answer in its receipt, at once if the current thread has sent it. */
    void add(List<Publication> publications) {
        try {
            boolean alone = publications.size() == 1 && !isFeeding();
            take(publications);
            sendWhatIsDue(alone ? publications.get(0) : null);
        } finally {
            returned();
        }
    }

    /** Sends what is waiting, full or not, and returns when everything is answered or the time is over. */
    void close(Duration patience) throws InterruptedException {
        synchronized (this) {
            closed = true;
        }
        sendWhatIsDue(null);
        awaitAnswers(patience);
    }

    private synchronized void take(List<Publication> publications) {
        if (closed) {
            throw new SnsUnavailableException("The producer has stopped", null);
        }
        publications.forEach(publication -> waiting.put(publication, publications));
    }

    /**
     * Whether the current thread brings one message right after another, as that of a queue or a file does. If it waited for
     * answers, no two of its messages would ever share a request.
     */
    private synchronized boolean isFeeding() {
        return lastCaller == Thread.currentThread() && System.nanoTime() - lastReturn <= RIGHT_AFTER;
    }

    private synchronized void returned() {
        lastCaller = Thread.currentThread();
        lastReturn = System.nanoTime();
    }

    private synchronized void awaitAnswers(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (requestsInFlight > 0 && end - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        }
        RuntimeException late = new SnsUnavailableException("The producer stopped before SNS had the message", null);
        waiting.keySet().forEach(left -> left.receipt().completeExceptionally(late));
        waiting.clear();
    }

    /** @param own the message whose request the current thread makes itself, because another thread costs more; or null */
    private void sendWhatIsDue(Publication own) {
        for (Batch batch = nextDue(); batch != null; batch = nextDue()) {
            if (batch.messages().containsKey(own)) {
                request(batch);
            } else {
                hand(batch);
            }
        }
    }

    /** Takes the next batch from what waits, if it has to leave now. */
    private synchronized Batch nextDue() {
        if (requestsInFlight == MAX_REQUESTS) {
            return null;
        }
        Batch batch = next();
        if (batch.messages().isEmpty() || (requestsInFlight > 0 && !batch.full() && !closed)) {
            return null;
        }
        batch.messages().keySet().forEach(message -> {
            waiting.remove(message);
            groupsInFlight.add(message.group());
        });
        requestsInFlight++;
        return batch;
    }

    private Batch next() {
        Map<Publication, List<Publication>> messages = new LinkedHashMap<>();
        Set<String> groups = new HashSet<>(groupsInFlight);
        int together = 0;
        for (Map.Entry<Publication, List<Publication>> next : waiting.entrySet()) {
            Publication message = next.getKey();
            if (!ordered || groups.add(message.group())) {
                together += message.size();
                if (!messages.isEmpty() && together > bytes) {
                    return new Batch(messages, true);
                }
                messages.put(message, next.getValue());
                if (messages.size() == size || together >= bytes) {
                    return new Batch(messages, true);
                }
            }
        }
        return new Batch(messages, false);
    }

    /** Where the machine has no thread for a request, the current one makes it. */
    private void hand(Batch batch) {
        Thread current = Thread.currentThread();
        try {
            requests.execute(() -> {
                request(batch);
                if (Thread.currentThread() != current) {
                    sendWhatIsDue(null); // the current thread does so itself, without going deeper each time
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The threads have stopped, and the last requests are made without them", e);
            request(batch);
        }
    }

    private void request(Batch batch) {
        List<Publication> messages = List.copyOf(batch.messages().keySet());
        try {
            request.accept(messages);
        } catch (RuntimeException | Error e) {
            LOG.error("A request to SNS failed unexpectedly", e);
            messages.forEach(message -> message.receipt().completeExceptionally(e));
        } finally {
            answered(batch);
        }
    }

    private void answered(Batch batch) {
        // What a failure sets off may run in this thread, and must not hold the lock.
        List<Runnable> failures = new ArrayList<>();
        synchronized (this) {
            requestsInFlight--;
            batch.messages().forEach((message, together) -> {
                groupsInFlight.remove(message.group());
                if (ordered && message.failure().orElse(null) instanceof SnsUnavailableException failure) {
                    together.stream()
                            .filter(next -> Objects.equals(next.group(), message.group()))
                            .filter(next -> waiting.remove(next) != null)
                            .forEach(next -> failures.add(() -> next.receipt().completeExceptionally(failure)));
                }
            });
            notifyAll();
        }
        failures.forEach(Runnable::run);
    }
}
