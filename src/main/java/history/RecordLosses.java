package history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports records of publications that are late or lost: the metric {@code caravan.publication.records.dropped} counts each
 * lost record, and the log has one warning of a kind in each outage.
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

    /** The ledger does not answer, and the write is tried again. */
    void late(Throwable cause) {
        if (warned.add(Kind.LATE)) {
            LOG.warn("Publications are recorded later; until then their events may be unknown: {}", cause.getMessage());
        }
    }

    /** The oldest records were dropped because too many wait. */
    void full(int records) {
        if (records > 0) {
            dropped.increment(records);
            if (warned.add(Kind.FULL)) {
                LOG.warn("Too many records of publications wait for the ledger: the oldest are dropped");
            }
        }
    }

    /** The ledger refuses the records, now and later. */
    void refused(int records, Throwable cause) {
        dropped.increment(records);
        if (warned.add(Kind.REFUSED)) {
            LOG.warn("Publications are missing from the ledger: {}", cause.getMessage());
        }
    }

    /** A stop does not wait any longer. */
    void stopped(int records) {
        if (records > 0) {
            dropped.increment(records);
            LOG.warn("The application stops; the publications of {} events may be missing from the ledger", records);
        }
    }

    /** The outage is over, if there was one. */
    void over() {
        if (!warned.isEmpty()) {
            warned.clear();
            LOG.info("Publications are recorded again");
        }
    }
}
