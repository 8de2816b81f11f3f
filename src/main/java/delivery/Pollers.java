package delivery;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;

/**
 * How many receives there are at once: few while the queue is idle, one more for each receive that comes back full, and
 * one fewer for each that comes back less than half full. From idle, that doubles with each receive's time.
 *
 * <p>While single messages come one shortly after the other, several receives cost no more calls than one does, and there is
 * one that waits while others are on their way.
 */
final class Pollers {
    private static final Logger LOG = LoggerFactory.getLogger(Pollers.class);

    private static final int FOR_SINGLE_MESSAGES = 4;

    /** When they stop coming, each receive more is one that waits in vain: little for what came in the meantime. */
    private static final Duration SHORTLY = Duration.ofSeconds(1);

    /** What comes later has been waited for. */
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    private final int fewest;
    private final int most;
    private final int batch;
    private final ExecutorService threads;
    private final BooleanSupplier polling;
    private Runnable poller;
    private int running;

    /**
     * @param threads has a thread for each poller, and for each that was relieved
     * @param polling false as soon as there is to be no further receive
     */
    Pollers(DeliveryOptions options, ExecutorService threads, BooleanSupplier polling) {
        this.fewest = options.pollers();
        this.most = options.maxPollers();
        this.batch = options.perReceive();
        this.threads = threads;
        this.polling = polling;
    }

    /** Starts the fewest of them; what each runs ends with {@link #ended} or when it is not needed. */
    synchronized void start(Runnable work) {
        poller = work;
        while (running < fewest) {
            another();
        }
    }

    /**
     * A receive has got so many messages. If another poller is of use, it begins now: what waits behind a full receive does not
     * wait until that has been handled and acknowledged.
     */
    synchronized void received(int messages, Duration took) {
        if (running < useful(messages, took) && polling.getAsBoolean()) {
            isAnotherBegun();
        }
    }

    /** False if the poller that has asked for so many messages and got so many is one too many; it is done with them. */
    synchronized boolean areNeeded(int asked, int messages, Duration took) {
        if (messages * 2 < asked && running > useful(messages, took)) {
            oneFewer();
            return false;
        }
        return true;
    }

    /** Whether messages were there at once for a receive that {@code took} so long, as they will be for others. */
    static boolean areAtOnce(Duration took) {
        return took.compareTo(AT_ONCE) < 0;
    }

    /**
     * Another thread takes the place of a poller's that does something else for now. False if there is none, and then that
     * poller goes on afterwards.
     */
    synchronized boolean relieve() {
        if (polling.getAsBoolean() && !isAnotherBegun()) {
            return false;
        }
        oneFewer();
        return true;
    }

    private int useful(int messages, Duration took) {
        if (messages == batch) {
            return most;
        }
        boolean single = messages == 1 && took.compareTo(SHORTLY) < 0;
        return single ? Math.min(most, Math.max(fewest, FOR_SINGLE_MESSAGES)) : fewest;
    }

    /** A poller has ended because it was to stop; polling may have begun again in that moment. */
    synchronized void ended() {
        oneFewer();
        if (polling.getAsBoolean() && running < fewest) {
            another();
        }
    }

    /** Waits until none polls, after they were told to stop. False if not in time. */
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
