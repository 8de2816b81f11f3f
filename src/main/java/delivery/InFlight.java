package delivery;

import event.ReceivedEvent;
import event.WireText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import ledger.Claim;
import ledger.Lease;
import ledger.ParkedGroup;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import sqs.MessageReader;
import sqs.SystemAttributes;
import telemetry.Processing;

/**
 * The state of a received message until its end: its lease, the thread that works on it, and what is decided about it.
 *
 * <p>Three parties may end a message: the thread that runs the handler, the heartbeat, which may find that the message is lost,
 * and a stop, whose wait is limited. The first one decides.
 */
public final class InFlight {
    /**
     * The system attributes that every receive asks for: they give the group, the receive count, the consumer's delay, and what a
     * dead letter keeps. Other attributes, such as the sender, make each response longer, so a handler that needs them asks for
     * them.
     */
    static final List<String> ATTRIBUTES = Stream.of(
                    MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                    MessageSystemAttributeName.SENT_TIMESTAMP,
                    MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP,
                    MessageSystemAttributeName.MESSAGE_GROUP_ID,
                    MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID,
                    MessageSystemAttributeName.AWS_TRACE_HEADER)
            .map(MessageSystemAttributeName::toString)
            .toList();

    /**
     * SQS hides a message for at most 12 hours after its receipt, however often it is renewed, and refuses longer times. SQS
     * begins to count before this process does, so a minute is left out.
     */
    private static final Duration MOST_VISIBILITY = Duration.ofHours(12).minusMinutes(1);

    private final Message message;
    private final Map<MessageSystemAttributeName, String> attributes;
    private final int receiveCount;
    private final String group;
    private final long received;

    /** The size of the body; negative until it is first asked for. */
    private int bytes = -1;

    private ReceivedEvent event;

    /** The state of the group. Only the thread that works on the group reads it. */
    private ParkedGroup parked;

    private final Renewal renewal;
    private Stage stage = Stage.WAITING;
    private Verdict verdict = Verdict.WORK;
    private Worker worker;
    private Lease lease;
    private CompletableFuture<Claim> claim;

    /** When the handler began; {@code null} if it has not. */
    private Long handledSince;

    /** Whether the handler must get this message alone, although it gets others in batches. */
    private volatile boolean alone;

    /** How long the handler ran; negative if it did not run. */
    private volatile long handlerNanos = -1;

    private volatile Throwable failure;

    private Runnable ending = () -> {};
    private volatile Processing processing = Processing.NONE;

    /** The stages of the work on a message. */
    private enum Stage {
        /** The message waits for its turn, or for the answer to its claim. */
        WAITING,
        /** A thread works on the message. */
        BEGUN,
        /** One caller of {@link InFlight#end} records how the message ended, and no other may. */
        ENDED
    }

    /** The decision about a message, in rising order: a later constant replaces an earlier one. */
    private enum Verdict {
        /** The handler may run to its end. */
        WORK,
        /** The handler has run for longer than its timeout. */
        TIMED_OUT,
        /** The consumer pauses: the handler must not begin. */
        RECALLED,
        /** The application stops and waits no longer. */
        STOPPED,
        /** Another consumer has the message. */
        LOST;

        boolean forbidsToBegin() {
            return compareTo(RECALLED) >= 0;
        }
    }

    /** @param received when the message was received, by {@link System#nanoTime}, which does not depend on the host's clock */
    InFlight(Message message, long received) {
        this.message = message;
        this.attributes = message.attributes();
        this.receiveCount = new SystemAttributes(attributes).receiveCount();
        this.group = attributes.get(MessageSystemAttributeName.MESSAGE_GROUP_ID);
        this.received = received;
        this.renewal = new Renewal(received);
    }

    public Message message() {
        return message;
    }

    /** The size of the body in bytes. */
    synchronized int bytes() {
        if (bytes < 0) {
            bytes = message.body() == null ? 0 : WireText.bytes(message.body());
        }
        return bytes;
    }

    /** The system attributes of the message. They are kept, because the SDK's message makes a new map at each call. */
    Map<MessageSystemAttributeName, String> attributes() {
        return attributes;
    }

    /** The event in the message. It is read once, on the thread that has received the message. */
    ReceivedEvent event() {
        if (event == null) {
            event = MessageReader.event(message);
        }
        return event;
    }

    /** The event, if it was read before; else {@code null}. */
    ReceivedEvent eventIfRead() {
        return event;
    }

    /** Records how long the handler ran. */
    void ran(long nanos) {
        handlerNanos = nanos;
    }

    /** How long the handler ran; negative if it did not run. */
    long handlerNanos() {
        return handlerNanos;
    }

    /** Records why the handler or the claim failed. */
    void failed(Throwable why) {
        failure = why;
    }

    /** Why the handler or the claim failed; {@code null} if neither did. */
    Throwable failure() {
        return failure;
    }

    /** Records the span under which the handler begins. */
    void processing(Processing begun) {
        processing = begun;
    }

    /** The span of the handler. */
    Processing processing() {
        return processing;
    }

    String receiptHandle() {
        return message.receiptHandle();
    }

    /** How often SQS has delivered the message, including this time. */
    int receiveCount() {
        return receiveCount;
    }

    /** The message group, or null. */
    String group() {
        return group;
    }

    /** Whether SQS delivered both messages in one receive. */
    boolean sharesReceiveWith(InFlight other) {
        return received == other.received;
    }

    /** The state of the group if the group is parked; else null. */
    ParkedGroup parked() {
        return parked;
    }

