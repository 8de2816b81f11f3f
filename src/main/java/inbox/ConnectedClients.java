package inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import ledger.ConnectionRecords;
import ledger.ConnectionRecords.KnownConnection;
import ledger.LedgerUnavailableException;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import topology.Inbox;

/**
 * The clients that are connected to the inboxes of this process. A client has one connection: in this process at once, and in all
 * processes as soon as the older one has looked into the ledger.
 */
public final class ConnectedClients {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectedClients.class);

    /** A process whose last word is older than so many of its intervals is taken to be gone. */
    private static final int INTERVALS_OF_LIFE = 3;

    private final Map<Address, ClientConnection> connections = new ConcurrentHashMap<>();
    private final Optional<ConnectionRecords> records;
    private final String process = UUID.randomUUID().toString();

    /** When the ledger was last told that this process lives, by {@link System#nanoTime}, and the longest interval of that. */
    private long told;

    private Duration longest = Duration.ZERO;

    /** Whether the ledger has not answered lately: a stop does not wait for it again. */
    private volatile boolean isLedgerAway;

    /** @param records tell of the connections to other processes; empty in an application without a ledger */
    ConnectedClients(Optional<ConnectionRecords> records) {
        this.records = records;
    }

    /** Whose queue it is. */
    record Address(String inbox, String client) {
        /** The name of the client's queue. */
        String queue() {
            return new Inbox(inbox).queue(client).name();
        }
    }

    /**
     * A client that is connected to this process.
     *
     * @param inbox the name of the inbox, with {@code .fifo} if its queues are FIFO
     * @param since when it connected
     * @param unanswered the events that it has got and not answered
     */
    public record ConnectedClient(String inbox, String client, Instant since, int unanswered) {}

    /** Those of an application. */
    public static ConnectedClients of(CamelContext camel) {
        ConnectedClients all = camel.getRegistry().findSingleByType(ConnectedClients.class);
        return all == null ? new ConnectedClients(Optional.empty()) : all;
    }

    /** All of them, by inbox and name. */
    public List<ConnectedClient> all() {
        return connections.values().stream()
                .map(ClientConnection::shown)
                .sorted(Comparator.comparing(ConnectedClient::inbox).thenComparing(ConnectedClient::client))
                .toList();
    }

    /** A client of an inbox; empty if it is not connected to this process. */
    public Optional<ConnectedClient> find(String inbox, String client) {
        return Optional.ofNullable(connections.get(new Address(inbox, client))).map(ClientConnection::shown);
    }

    /**
     * Tells the other processes of a connection. While the ledger does not answer, they are not told.
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

    /** A connection that was announced has ended. */
    void ended(ClientConnection connection) {
        if (!isLedgerAway) {
            tell(
                    "Other processes are not told that a connection has ended",
                    known -> known.ended(connection.address().queue(), connection.id()));
        }
    }

    /** Tells the other processes that this one lives, once in an interval however many connections call this. */
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

    /** Whether the client has connected to another process since. False while the ledger does not answer. */
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
     * Since when clients are connected to other processes, by the names of their queues: two reads of the ledger for up to a
     * hundred queues.
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

    /**
     * A client has connected. Of two connections of one client the newer one stays.
     *
     * @return the other one, if there are two
     */
    Optional<ClientConnection> enter(ClientConnection connection) {
        AtomicReference<ClientConnection> other = new AtomicReference<>();
        connections.merge(connection.address(), connection, (before, now) -> {
            boolean isNewer = now.number() > before.number();
            other.set(isNewer ? before : now);
            return isNewer ? now : before;
        });
        return Optional.ofNullable(other.get());
    }

    /** A connection has ended. False if another one has taken its place before. */
    boolean leave(ClientConnection connection) {
        return connections.remove(connection.address(), connection);
    }

    /** The connections of an inbox. */
    Collection<ClientConnection> of(String inbox) {
        return connections.values().stream()
                .filter(connection -> connection.address().inbox().equals(inbox))
                .toList();
    }
}
