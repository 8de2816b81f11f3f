package delivery;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.services.sqs.model.Message;

/** The receives of one queue: how many are in progress, and whether another may follow. */
final class Receives {
    private static final Logger LOG = LoggerFactory.getLogger(Receives.class);

    private final Consumption.Source source;
    private final DeliveryOptions options;
    private final Strain strain;
    private final BooleanSupplier polling;
    private final Throttle throttle;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * @param strain grows with each receive that fails
     * @param polling false as soon as there must be no further receive
     * @param throttle says when a receive may begin
     */
    Receives(
            Consumption.Source source,
            DeliveryOptions options,
            Strain strain,
            BooleanSupplier polling,
            Throttle throttle) {
        this.source = source;
        this.options = options;
        this.strain = strain;
        this.polling = polling;
        this.throttle = throttle;
    }

    /** Whether another receive may follow. Pauses first while receives fail. */
    boolean mayFollow() {
        return polling.getAsBoolean() && strain.pause();
    }

    /** A receive begins on the current thread. It counts until {@link #end}, when its messages have been started. */
    void begin() {
        underWay.incrementAndGet();
    }

    /** The receive of the current thread has ended. */
    void end() {
        underWay.decrementAndGet();
    }

    /** The number of receives that have begun and not ended. */
    int underWay() {
        return underWay.get();
    }

    /** How many messages a receive may ask for. */
    int batch() {
        return options.perReceive();
    }

    /** Whether a receive may begin for slots that will soon be free. */
    boolean mayPrefetch() {
        return options.limits().prefetches();
    }

    /** A poll has failed, and not because of SQS. */
    void failed(Throwable failure) {
        LOG.error("Route {}: a poll failed; polling continues after a pause", options.route(), failure);
        strain.grown(failure);
    }

    /** Receives as soon as the route's limits allow it; nothing if SQS fails, or if there must be no further receive. */
    List<InFlight> receive(int most) throws InterruptedException {
        source.signals().awaitTaker();
        return throttle.receive(most, this::ask);
    }

    private List<InFlight> ask(int most) {
        if (!polling.getAsBoolean()) {
            return List.of();
        }
        try {
            Instant begin = source.traces().begin();
            List<Message> messages =
                    source.queue().receive(most, options.longPoll(), options.visibilityTimeout(), options.attributes());
            long now = System.nanoTime();
            strain.relieved();
            if (!messages.isEmpty()) {
                source.signals().arrived();
            }
            List<InFlight> received =
                    messages.stream().map(message -> new InFlight(message, now)).toList();
            source.traces().received(begin, received);
            return received;
        } catch (RuntimeException e) {
            strain.grown(e);
            LOG.warn(
                    "Route {}: receiving from {} failed, {}: {}",
                    options.route(),
                    source.queue(),
                    polling.getAsBoolean() ? "trying again after a pause" : "while the route stops",
                    SafeText.of(e));
            return List.of();
        }
    }
}