    void parked(ParkedGroup group) {
        parked = group;
    }

    /** The longest visibility timeout that SQS would accept at this moment. */
    Duration longestVisibility(long now) {
        return MOST_VISIBILITY.minusNanos(now - received);
    }

    /** The renewals of the visibility timeout. */
    Renewal renewal() {
        return renewal;
    }

    /** Keeps the claim that was made when the message was received, together with others. */
    synchronized void claimed(CompletableFuture<Claim> together) {
        claim = together;
    }

    /**
     * The lease to renew: the handler's, or that of a granted claim while the message waits for its turn; null if there is none.
     */
    synchronized Lease held() {
        if (lease != null || claim == null || !claim.isDone() || claim.isCompletedExceptionally()) {
            return lease;
        }
        return claim.join() instanceof Claim.Granted granted ? granted.lease() : null;
    }

    /** The claim that was made at the receipt, for the first caller only. That caller uses the lease or releases it. */
    synchronized Optional<CompletableFuture<Claim>> takeClaim() {
        Optional<CompletableFuture<Claim>> ahead = Optional.ofNullable(claim);
        claim = null;
        return ahead;
    }

    /** The lease under which the handler works; null before the work has begun. */
    synchronized Lease lease() {
        return lease;
    }

    /** When the message was received, by {@link System#nanoTime}. */
    long received() {
        return received;
    }

    /** Keeps the message out of batches from now on. */
    void keepAlone() {
        alone = true;
    }

    /**
     * Whether the message may be in a batch, which is so if this is its first attempt. Without a claim at the receipt, the
     * receive count decides.
     */
    synchronized boolean isShareable() {
        if (alone || stage == Stage.ENDED) {
            return false;
        } else if (claim == null) {
            return receiveCount <= 1;
        }
        return claim.isDone()
                && !claim.isCompletedExceptionally()
                && claim.join() instanceof Claim.Granted granted
                && granted.lease().attempt() == 1;
    }

    /**
     * Begins the work of the current thread under a lease. False if it must not begin, because the message was lost or a stop or
     * pause came first.
     */
    boolean begin(Lease granted) {
        return begin(granted, new Worker(1));
    }

    /** Begins the work of a thread that works on other messages too. */
    synchronized boolean begin(Lease granted, Worker by) {
        if (stage == Stage.ENDED || verdict.forbidsToBegin()) {
            return false;
        }
        stage = Stage.BEGUN;
        lease = granted;
        worker = by;
        return true;
    }

    /** The thread that works on the message; {@code null} if none does. */
    synchronized Worker worker() {
        return worker;
    }

    /** Forbids the handler to begin, unless it has begun. Wakes a thread that waits to begin it. */
    synchronized void recall() {
        if (handledSince == null) {
            decide(Verdict.RECALLED);
        }
    }

    /** Records that the handler begins now. False if it must not begin. */
    synchronized boolean beginHandling() {
        boolean begins = stage == Stage.BEGUN && !verdict.forbidsToBegin();
        if (begins) {
            handledSince = System.nanoTime();
        }
        return begins;
    }

    /** Whether the handler has run for longer than {@code most} at {@code now}, and still runs. */
    synchronized boolean isHandledLongerThan(Duration most, long now) {
        return isHandled() && now - handledSince > most.toNanos();
    }

    /** True once for each run of a handler, so that the log names a stuck handler only once. */
    synchronized boolean name() {
        return worker != null && worker.name();
    }

    /** Interrupts a handler that has run for longer than its timeout, and makes it count as failed. */
    synchronized void timeOut() {
        if (isHandled()) {
            decide(Verdict.TIMED_OUT);
        }
    }

    synchronized boolean isTimedOut() {
        return verdict == Verdict.TIMED_OUT;
    }

    /** Whether the handler has begun. */
    synchronized boolean wasBegun() {
        return handledSince != null;
    }

    /** Ends the work of the current thread, and clears an interruption that was meant for this work. */
    synchronized void stopWork() {
        worker = null;
        // The flag was set for this work only, and the thread goes on to other work.
        Thread.interrupted();
    }

    /**
     * Records that another consumer has the message. The handler is interrupted and its result does not count. False if the
     * message had ended or was lost before.
     */
    synchronized boolean lose() {
        if (stage == Stage.ENDED || verdict == Verdict.LOST) {
            return false;
        }
        decide(Verdict.LOST);
        return true;
    }

    /** Interrupts the handler, because the application stops and cannot wait any longer. */
    synchronized void stop() {
        decide(Verdict.STOPPED);
    }

    synchronized boolean isLost() {
        return verdict == Verdict.LOST;
    }

    synchronized boolean isStopped() {
        return verdict == Verdict.STOPPED;
    }

    /** True for the first caller, which alone records how the message ended. */
    boolean end() {
        Runnable told;
        synchronized (this) {
            if (stage == Stage.ENDED) {
                return false;
            }
            stage = Stage.ENDED;
            told = ending;
        }
        told.run();
        return true;
    }

    /** Sets what runs when the message ends. */
    synchronized void whenEnded(Runnable whatFollows) {
        ending = whatFollows;
    }

    private boolean isHandled() {
        return handledSince != null && worker != null;
    }

    private void decide(Verdict next) {
        boolean needed = verdict == Verdict.WORK;
        if (next.compareTo(verdict) > 0) {
            verdict = next;
        }
        if (worker != null) {
            if (needed) {
                worker.spare();
            } else {
                worker.interruptIfSpared();
            }
        }
    }

    @Override
    public String toString() {
        return "message " + message.messageId();
    }
}
