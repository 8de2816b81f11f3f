package publishing;

import configuration.Durations;
import event.MessageLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.CallerRuns;
import process.SafeText;

/**
 * Lets messages to one topic share requests.
 *
 * <p>A message that finds nothing waiting and no request on its way is sent at once, and so is one that comes later than
 * {@code linger} after the one before, or is the first that does not: one that is alone, or nearly, never waits, and is sent by
 * the thread that brings it, unless that brings one right after the other. Others gather until they fill a batch, or until the first of them has waited for {@code linger};
 * for {@code maxLinger}, if events come so fast that a batch fills within that time.
 *
 * <p>On a FIFO topic, messages of one group are sent one after the other, each after SNS has the one before: a request may
 * fail for some of its entries, and a retry must not be overtaken. If SNS never takes one, those that came with it and
 * follow it in its group are not sent, so that a caller who tries again finds the order as it was.
 */
final class Batches {
    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

    /** Enough for 4,000 events a second at 20 ms a request, and a sixth of the SDK's default of 50 connections. */
    private static final int MAX_REQUESTS = 8;

    /** Who brings another event so soon has more of them; whoever waits for something in between takes longer. */
    private static final long RIGHT_AFTER = TimeUnit.MILLISECONDS.toNanos(5);

    /** @param together the messages that came with it */
    private record Waiting(Publication publication, List<Publication> together, long since) {}

    private record Batch(List<Waiting> messages, boolean full) {}

    private final Batching batching;
    private final boolean ordered;
    private final Consumer<List<Publication>> request;
    private final Executor requests;

    private final Queue<Waiting> waiting = new ArrayDeque<>();
    /** Batches that count as on their way, and whose requests are made as soon as the lock is free. */
    private final Queue<Batch> begun = new ArrayDeque<>();

    private final Set<String> groupsOnTheirWay = new HashSet<>();
    private final Pace pace = new Pace(System.nanoTime());
    private int requestsOnTheirWay;
    private boolean lingering;
    private boolean closed;

    /** Who brought something last, and when it was free to bring more, by {@link System#nanoTime}. */
    private Thread bringer;

    private long free;

    /**
     * @param ordered whether the messages of a group keep their order
     * @param request sends one batch, and returns after each of its messages has a receipt or a failure
     */
    Batches(Batching batching, boolean ordered, Consumer<List<Publication>> request, Executor requests) {
        this.batching = batching;
        this.ordered = ordered;
        this.request = request;
        this.requests = new CallerRuns(requests);
    }

    /** Takes messages in their order. Each hears by its receipt; one that was sent at once and by itself may have it now. */
    void add(List<Publication> publications) {
        try {
            Optional<Batch> own = take(publications);
            own.ifPresent(this::request);
            sendBegun();
        } finally {
            brought();
        }
    }

    /** @return the batch that the current thread sends itself: to wake another one for it would cost more than it saves */
    private synchronized Optional<Batch> take(List<Publication> publications) {
        if (closed) {
            throw new SnsUnavailableException("The producer has stopped", null);
        }
        if (publications.isEmpty()) {
            return Optional.empty();
        }
        boolean first = waiting.isEmpty();
        long now = System.nanoTime();
        publications.forEach(publication -> waiting.add(new Waiting(publication, publications, now)));
        pace.arrived(publications.size(), now);
        if (first && isAtOnce()) {
            Batch batch = nextBatch();
            if (publications.size() == 1 && !batch.messages().isEmpty() && !isFeeding(now)) {
                leave(batch);
                return Optional.of(batch);
            }
            begin(batch);
        }
        beginWhatIsDue();
        return Optional.empty();
    }

    /**
     * Whether the current thread brings one event right after another, as that of a queue or a file does. It must not wait for
     * answers, or no two of them would ever share a request.
     */
    private boolean isFeeding(long now) {
        return bringer == Thread.currentThread() && now - free <= RIGHT_AFTER;
    }

    private synchronized void brought() {
        bringer = Thread.currentThread();
        free = System.nanoTime();
    }

    /** Whether the first that waits need not wait for others. */
    private boolean isAtOnce() {
        return requestsOnTheirWay == 0 || (requestsOnTheirWay < MAX_REQUESTS && linger().isZero());
    }

    /** Sends what is waiting, without lingering, and returns when everything is answered or the time is over. */
    void close(Duration patience) throws InterruptedException {
        synchronized (this) {
            closed = true;
            beginWhatIsDue();
        }
        sendBegun();
        awaitAnswers(patience);
    }

    private synchronized void awaitAnswers(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (requestsOnTheirWay > 0 && end - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        }
        RuntimeException late = new SnsUnavailableException("The producer stopped before SNS had the message", null);
        waiting.forEach(left -> left.publication().receipt().completeExceptionally(late));
        waiting.clear();
    }

