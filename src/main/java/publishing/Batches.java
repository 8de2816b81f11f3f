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
 * Gathers messages to one topic into shared requests, without a timer.
 *
 * <p>If no request is in flight, a message is sent at once, on the caller's thread. Otherwise the message joins the next request,
 * which is sent when it is full or when no request is in flight any more. So several requests are in flight only while they are
 * full. A caller that adds one message right after another never waits for responses, because its requests run on other threads.
 *
 * <p>A message with more bytes than the limit of a request is sent alone.
 *
 * <p>On a FIFO topic, a message is sent after SNS has accepted the previous message of its group. Some entries of a request may
 * fail, and no later message may overtake a retry. If SNS never accepts a message, later messages of its group that were added
 * together with it are not sent. So a caller that tries again keeps the order.
 */
final class Batches {
    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

    /** Enough for 4,000 events a second at 20 ms a request, and a sixth of the SDK's default of 50 connections. */
    private static final int MAX_REQUESTS = 8;

    /** A thread that adds its next message within this time has waited for nothing in between. */
    private static final long RIGHT_AFTER = TimeUnit.MILLISECONDS.toNanos(5);

    /** The messages of one request, each with the messages that were added together with it. */
    private record Batch(Map<Publication, List<Publication>> messages, boolean full) {}

    private final int size;
    private final int bytes;
    private final boolean ordered;
    private final Consumer<List<Publication>> request;
    private final Executor requests;

    /** The waiting messages in the order of their arrival, each with the messages that were added together with it. */
    private final Map<Publication, List<Publication>> waiting = new LinkedHashMap<>();

    private final Set<String> groupsInFlight = new HashSet<>();
    private int requestsInFlight;
    private boolean closed;

    /** The caller of the last {@link #add}, and when that returned, by {@link System#nanoTime}. */
    private Thread lastCaller;

    private long lastReturn;

    /**
     * @param size the most messages in one request
     * @param bytes the most bytes in one request; a larger message is sent alone
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

    /**
     * Adds messages in their order. The receipt of each has its result, already on return if the current thread has sent the
     * message.
     */
    void add(List<Publication> publications) {
        try {
            boolean alone = publications.size() == 1 && !isFeeding();
            take(publications);
            sendWhatIsDue(alone ? publications.get(0) : null);
        } finally {
            returned();
        }
    }

    /** Sends the waiting messages, and returns when all have their result or the time is over. */
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
     * Whether the current thread adds one message right after another, as the thread of a queue or a file does. If it waited for
     * responses, no two of its messages would ever share a request.
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

    /** @param own the message whose request the current thread makes itself, because another thread would cost more; or null */
    private void sendWhatIsDue(Publication own) {
        for (Batch batch = nextDue(); batch != null; batch = nextDue()) {
            if (batch.messages().containsKey(own)) {
                request(batch);
            } else {
                hand(batch);
            }
        }
    }

    /** Takes the next batch, if it has to be sent now; else null. */
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

    /** Hands a batch to another thread. If the machine has no thread left, the current thread makes the request. */
    private void hand(Batch batch) {
        Thread current = Thread.currentThread();
        try {
            requests.execute(() -> {
                request(batch);
                if (Thread.currentThread() != current) {
                    sendWhatIsDue(null); // the current thread does this in its loop, without deeper recursion
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
        // Stages that depend on a failure may run on this thread, which must not hold the lock then.
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
