package delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the order of messages: those of one group run one after the other, groups run in parallel. A message without a group is
 * a group of its own.
 *
 * <p>A group takes one of the {@link Slots} and one thread, however long it is. If one of its messages did not come to an end,
 * the rest of the group is returned unstarted.
 */
final class Groups implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Groups.class);

    private static final CompletableFuture<Void> UNCLAIMED = CompletableFuture.completedFuture(null);

    private final boolean ordered;
    private final Slots slots;
    private final Delivery delivery;
    private final Optional<Claims> claims;
    private final Handlers handlers;
    private final DeliveryMetrics metrics;
    private final Map<Object, Deque<InFlight>> waiting = new HashMap<>();
    private final Set<InFlight> working = ConcurrentHashMap.newKeySet();
    private boolean stopped;

    /**
     * @param ordered false for a standard queue, where a message group means no order
     * @param claims claim the messages of a receive together; empty if each message is claimed at its turn
     */
    Groups(
            boolean ordered,
            Slots slots,
            Delivery delivery,
            Optional<Claims> claims,
            Handlers handlers,
            DeliveryMetrics metrics) {
        this.ordered = ordered;
        this.slots = slots;
        this.delivery = delivery;
        this.claims = claims;
        this.handlers = handlers;
        this.metrics = metrics;
    }

    @Override
    public void start(List<InFlight> messages, int taken) {
        long begin = System.nanoTime();
        List<Object> begun = new ArrayList<>();
        List<InFlight> late = new ArrayList<>();
        // Before a stop can find the messages and return them.
        CompletableFuture<Void> claimed = claims.filter(together -> !messages.isEmpty())
                .map(together -> together.claim(messages))
                .orElse(UNCLAIMED);
        try {
            sort(messages, begun, late);
        } finally {
            // Also after a failure: a slot that is not returned is lost until the route is started again.
            slots.begin(begun.size(), taken);
        }
        late.forEach(this::giveBack);
        List<Runnable> work = begun.stream()
                .<Runnable>map(group -> () -> work(group, null, begin))
                .toList();
        // The claims may complete on another thread, so the receiving thread goes on receiving.
        claimed.thenRun(() -> handlers.run(work)).exceptionally(this::failed);
    }

    /** An unexpected failure must not pass unnoticed. */
    private Void failed(Throwable failure) {
        LOG.error("Messages that were received could not be started; they come again", failure);
        return null;
    }

    private synchronized void sort(List<InFlight> messages, List<Object> begun, List<InFlight> late) {
        for (InFlight message : messages) {
            if (stopped) {
                late.add(message);
                continue;
            }
            Object group = ordered && message.group() != null ? message.group() : message;
            Deque<InFlight> queue = waiting.get(group);
            if (queue == null) {
                queue = new ArrayDeque<>();
                waiting.put(group, queue);
                begun.add(group);
            }
            queue.add(message);
        }
    }

    @Override
    public void stop() {
        List<InFlight> unstarted = new ArrayList<>();
        synchronized (this) {
            stopped = true;
            for (Deque<InFlight> queue : waiting.values()) {
                unstarted.addAll(queue);
                queue.clear();
            }
        }
        working.forEach(InFlight::recall);
        unstarted.forEach(this::giveBack);
    }

    @Override
    public synchronized void resume() {
        stopped = false;
    }

    @Override
    public boolean areQuick() {
        return handlers.areQuick();
    }

    @Override
    public Duration besideHandler() {
        return claims.map(Claims::besideHandler).orElse(Duration.ZERO);
    }

    @Override
    public int working() {
        return working.size();
    }

    @Override
    public void interrupt() {
        working.forEach(InFlight::stop);
    }

    @Override
    public void abandon() {
        for (InFlight message : working) {
            delivery.abandon(message).thenAccept(end -> metrics.count(message, end));
        }
    }

    /** @param begin when the group's messages were received, by {@link System#nanoTime} */
    private void work(Object group, InFlight last, long begin) {
        InFlight before = last;
        for (InFlight message = next(group, begin); message != null; message = next(group, begin)) {
            CompletableFuture<End> end = delivery.deliver(message, before);
            if (!end.isDone()) {
                // The thread is free for other groups while the ledger is asked.
                InFlight ending = message;
                end.thenAccept(how -> goOn(group, ending, how, begin)).exceptionally(this::failed);
                return;
            }
            ended(group, message, end.join());
            before = message;
        }
    }

    private void goOn(Object group, InFlight message, End end, long begin) {
        ended(group, message, end);
        if (hasNext(group)) {
            handlers.run(List.of(() -> work(group, message, begin)));
        } else {
            work(group, message, begin);
        }
    }

    private void ended(Object group, InFlight message, End end) {
        working.remove(message);
        metrics.count(message, end);
        if (!end.groupGoesOn()) {
            rest(group).forEach(this::giveBack);
        }
    }

    /** The next message of a group. A group without one frees its slot. */
    private InFlight next(Object group, long begin) {
        InFlight message = next(group);
        if (message == null) {
            slots.release();
            if (ordered) {
                // SQS delivers nothing of a group before what it delivered of it is deleted.
                delivery.hurryDeletes(Duration.ofNanos(System.nanoTime() - begin));
            }
        }
        return message;
    }

    private synchronized InFlight next(Object group) {
        InFlight message = waiting.get(group).poll();
        if (message == null) {
            waiting.remove(group);
        } else {
            // Under the lock: a stop finds each message either waiting or working.
            working.add(message);
        }
        return message;
    }

    private synchronized boolean hasNext(Object group) {
        return !waiting.get(group).isEmpty();
    }

    private synchronized List<InFlight> rest(Object group) {
        Deque<InFlight> queue = waiting.get(group);
        List<InFlight> rest = List.copyOf(queue);
        queue.clear();
        return rest;
    }

    private void giveBack(InFlight message) {
        delivery.giveBack(message).thenAccept(end -> metrics.count(message, end));
    }
}
