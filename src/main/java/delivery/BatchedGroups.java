package delivery;

import delivery.Ready.Beginning;
import delivery.Ready.NewLines;
import delivery.Ready.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the order of groups for a batch handler. Received messages wait until there are enough for a batch, or until they have
 * waited long enough. A batch takes the first messages of each group. The next messages of a group follow when all these have
 * ended. If one of them failed, the rest of its group is returned at once.
 *
 * <p>Each message takes one slot of the {@link Slots}.
 */
final class BatchedGroups implements Intake, BatchThreads.DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(BatchedGroups.class);

    private final Ready ready;
    private final BatchThreads threads;
    private final Slots slots;
    private final Delivery delivery;
    private final SharedDelivery shared;
    private final DeliveryMetrics metrics;

    BatchedGroups(
            Ready ready,
            BatchThreads threads,
            Slots slots,
            Delivery delivery,
            SharedDelivery shared,
            DeliveryMetrics metrics) {
        this.ready = ready;
        this.threads = threads;
        this.slots = slots;
        this.delivery = delivery;
        this.shared = shared;
        this.metrics = metrics;
    }

    @Override
    public void start(List<InFlight> messages, int taken) {
        int begun = 0;
        // Before a stop can find the messages and return them.
        CompletableFuture<Void> claimed = shared.received(messages);
        NewLines sorted = new NewLines(List.of(), List.of());
        try {
            sorted = ready.sort(messages);
            begun = messages.size() - sorted.late().size();
        } finally {
            // Also after a failure: a slot that is not returned is lost until the route is started again.
            slots.begin(begun, taken);
        }
        sorted.late().forEach(message -> delivery.giveBack(message).thenAccept(end -> metrics.count(message, end)));
        List<Ready.WaitingLine> lines = sorted.begun();
        // The claims may complete on another thread, so the receiving thread goes on receiving.
        claimed.thenRun(() -> {
                    ready.open(lines);
                    threads.look(this);
                })
                .exceptionally(BatchedGroups::failed);
    }

    /** An unexpected failure must not pass unnoticed. */
    private static Void failed(Throwable failure) {
        LOG.error("Messages that were received could not be started; they come again", failure);
        return null;
    }

    @Override
    public Optional<Duration> untilDue() {
        return ready.untilDue(System.nanoTime());
    }

    @Override
    public Optional<Runnable> take() {
        return ready.take(System.nanoTime()).map(share -> () -> work(share));
    }

    private void work(Share share) {
        long begin = System.nanoTime();
        List<Beginning> beginnings = share.beginnings();
        Map<InFlight, CompletableFuture<End>> ends = new HashMap<>();
        try {
            if (share.together()) {
                beginnings = fitting(beginnings);
                ends.putAll(shared.deliver(beginnings));
            } else {
                InFlight message = beginnings.get(0).messages().get(0);
                ends.put(message, delivery.deliver(message, beginnings.get(0).before()));
            }
        } catch (RuntimeException | Error e) {
            LOG.error("What was received could not be handled; it comes again", e);
            beginnings.stream()
                    .flatMap(beginning -> beginning.messages().stream())
                    .forEach(message -> ends.put(message, delivery.abandon(message)));
        }
        for (Beginning beginning : beginnings) {
            whenEnded(beginning, beginning.messages().stream().map(ends::get).toList(), begin);
        }
    }

    /** Messages that do not fit into this batch stay in their line. */
    private List<Beginning> fitting(List<Beginning> beginnings) {
        List<Integer> fitting = shared.fitting(beginnings);
        List<Beginning> some = new ArrayList<>();
        for (int i = 0; i < beginnings.size(); i++) {
            Beginning beginning = beginnings.get(i);
            ready.keep(beginning, fitting.get(i)).forEach(this::giveBack);
            some.add(new Beginning(
                    beginning.line(), beginning.messages().subList(0, fitting.get(i)), beginning.before()));
        }
        return some;
    }

    private void whenEnded(Beginning beginning, List<CompletableFuture<End>> ends, long begin) {
        for (int i = 0; i < ends.size(); i++) {
            InFlight message = beginning.messages().get(i);
            ends.get(i).thenAccept(end -> ended(message, end)).exceptionally(BatchedGroups::failed);
        }
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .thenRun(() ->
                        goOn(beginning, ends.stream().allMatch(end -> end.join().groupGoesOn()), begin))
                .exceptionally(BatchedGroups::failed);
    }

    private void goOn(Beginning beginning, boolean goesOn, long begin) {
        ready.ended(beginning.line(), goesOn).forEach(this::giveBack);
        if (ready.isOrdered()) {
            // SQS delivers nothing more of a group before the delivered messages are deleted.
            delivery.hurryDeletes(Duration.ofNanos(System.nanoTime() - begin));
        }
        threads.look(this);
    }

    private void ended(InFlight message, End end) {
        ready.ended(message);
        metrics.count(message, end);
        slots.release();
    }

    private void giveBack(InFlight message) {
        delivery.giveBack(message).thenAccept(end -> ended(message, end));
    }

    @Override
    public void stop() {
        List<InFlight> unstarted = ready.stop();
        ready.working().forEach(InFlight::recall);
        unstarted.forEach(this::giveBack);
    }

    @Override
    public void resume() {
        ready.resume();
    }

    /** A message that waits for others to share its batch takes a slot for longer than a moment. */
    @Override
    public boolean areQuick() {
        return false;
    }

    @Override
    public Duration besideHandler() {
        return shared.besideHandler();
    }

    @Override
    public int working() {
        return ready.working().size();
    }

    @Override
    public void interrupt() {
        ready.working().forEach(InFlight::stop);
    }

    @Override
    public void abandon() {
        for (InFlight message : ready.working()) {
            delivery.abandon(message).thenAccept(end -> metrics.count(message, end));
        }
    }
}
