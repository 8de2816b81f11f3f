package delivery;

import configuration.Frequency;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The most messages that one process takes on in a second or a minute, by two token buckets.
 *
 * <p>A receive takes tokens before it asks SQS, so that a message waits in the queue, where other processes find it, and not
 * here. A handler takes one before it begins: messages of one receive may come to their handlers late and all at once, such
 * as those of a FIFO group.
 */
final class RateLimit {
    /** The rate is kept evenly: at most so much of it is spent at once, and at least one message. */
    private static final Duration BURST = Duration.ofMillis(200);

    private final int atOnce;
    private final Bucket receives;
    private final Bucket handlers;
    private final Timer waits;

    /** Receives take turns, or each would collect a part of the tokens for a part of a batch. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;

    /** @param waits records how long receives wait for the rate */
    RateLimit(Frequency most, Timer waits) {
        this.atOnce = (int) Math.max(1, most.in(BURST));
        this.receives = bucket(most, atOnce);
        this.handlers = bucket(most, atOnce);
        this.waits = waits;
    }

    private static Bucket bucket(Frequency most, int capacity) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(most.events(), most.period()))
                .build();
    }

    /**
     * Waits until a message may be received, and a little longer for others, because a receive costs the same for one message
     * as for ten.
     *
     * @return how many messages may be received, at most {@code wanted}; 0 if this was closed
     */
    int take(int wanted) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            return takeInTurn(Math.min(wanted, atOnce));
        } finally {
            turn.unlock();
        }
    }

    private int takeInTurn(int most) throws InterruptedException {
        long begin = System.nanoTime();
        lock.lockInterruptibly();
        try {
            EstimationProbe all = receives.estimateAbilityToConsume(most);
            if (!all.canBeConsumed()) {
                long first = receives.estimateAbilityToConsume(1).getNanosToWaitForRefill();
                await(begin, Math.max(first, Math.min(all.getNanosToWaitForRefill(), BURST.toNanos())));
                waits.record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
            }
            return closed ? 0 : (int) receives.tryConsumeAsMuchAsPossible(most);
        } finally {
            lock.unlock();
        }
    }

    private void await(long begin, long nanos) throws InterruptedException {
        long left = nanos;
        while (!closed && left > 0) {
            changed.awaitNanos(left);
            left = nanos - (System.nanoTime() - begin);
        }
    }

    /** A receive brought fewer messages than it had tokens for. */
    void giveBack(int unused) {
        if (unused > 0) {
            receives.addTokens(unused);
        }
    }

    /**
     * Waits until one more handler may begin. One that takes several messages begins as soon as a single one might, and the
     * next handler waits for as long as all of these take.
     */
    void start(int messages) throws InterruptedException {
        handlers.asBlocking().consume(1);
        if (messages > 1) {
            handlers.consumeIgnoringRateLimits(messages - 1);
        }
    }

    /** Ends every wait for a receive: the consumer stops or pauses. */
    void close() {
        set(true);
    }

    /** Receives may wait again. */
    void open() {
        set(false);
    }

    private void set(boolean isClosed) {
        lock.lock();
        try {
            closed = isClosed;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
