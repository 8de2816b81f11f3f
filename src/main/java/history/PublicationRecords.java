package history;

import failure.Backoff;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import ledger.LedgerUnavailableException;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the records of publications to the ledger in the background, in batches of up to 25.
 *
 * <p>A record is written at once if no write is in progress; otherwise it joins the next batch. While the ledger does not answer,
 * up to {@value #MOST} records wait, and beyond that the oldest are dropped. Records that the ledger refuses are dropped. A stop
 * writes the waiting records, for up to five seconds. {@link RecordLosses} reports late and lost records.
 */
public final class PublicationRecords extends ServiceSupport {
    /** The name in the registry. */
    static final String NAME = "publicationRecords";

    private static final Logger LOG = LoggerFactory.getLogger(PublicationRecords.class);
    private static final int MOST = 10_000;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    /** The pause between failed writes. The client has retried for seconds before each failure. */
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

    private static final long PAUSE_OF_STOP = 100;

    private final CamelContext camel;
    private final EventHistory history;
    private final RecordLosses losses;
    private final RecordBuffer buffer;
    private final Duration longestStop;
    private volatile ExecutorService threads;
    private volatile CountDownLatch stopping;

    PublicationRecords(CamelContext camel, EventHistory history, MeterRegistry meters) {
        this(camel, history, meters, MOST, LONGEST_STOP);
    }

    /**
     * @param most how many records may wait
     * @param longestStop how long a stop waits for the ledger
     */
    PublicationRecords(CamelContext camel, EventHistory history, MeterRegistry meters, int most, Duration longestStop) {
        this.camel = camel;
        this.history = history;
        this.losses = new RecordLosses(meters);
        this.buffer = new RecordBuffer(most);
        this.longestStop = longestStop;
    }

    /** The records of an application, or {@code null} if it keeps none. */
    static PublicationRecords of(CamelContext camel) {
        return camel.getRegistry().lookupByNameAndType(NAME, PublicationRecords.class);
    }

    /** Adds records without waiting for the ledger. */
    void add(Collection<PublicationRecord> records) {
        int dropped = buffer.add(records);
        if (buffer.isClosed()) {
            losses.stopped(dropped);
        } else {
            losses.full(dropped);
        }
        ExecutorService writers = threads;
        if (writers != null && buffer.startsWriter()) {
            try {
                writers.execute(this::writeAll);
            } catch (RuntimeException | Error e) {
                // A stop has just closed the buffer, or no thread is available. The next record tries again.
                buffer.didNotStart();
                LOG.debug("No writer for the records of publications", e);
            }
        }
    }

    private void writeAll() {
        for (List<PublicationRecord> next = buffer.first(); !next.isEmpty(); next = buffer.next()) {
            try {
                write(next);
            } catch (RuntimeException | Error e) {
                // An exception must not end the writer, because other records wait for it.
                LOG.error("A write of records failed that should have reported why", e);
                losses.refused(next.size(), e);
            } finally {
                buffer.ended(next);
            }
        }
    }

    private void write(List<PublicationRecord> batch) {
        for (int tried = 1; !buffer.isClosed(); tried++) {
            try {
                history.add(batch);
                if (buffer.isRelaxed()) {
                    losses.over();
                }
                return;
            } catch (LedgerUnavailableException e) {
                if (e.isRefusal()) {
                    losses.refused(batch.size(), e);
                    return;
                }
                losses.late(e);
                pause(tried);
            }
        }
    }

    private void pause(int tried) {
        try {
            long pause = PAUSE.after(tried, ThreadLocalRandom.current()).toMillis();
            if (stopping.await(pause, TimeUnit.MILLISECONDS)) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_OF_STOP);
            }
        } catch (InterruptedException e) {
            // The stop is over, and the buffer is closed.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void doStart() {
        buffer.open();
        stopping = new CountDownLatch(1);
        threads = camel.getExecutorServiceManager().newCachedThreadPool(this, "PublicationRecords");
        add(List.of());
    }

    /** Runs after the routes have stopped, because Camel stops routes before services. */
    @Override
    protected void doStop() throws Exception {
        if (threads == null) {
            return;
        }
        stopping.countDown();
        try {
            buffer.awaitEnd(longestStop.toMillis());
        } finally {
            losses.stopped(buffer.close());
            camel.getExecutorServiceManager().shutdownNow(threads);
        }
    }
}
