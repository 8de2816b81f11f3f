package delivery;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;

/**
 * Decides how many receives run at once. There are few while the queue is idle, one more for each receive that comes back full,
 * and one fewer for each that comes back less than half full. After an idle time, the number doubles with each round of full
 * receives.
 *
 * <p>While single messages arrive shortly one after the other, several receives cost no more calls than one. Then one receive is
 * always waiting while others are on their way.
 */
final class Pollers {
    private static final Logger LOG = LoggerFactory.getLogger(Pollers.class);

    private static final int FOR_SINGLE_MESSAGES = 4;

    /**
     * A receive that returns one message within this time counts as one of a quick succession. When such messages stop, each
     * additional receive waits in vain once, which costs little.
     */
    private static final Duration SHORTLY = Duration.ofSeconds(1);

    /** A receive that takes longer has waited for its messages. */
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    private final int fewest;
    private final int most;
    private final int batch;
    private final ExecutorService threads;
    private final BooleanSupplier polling;
    private Runnable poller;
    private int running;

    /**
     * @param threads must have a thread for each poller
     * @param polling false as soon as no further receive may begin
     */
    Pollers(DeliveryOptions options, ExecutorService threads, BooleanSupplier polling) {
        this.fewest = options.pollers();
        this.most = options.maxPollers();
        this.batch = options.perReceive();
        this.threads = threads;
        this.polling = polling;
    }

    /** Starts the minimum of pollers. Each ends with {@link #ended}, or when it is no longer needed. */
    synchronized void start(Runnable work) {
        poller = work;
        while (running < fewest) {
            another();
        }
    }

    /**
     * Reports the messages of a receive, and starts another poller if that is useful. So messages behind a full receive do not
     * wait until its messages have been handled and acknowledged.
     */
    synchronized void received(int messages, Duration took) {
        if (running < useful(messages, took) && polling.getAsBoolean()) {
            isAnotherBegun();
        }
    }

    /** False if the calling poller is one too many, judged by the messages that it asked for and got. Then it must end. */
    synchronized boolean areNeeded(int asked, int messages, Duration took) {
        if (messages * 2 < asked && running > useful(messages, took)) {
            oneFewer();
            return false;
        }
        return true;
    }

    /** Whether a receive got its messages without waiting, so that other receives would too. */
    static boolean areAtOnce(Duration took) {
        return took.compareTo(AT_ONCE) < 0;
    }

    private int useful(int messages, Duration took) {
        if (messages == batch) {
            return most;
        }
        boolean single = messages == 1 && took.compareTo(SHORTLY) < 0;
        return single ? Math.min(most, Math.max(fewest, FOR_SINGLE_MESSAGES)) : fewest;
    }

    /** Reports that a poller has ended because polling had stopped. Polling may have begun again in the meantime. */
    synchronized void ended() {
        oneFewer();
        if (polling.getAsBoolean() && running < fewest) {
            another();
        }
    }

    /** Waits until all pollers have ended, after polling was stopped. False if that takes too long. */
    synchronized boolean settle(long most, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(most);
        while (running > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private void oneFewer() {
        running--;
        notifyAll();
    }

    /** False if the machine has no thread left. */
    private boolean isAnotherBegun() {
        try {
            another();
            return true;
        } catch (OutOfMemoryError e) {
            LOG.warn("No thread is available for a further receive: {}", SafeText.of(e));
            return false;
        }
    }

    /** @throws OutOfMemoryError if the machine has no thread left */
    private void another() {
        threads.execute(poller);
        running++;
    }
}
