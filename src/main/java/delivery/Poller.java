package delivery;

import delivery.Handlers.Receiver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.services.sqs.model.Message;
import sqs.SqsQueue;

/** Receives messages, as many as there is room to start or as are soon handled, until it is told to stop or is one too many. */
final class Poller implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);

    /** How long free places wait for others, so that receives are full: little against a receive's own time. */
    private static final Duration FILL = Duration.ofMillis(50);

    /** The same for places that are not free yet: a handler works there meanwhile. */
    private static final Duration FILL_AHEAD = Duration.ofMillis(200);

    /** A receive's thread may run handlers for one in so many of what the receive took: its connection waits meanwhile. */
    private static final int SPARE = 32;

    private final SqsQueue queue;
    private final Calls calls;
    private final DeliveryOptions options;
    private final Room room;
    private final Groups groups;
    private final Heartbeat heartbeat;
    private final Strain queueStrain;
    private final Strain ledgerStrain;
    private final AtomicInteger receiving;
    private final Pollers pollers;
    private final BooleanSupplier polling;

    /** What a receive takes that finds messages at once; zero while they have to be waited for. */
    private volatile Duration receiveTime = Duration.ZERO;

    /**
     * @param calls has a place for each receive
     * @param receiving counts the receives under way
     * @param polling false as soon as there is to be no further receive
     */
    Poller(
            SqsQueue queue,
            Calls calls,
            DeliveryOptions options,
            Room room,
            Groups groups,
            Heartbeat heartbeat,
            Strain queueStrain,
            Strain ledgerStrain,
            AtomicInteger receiving,
            Pollers pollers,
            BooleanSupplier polling) {
        this.queue = queue;
        this.calls = calls;
        this.options = options;
        this.room = room;
        this.groups = groups;
        this.heartbeat = heartbeat;
        this.queueStrain = queueStrain;
        this.ledgerStrain = ledgerStrain;
        this.receiving = receiving;
        this.pollers = pollers;
        this.polling = polling;
    }

    @Override
    public void run() {
        boolean needed = true;
        try {
            while (needed && polling.getAsBoolean() && queueStrain.pause() && ledgerStrain.pause()) {
                try {
                    needed = poll();
                } catch (RuntimeException | Error e) {
                    // Whatever that was, a route whose poller ends quietly would look well and do nothing.
                    LOG.error("Route {}: a poll failed, and polling goes on after a pause", options.route(), e);
                    queueStrain.grown(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (needed) {
            pollers.ended();
        }
    }

    /** A place for a receive, and a count of those under way. Both are given back once, by whoever is first. */
    private final class Turn {
        private final Thread thread = Thread.currentThread();
        private boolean over;

        /** False if this poller was relieved meanwhile. */
        boolean end() {
            synchronized (this) {
                if (over) {
                    return false;
                }
                over = true;
            }
            receiving.decrementAndGet();
            calls.end();
            return true;
        }

        /** The poller's handlers take long after all: another one goes on in its place. False if there is no thread for one. */
        boolean relieve() {
            synchronized (this) {
                if (over) {
                    return true;
                }
                over = pollers.relieve();
                if (!over) {
                    return false;
                }
            }
            receiving.decrementAndGet();
            calls.endElsewhere(thread);
            return true;
        }
    }

    /** False if this poller is not needed any more. */
    private boolean poll() throws InterruptedException {
        boolean strained = ledgerStrain.isFelt();
        int batch = strained ? 1 : options.batch();
        boolean quick = groups.areQuick();
        Duration ahead = quick || strained ? Duration.ZERO : ahead();
        int places = room.take(quick ? 1 : batch, ahead.isZero() ? FILL : FILL_AHEAD, ahead);
        if (places == 0) {
            return true;
        }
        int wanted = quick ? batch : places;
        List<InFlight> messages = List.of();
        boolean waits = calls.begin();
        long begin = System.nanoTime();
        Duration took = Duration.ZERO;
        receiving.incrementAndGet();
        Turn turn = new Turn();
        boolean ended;
        try {
            if (polling.getAsBoolean()) {
                messages = receive(wanted, waits ? options.longPoll() : Duration.ZERO);
            }
            took = Duration.ofNanos(System.nanoTime() - begin);
            messages.forEach(heartbeat::watch);
            pollers.received(messages.size(), waits, took);
            receiveTime = !messages.isEmpty() && pollers.areAtOnce(took) ? took : Duration.ZERO;
        } finally {
            try {
                // Who receives cannot be spared while places are left to acknowledgements: it would make them itself.
                Duration spare = pollers.areAtOnce(took) ? took.dividedBy(SPARE) : Duration.ZERO;
                groups.start(messages, places, new Receiver(spare, turn::relieve));
            } finally {
                ended = turn.end();
            }
        }
        return ended && pollers.areNeeded(wanted, messages.size(), took);
    }

    /** How long it takes until a handler has what a receive brings, if that finds something at once. */
    private Duration ahead() {
        Duration receive = receiveTime;
        return receive.isZero() ? receive : receive.plus(groups.besideHandler());
    }

    private List<InFlight> receive(int most, Duration wait) {
        try {
            List<Message> messages = queue.receive(most, wait, options.visibilityTimeout(), options.attributes());
            queueStrain.relieved();
            long now = System.nanoTime();
            return messages.stream().map(message -> new InFlight(message, now)).toList();
        } catch (RuntimeException e) {
            queueStrain.grown(e);
            LOG.warn(
                    "Route {}: nothing could be received from {}, {}: {}",
                    options.route(),
                    queue,
                    polling.getAsBoolean() ? "trying again after a pause" : "and the route stops",
                    SafeText.of(e));
            return List.of();
        }
    }
}