    private void beginWhatIsDue() {
        while (requestsOnTheirWay < MAX_REQUESTS) {
            Batch batch = nextBatch();
            if (batch.messages().isEmpty()) {
                return;
            }
            long linger = closed || batch.full() ? 0 : lingerLeft(batch);
            if (linger > 0 && looksAgainIn(linger)) {
                return;
            }
            begin(batch);
        }
    }

    private Batch nextBatch() {
        List<Waiting> messages = new ArrayList<>();
        Set<String> groups = new HashSet<>(groupsOnTheirWay);
        int bytes = 0;
        for (Waiting next : waiting) {
            if (!ordered || groups.add(next.publication().group())) {
                bytes += next.publication().size();
                if (!messages.isEmpty() && bytes > MessageLimits.SNS_BYTES) {
                    return new Batch(messages, true);
                }
                messages.add(next);
                if (messages.size() == batching.size()) {
                    return new Batch(messages, true);
                }
            }
        }
        return new Batch(messages, false);
    }

    private long lingerLeft(Batch batch) {
        long waited = System.nanoTime() - batch.messages().get(0).since();
        return linger().toNanos() - waited;
    }

    private Duration linger() {
        Duration linger = batching.linger();
        Duration most = batching.maxLinger();
        // Of a FIFO topic, a batch has one event of a group at most: many events need not fill it.
        if (!ordered && pace.brings(batching.size(), most)) {
            return Durations.longer(most, linger);
        }
        return pace.isKept(linger) ? linger : Duration.ZERO;
    }

    /** Whether it does: the machine may have no thread for the timer. */
    private boolean looksAgainIn(long nanoseconds) {
        if (!lingering) {
            try {
                CompletableFuture.delayedExecutor(nanoseconds, TimeUnit.NANOSECONDS, requests)
                        .execute(this::lookAgain);
                lingering = true;
            } catch (OutOfMemoryError e) {
                LOG.warn("There is no thread to wait for more events, and what is there is sent: {}", SafeText.of(e));
            }
        }
        return lingering;
    }

    private void lookAgain() {
        synchronized (this) {
            lingering = false;
            beginWhatIsDue();
        }
        sendBegun();
    }

    /** To be sent as soon as the lock is free. */
    private void begin(Batch batch) {
        if (!batch.messages().isEmpty()) {
            leave(batch);
            begun.add(batch);
        }
    }

    private void leave(Batch batch) {
        // By identity: equality would compare texts, for each of them with all that waits.
        Set<Waiting> leaving = Collections.newSetFromMap(new IdentityHashMap<>());
        leaving.addAll(batch.messages());
        waiting.removeIf(leaving::contains);
        batch.messages()
                .forEach(message -> groupsOnTheirWay.add(message.publication().group()));
        requestsOnTheirWay++;
    }

    /** Without the lock: where the machine has no thread for a request, the current one makes it. */
    private void sendBegun() {
        Thread current = Thread.currentThread();
        for (Batch next = nextBegun(); next != null; next = nextBegun()) {
            Batch batch = next;
            try {
                requests.execute(() -> {
                    request(batch);
                    if (Thread.currentThread() != current) {
                        sendBegun(); // the current thread does so itself, without going deeper each time
                    }
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("The threads have stopped, and the last requests are made without them", e);
                request(batch);
            }
        }
    }

    private synchronized Batch nextBegun() {
        return begun.poll();
    }

    private void request(Batch batch) {
        try {
            request.accept(batch.messages().stream().map(Waiting::publication).toList());
        } catch (RuntimeException | Error e) {
            LOG.error("A request to SNS could not be made", e);
            batch.messages().forEach(message -> message.publication().receipt().completeExceptionally(e));
        } finally {
            answered(batch);
        }
    }

    private void answered(Batch batch) {
        // Who hears of a failure may go on in this thread, and must not hold the lock.
        List<Runnable> failures = new ArrayList<>();
        synchronized (this) {
            requestsOnTheirWay--;
            for (Waiting message : batch.messages()) {
                groupsOnTheirWay.remove(message.publication().group());
                if (ordered
                        && message.publication().failure().orElse(null) instanceof SnsUnavailableException failure) {
                    followers(message)
                            .forEach(follower -> failures.add(
                                    () -> follower.publication().receipt().completeExceptionally(failure)));
                }
            }
            beginWhatIsDue();
            notifyAll();
        }
        failures.forEach(Runnable::run);
    }

    /** Takes those of its group that came with it from what waits. */
    private List<Waiting> followers(Waiting failed) {
        List<Waiting> followers = new ArrayList<>();
        waiting.removeIf(next -> next.together() == failed.together()
                && Objects.equals(
                        next.publication().group(), failed.publication().group())
                && followers.add(next));
        return followers;
    }
}
