package history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports records of publications that are late or lost. The metric {@code caravan.publication.records.dropped} counts lost
 * records, and the log has one warning of each kind per outage.
 */
final class RecordLosses {
    private static final Logger LOG = LoggerFactory.getLogger(RecordLosses.class);

    private enum Kind {
        LATE,
        FULL,
        REFUSED
    }

    private final Counter dropped;
    private final Set<Kind> warned = ConcurrentHashMap.newKeySet();

    RecordLosses(MeterRegistry meters) {
        dropped = Counter.builder("caravan.publication.records.dropped")
                .description("Records of publications that are missing from the ledger; the events were published")
                .register(meters);
    }

    /** Reports that the ledger does not answer. The write is retried. */
    void late(Throwable cause) {
        if (warned.add(Kind.LATE)) {
            LOG.warn("Publications are recorded later; until then their events may be unknown: {}", cause.getMessage());
        }
    }

    /** Reports that the oldest records were dropped because too many wait. */
    void full(int records) {
        if (records > 0) {
            dropped.increment(records);
            if (warned.add(Kind.FULL)) {
                LOG.warn("Too many records of publications wait for the ledger: the oldest are dropped");
            }
        }
    }

    /** Reports that the ledger refuses the records permanently. */
    void refused(int records, Throwable cause) {
        dropped.increment(records);
        if (warned.add(Kind.REFUSED)) {
            LOG.warn("Publications are missing from the ledger: {}", cause.getMessage());
        }
    }

    /** Reports records that were not written before a stop ended. */
    void stopped(int records) {
        if (records > 0) {
            dropped.increment(records);
            LOG.warn("The application stops; the publications of {} events may be missing from the ledger", records);
        }
    }

    /** Reports the end of an outage, if there was one. */
    void over() {
        if (!warned.isEmpty()) {
            warned.clear();
            LOG.info("Publications are recorded again");
        }
    }
}
