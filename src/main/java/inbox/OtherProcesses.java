package inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import ledger.ConnectionRecords;
import ledger.ConnectionRecords.KnownConnection;
import ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares connections between the processes of an application, through the ledger. While the ledger does not answer, each process
 * knows only its own connections.
 */
final class OtherProcesses {
    private static final Logger LOG = LoggerFactory.getLogger(OtherProcesses.class);

    /** A process counts as gone after this many intervals without a sign of life. */
    private static final int INTERVALS_OF_LIFE = 3;

    private final Optional<ConnectionRecords> records;
    private final String process = UUID.randomUUID().toString();

    /**
     * When the ledger was last told that this process is alive, by {@link System#nanoTime}. {@link #longest} is the longest
     * interval.
     */
    private long told;

    private Duration longest = Duration.ZERO;

    /** Whether the ledger did not answer the last write. Then a stop does not wait for it again. */
    private volatile boolean isLedgerAway;

    /** @param records empty in an application without a ledger */
    OtherProcesses(Optional<ConnectionRecords> records) {
        this.records = records;
    }

    /**
     * Records a connection in the ledger for the other processes, if the ledger answers.
     *
     * @param interval how often {@link #lives} will be called
     */
    void announce(ClientConnection connection, Duration interval) {
        boolean isTold = tell("Other processes are not told of a connection", known -> {
            lives(interval);
            known.put(
                    connection.address().queue(),
                    new KnownConnection(
                            connection.id(), process, connection.shown().since()));
        });
        if (isTold) {
            connection.announced(interval);
        }
    }

    /** Records that an announced connection has ended. */
    void ended(ClientConnection connection) {
        if (!isLedgerAway) {
            tell(
                    "Other processes are not told that a connection has ended",
                    known -> known.ended(connection.address().queue(), connection.id()));
        }
    }

    /** Records that this process is alive. It is written once in an interval, however many connections call this. */
    void lives(Duration interval) {
        Duration until;
        synchronized (this) {
            if (!longest.isZero() && System.nanoTime() - told < interval.toNanos() / 10 * 9) {
                return;
            }
            told = System.nanoTime();
            longest = interval.compareTo(longest) > 0 ? interval : longest;
            until = longest.multipliedBy(INTERVALS_OF_LIFE);
        }
        tell("Other processes are not told that this one lives", known -> known.lives(process, until));
    }

    private boolean tell(String otherwise, Consumer<ConnectionRecords> what) {
        if (records.isEmpty()) {
            return false;
        }
        try {
            what.accept(records.get());
            isLedgerAway = false;
            return true;
        } catch (LedgerUnavailableException e) {
            isLedgerAway = true;
            LOG.debug(otherwise, e);
            return false;
        }
    }

    /** Whether the client has connected to another process in the meantime. False while the ledger does not answer. */
    boolean isReplaced(ClientConnection connection) {
        try {
            return records.flatMap(known -> known.newest(connection.address().queue()))
                    .filter(newest -> !newest.equals(connection.id()))
                    .isPresent();
        } catch (LedgerUnavailableException e) {
            LOG.debug("Whether another process has taken a client over is not known", e);
            return false;
        }
    }

    /**
     * Since when clients are connected to other processes, by the names of their queues. It costs two reads of the ledger for up
     * to a hundred queues.
     *
     * @throws LedgerUnavailableException if the ledger does not answer
     */
    Map<String, Instant> elsewhere(Collection<String> queues) {
        Map<String, Instant> since = new HashMap<>();
        if (!queues.isEmpty()) {
            records.map(known -> known.open(queues)).orElseGet(Map::of).forEach((queue, connection) -> {
                if (!connection.process().equals(process)) {
                    since.put(queue, connection.since());
                }
            });
        }
        return since;
    }
}
