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
 * A message between its receipt and its end: who works on it, and until when it is ours.
 *
 * <p>Three parties meet here: the thread that runs the handler, the heartbeat, which may find that the message is ours no
 * longer, and a stop, which may not wait for ever. Whoever comes first decides.
 */
public final class InFlight {
    /**
     * What must be known of each message: its group, how often it came, how far the consumer is behind, and what its dead
     * letter keeps. Others, such as who sent it, make each receive longer, and a handler that wants them asks for them.
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
     * SQS hides a message for at most 12 hours from its receipt, however often the time is renewed, and refuses to be asked
     * for more. Its count began before ours: hence the minute.
     */
    private static final Duration MOST_VISIBILITY = Duration.ofHours(12).minusMinutes(1);

    private final Message message;
    private final Map<MessageSystemAttributeName, String> attributes;
    private final int receiveCount;
    private final String group;
    private final long received;

    /** The size of its body, once somebody has asked; until then negative. */
    private int bytes = -1;

    private ReceivedEvent event;

    /** Only the thread that works on its group looks at it. */
    private ParkedGroup parked;

    private final Renewal renewal;
    private Stage stage = Stage.WAITING;
    private Verdict verdict = Verdict.WORK;
    private Worker worker;
    private Lease lease;
    private CompletableFuture<Claim> claim;

    /** When its handler began; {@code null} if it never did. */
    private Long handledSince;

    /** Whether its handler gets it alone, though others get several at once. */
    private volatile boolean alone;

    /** How long its handler ran; less than zero if it did not. */
    private volatile long handlerNanos = -1;

    private volatile Throwable failure;

    private Runnable ending = () -> {};
    private volatile Processing processing = Processing.NONE;

    /** How far it has come here. */
    private enum Stage {
        /** For its turn, or for the answer to its claim. */
        WAITING,
        /** A thread works on it. */
        BEGUN,
        /** Somebody writes down how it ended, and nobody else does. */
        ENDED
    }

    /** What is to become of it, from the mildest to the last word: a later one of these stands. */
    private enum Verdict {
        /** Its handler may run to its end. */
        WORK,
        /** Its handler has run for longer than it may. */
        TIMED_OUT,
        /** A pause: its handler must not begin. */
        RECALLED,
        /** The application stops and does not wait any longer. */
        STOPPED,
        /** Another consumer has it. */
        LOST;

        boolean forbidsToBegin() {
            return compareTo(RECALLED) >= 0;
        }
    }

    /** @param received when it was received, by {@link System#nanoTime}: no change of the host's clock moves that */
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

    /** The size of its body. */
    synchronized int bytes() {
        if (bytes < 0) {
            bytes = message.body() == null ? 0 : WireText.bytes(message.body());
        }
        return bytes;
    }

    /** SQS's own attributes of it; of the message itself, the SDK makes a new map of them at each call. */
    Map<MessageSystemAttributeName, String> attributes() {
        return attributes;
    }

    /** The event that it carries; read once, on the thread that has received it. */
    ReceivedEvent event() {
        if (event == null) {
            event = MessageReader.event(message);
        }
        return event;
    }

    /** The same if it was read before, else {@code null}. */
    ReceivedEvent eventIfRead() {
        return event;
    }

    /** Its handler has run for so long. */
    void ran(long nanos) {
        handlerNanos = nanos;
    }

    /** How long its handler ran; less than zero if it did not. */
    long handlerNanos() {
        return handlerNanos;
    }

    /** Its handler, or its claim, has failed. */
    void failed(Throwable why) {
        failure = why;
    }

    /** Why its handler or its claim failed; {@code null} if neither did. */
    Throwable failure() {
        return failure;
    }

    /** Its handler begins, under this span. */
    void processing(Processing begun) {
        processing = begun;
    }

    /** The span of its handler. */
    Processing processing() {
        return processing;
    }

    String receiptHandle() {
        return message.receiptHandle();
    }

    /** How often SQS has handed it out, this time included. */
    int receiveCount() {
        return receiveCount;
    }

    /** The message group, or null. */
    String group() {
        return group;
    }

    /** Whether SQS handed out both at once. */
    boolean sharesReceiveWith(InFlight other) {
        return received == other.received;
    }

    /** What is known of its group, if that is parked; else null. */
    ParkedGroup parked() {
        return parked;
    }

    void parked(ParkedGroup group) {
        parked = group;
    }

