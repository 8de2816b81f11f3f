package delivery;

import event.Expiry;
import org.apache.camel.builder.EndpointConsumerBuilder;

/**
 * The options of Caravan's {@code aws2-sqs} besides Camel's own, as a continuation of the Endpoint DSL.
 *
 * <p>Each value is text and may be a placeholder; durations are written {@code 500ms}, {@code 30s}, {@code 15m}.
 */
public final class QueueOptions {
    static final String CONCURRENCY = "concurrency";
    static final String MAX_POLLERS = "maxPollers";
    static final String TIMEOUT = "timeout";
    static final String MAX_ATTEMPTS = "maxAttempts";
    static final String BACKOFF = "backoff";
    static final String MAX_BACKOFF = "maxBackoff";
    static final String DELETE_LINGER = "deleteLinger";
    static final String IDEMPOTENT = "idempotent";
    static final String PERMANENT = "permanent";
    static final String RATE = "rate";
    static final String PAUSE_AFTER = "pauseAfter";
    static final String PAUSE_FOR = "pauseFor";
    static final String BATCH = "batch";
    static final String BATCH_WAIT = "batchWait";
    static final String PREFETCH = "prefetch";
    static final String ON_FAILURE = "onFailure";
    static final String BLOCK = "block";
    static final String PARK = "park";

    private final EndpointConsumerBuilder endpoint;

    private QueueOptions(EndpointConsumerBuilder endpoint) {
        this.endpoint = endpoint;
    }

    public static QueueOptions on(EndpointConsumerBuilder endpoint) {
        return new QueueOptions(endpoint);
    }

    /** The most handlers at once, over all pollers; 10 unless set. */
    public QueueOptions concurrency(String value) {
        return set(CONCURRENCY, value);
    }

    /**
     * The most receives at once while they come back full; 10 unless set, and never fewer than {@code concurrentConsumers}. It is
     * also the most acknowledging calls at once.
     */
    public QueueOptions maxPollers(String value) {
        return set(MAX_POLLERS, value);
    }

    /** How long a handler may run before it is interrupted and counts as failed; no limit unless set. */
    public QueueOptions timeout(String value) {
        return set(TIMEOUT, value);
    }

    /** Attempts before a message is a dead letter; 5 unless set. */
    public QueueOptions maxAttempts(String value) {
        return set(MAX_ATTEMPTS, value);
    }

    /** The shortest time between two attempts; {@code 1s} unless set. */
    public QueueOptions backoff(String value) {
        return set(BACKOFF, value);
    }

    /** The longest time between two attempts; {@code 15m} unless set. */
    public QueueOptions maxBackoff(String value) {
        return set(MAX_BACKOFF, value);
    }

    /**
     * How long a delete waits for others to share its call, at most a fifth of the visibility timeout. Unless set, {@code 1s}
     * where a ledger records handled events, and {@code 200ms} where a crash during the wait would repeat the message.
     */
    public QueueOptions deleteLinger(String value) {
        return set(DELETE_LINGER, value);
    }

    /** Whether the ledger keeps an event from being handled twice; {@code true} unless set. */
    public QueueOptions idempotent(String value) {
        return set(IDEMPOTENT, value);
    }

    /** Exception classes, separated by commas, that are not worth another attempt; none unless set. */
    public QueueOptions permanent(String value) {
        return set(PERMANENT, value);
    }

    /** How many messages each process handles in a second or minute, such as {@code 50/s}; no limit unless set. */
    public QueueOptions rate(String value) {
        return set(RATE, value);
    }

    /** After which failures the consumer pauses itself, such as {@code 10} in a row or {@code 50% in 30s}; never unless set. */
    public QueueOptions pauseAfter(String value) {
        return set(PAUSE_AFTER, value);
    }

    /** How long the consumer pauses before it tries one message; {@code 30s} unless set. */
    public QueueOptions pauseFor(String value) {
        return set(PAUSE_FOR, value);
    }

    /** Whether an event past its {@code expirytime} is deleted and not handled; {@code true} unless set. */
    public QueueOptions expires(String value) {
        return set(Expiry.PARAMETER, value);
    }

    /** The most events in a batch; 1 unless set. With more than 1, the handler gets a {@code List<CloudEvent>}. */
    public QueueOptions batch(String value) {
        return set(BATCH, value);
    }

    /** The longest time that an event waits for others to share its batch; no wait unless set. */
    public QueueOptions batchWait(String value) {
        return set(BATCH_WAIT, value);
    }

    /**
     * Whether messages may be received for slots that will soon be free; {@code true} unless set. With {@code false}, no more
     * messages are received than there are free slots.
     */
    public QueueOptions prefetch(String value) {
        return set(PREFETCH, value);
    }

    /**
     * What happens to the group of a dead letter of a FIFO queue. With {@code block}, the next message is handled. With
     * {@code park}, all later messages follow into the dead-letter queue until the group is released. {@code block} unless set.
     */
    public QueueOptions onFailure(String value) {
        return set(ON_FAILURE, value);
    }

    public EndpointConsumerBuilder endpoint() {
        return endpoint;
    }

    private QueueOptions set(String name, String value) {
        endpoint.doSetProperty(name, value);
        return this;
    }
}
