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
 * Limits how many messages one process takes on in a second or a minute, with two token buckets.
 *
 * <p>A receive takes tokens before it asks SQS, so that messages wait in the queue, where other processes can receive them. A
 * handler takes a token too before it begins, because messages of one receive may reach their handlers late and all at once, such
 * as those of a FIFO group.
 */
final class RateLimit {
    /** The rate is spread evenly: at most this much of it is used at once, but always at least one message. */
    private static final Duration BURST = Duration.ofMillis(200);

    private final int atOnce;
    private final Bucket receives;
    private final Bucket handlers;
    private final Timer waits;

    /** Receives take turns. Otherwise each would get a few tokens for a small batch. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;

    /** @param waits the timer of how long receives wait for the rate */
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
     * Waits until a message may be received, and a little longer for more of them, because a receive costs the same for one
     * message as for ten.
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

    /** Returns the tokens of a receive that it did not use. */
    void giveBack(int unused) {
        if (unused > 0) {
            receives.addTokens(unused);
        }
    }

    /**
     * Waits until one more handler may begin. A handler of several messages begins as early as one of a single message, and the
     * next handler waits longer accordingly.
     */
    void start(int messages) throws InterruptedException {
        handlers.asBlocking().consume(1);
        if (messages > 1) {
            handlers.consumeIgnoringRateLimits(messages - 1);
        }
    }

    /** Ends every wait for a receive, because the consumer stops or pauses. */
    void close() {
        set(true);
    }

    /** Lets receives wait again. */
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
