package delivery;

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
import sqs.SystemAttributes;

/**
 * A message between its receipt and its end: who works on it, and until when it is ours.
 *
 * <p>Three parties meet here: the thread that runs the handler, the heartbeat, which may find that the message is ours no
 * longer, and a stop, which may not wait for ever. Whoever comes first decides.
 */
public final class InFlight {
    /**
     * What must be known of each message: its group, how often it came, and what its dead letter keeps. Others, such as who
     * sent it, make each receive longer, and a handler that wants them asks for them.
     */
    static final List<String> ATTRIBUTES = Stream.of(
                    MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
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

    /** Only the thread that works on its group looks at it. */
    private ParkedGroup parked;

    private long renewed;
    private CompletableFuture<Void> renewal = CompletableFuture.completedFuture(null);
    private boolean behind;
    private boolean settled;
    private Thread worker;
    private Lease lease;
    private CompletableFuture<Claim> claim;
    private boolean handling;
    private long handlingSince;
    private boolean named;
    private boolean timedOut;
    private boolean recalled;
    private boolean lost;
    private boolean stopped;
    private boolean ended;

    /** @param received when it was received, by {@link System#nanoTime}: no change of the host's clock moves that */
    InFlight(Message message, long received) {
        this.message = message;
        this.attributes = message.attributes();
        this.receiveCount = new SystemAttributes(attributes).receiveCount();
        this.group = attributes.get(MessageSystemAttributeName.MESSAGE_GROUP_ID);
        this.received = received;
        this.renewed = received;
    }

    public Message message() {
        return message;
    }

    /** SQS's own attributes of it; of the message itself, the SDK makes a new map of them at each call. */
    Map<MessageSystemAttributeName, String> attributes() {
        return attributes;
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

    /** The time since it last began anew: at its receipt or at a renewal. */
    synchronized Duration age(long now) {
        return Duration.ofNanos(now - renewed);
    }

    /** Whether a renewal may begin: not beside another one, and not after {@link #settle}. */
    synchronized boolean beginRenewal() {
        if (settled || !renewal.isDone()) {
            return false;
        }
        renewal = new CompletableFuture<>();
        return true;
    }

    /** A renewal that was asked for at {@code since} has succeeded. */
    void renewed(long since) {
        synchronized (this) {
            renewed = since;
        }
        endRenewal(false);
    }

    /** A renewal has failed. */
    void notRenewed() {
        endRenewal(true);
    }

    private void endRenewal(boolean failed) {
        CompletableFuture<Void> ended;
        synchronized (this) {
            behind = failed;
            ended = renewal;
        }
        ended.complete(null);
    }

    /** Whether the last renewal failed. */
    synchronized boolean isBehind() {
        return behind;
    }

    /**
     * No renewal begins any more. What is returned completes when none is under way: before that, a renewal could arrive
     * at SQS after the message was made visible, and hide it again.
     */
    synchronized CompletableFuture<Void> settle() {
        settled = true;
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

    /**
     * The current thread begins to work on it under a lease. False if it must not: the message was lost, or the stop or a
     * pause came first.
     */
    synchronized boolean begin(Lease granted) {
        if (lost || stopped || ended || recalled) {
            return false;
        }
        lease = granted;
        worker = Thread.currentThread();
        return true;
    }

    /** Its handler is not to begin any more, if it has not; who waits to begin it need not wait longer. */
    synchronized void recall() {
        if (!handling) {
            recalled = true;
            interrupt();
        }
    }

    /** Its handler begins now. False if it must not. */
    synchronized boolean beginHandling() {
        handling = !(recalled || lost || stopped || ended);
        handlingSince = System.nanoTime();
        return handling;
    }

    /** Whether its handler has run for longer than {@code most} at {@code now}, and still does. */
    synchronized boolean isHandledLongerThan(Duration most, long now) {
        return handling && worker != null && now - handlingSince > most.toNanos();
    }

    /** True once: the log names a handler that hangs, and does not repeat it. */
    synchronized boolean name() {
        boolean first = !named;
        named = true;
        return first;
    }

    /** Its handler has run for longer than it may: the handler is interrupted and has failed. */
    synchronized void timeOut() {
        if (handling && worker != null) {
            timedOut = true;
            interrupt();
        }
    }

    synchronized boolean isTimedOut() {
        return timedOut;
    }

    /** Whether its handler has begun. */
    synchronized boolean wasBegun() {
        return handling;
    }

    /** The current thread has done its work; an interruption that was meant for that work ends here. */
    synchronized void stopWork() {
        worker = null;
        // The flag may have been set for this work only; the thread goes on to other work.
        Thread.interrupted();
    }

    /**
     * The message is somebody else's from now on: the handler is interrupted and its result does not count. False if it had
     * come to its end before.
     */
    synchronized boolean lose() {
        if (ended || lost) {
            return false;
        }
        lost = true;
        interrupt();
        return true;
    }

    /** The application stops and cannot wait any longer: the handler is interrupted. */
    synchronized void stop() {
        stopped = true;
        interrupt();
    }

    synchronized boolean isLost() {
        return lost;
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** True for the first who asks: that one, and nobody else, writes down how it ended. */
    synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    private void interrupt() {
        if (worker != null) {
            worker.interrupt();
        }
    }

    @Override
    public String toString() {
        return "message " + message.messageId();
    }
}