    /** How much longer SQS would hide it if asked at this moment. */
    Duration longestVisibility(long now) {
        return MOST_VISIBILITY.minusNanos(now - received);
    }

    /** The renewals of its visibility timeout. */
    Renewal renewal() {
        return renewal;
    }

    /** It was claimed together with what was received with it. */
    synchronized void claimed(CompletableFuture<Claim> together) {
        claim = together;
    }

    /** The lease to renew: that of its handler, or of a claim that waits for its turn; null if there is none. */
    synchronized Lease held() {
        if (lease != null || claim == null || !claim.isDone() || claim.isCompletedExceptionally()) {
            return lease;
        }
        return claim.join() instanceof Claim.Granted granted ? granted.lease() : null;
    }

    /** The claim that was made when it was received, for the first who asks: that one uses the lease, or releases it. */
    synchronized Optional<CompletableFuture<Claim>> takeClaim() {
        Optional<CompletableFuture<Claim>> ahead = Optional.ofNullable(claim);
        claim = null;
        return ahead;
    }

    /** The lease under which the handler works; null before a claim, and without a ledger's claim. */
    synchronized Lease lease() {
        return lease;
    }

    /** When it was received, by {@link System#nanoTime}. */
    long received() {
        return received;
    }

    /** From now on no handler gets it together with others. */
    void keepAlone() {
        alone = true;
    }

    /**
     * Whether a handler may get it together with others: this is its first attempt, as far as it is known. What was not
     * claimed when it was received goes by how often it came.
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
     * The current thread begins to work on it under a lease. False if it must not: the message was lost, or the stop or a
     * pause came first.
     */
    boolean begin(Lease granted) {
        return begin(granted, new Worker(1));
    }

    /** The same, with a thread that works on others too. */
    synchronized boolean begin(Lease granted, Worker by) {
        if (stage == Stage.ENDED || verdict.forbidsToBegin()) {
            return false;
        }
        stage = Stage.BEGUN;
        lease = granted;
        worker = by;
        return true;
    }

    /** Who works on it; {@code null} if nobody does. */
    synchronized Worker worker() {
        return worker;
    }

    /** Its handler must not begin any more, if it has not; a thread that waits to begin it need not wait longer. */
    synchronized void recall() {
        if (handledSince == null) {
            decide(Verdict.RECALLED);
        }
    }

    /** Its handler begins now. False if it must not. */
    synchronized boolean beginHandling() {
        boolean begins = stage == Stage.BEGUN && !verdict.forbidsToBegin();
        if (begins) {
            handledSince = System.nanoTime();
        }
        return begins;
    }

    /** Whether its handler has run for longer than {@code most} at {@code now}, and still does. */
    synchronized boolean isHandledLongerThan(Duration most, long now) {
        return isHandled() && now - handledSince > most.toNanos();
    }

    /** True once for each run of a handler: the log names one that hangs, and does not repeat it. */
    synchronized boolean name() {
        return worker != null && worker.name();
    }

    /** Its handler has run for longer than it may: the handler is interrupted and has failed. */
    synchronized void timeOut() {
        if (isHandled()) {
            decide(Verdict.TIMED_OUT);
        }
    }

    synchronized boolean isTimedOut() {
        return verdict == Verdict.TIMED_OUT;
    }

    /** Whether its handler has begun. */
    synchronized boolean wasBegun() {
        return handledSince != null;
    }

    /** The current thread has done its work; an interruption that was meant for that work ends here. */
    synchronized void stopWork() {
        worker = null;
        // The flag may have been set for this work only; the thread goes on to other work.
        Thread.interrupted();
    }

    /**
     * Another consumer has the message from now on: the handler is interrupted and its result does not count. False if it had
     * come to its end before.
     */
    synchronized boolean lose() {
        if (stage == Stage.ENDED || verdict == Verdict.LOST) {
            return false;
        }
        decide(Verdict.LOST);
        return true;
    }

    /** The application stops and cannot wait any longer: the handler is interrupted. */
    synchronized void stop() {
        decide(Verdict.STOPPED);
    }

    synchronized boolean isLost() {
        return verdict == Verdict.LOST;
    }

    synchronized boolean isStopped() {
        return verdict == Verdict.STOPPED;
    }

    /** True for the first caller: that one, and nobody else, writes down how it ended. */
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

    /** Runs this when the message comes to its end. */
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
