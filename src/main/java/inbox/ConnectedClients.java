package inbox;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import ledger.ConnectionRecords;
import org.apache.camel.CamelContext;
import topology.Inbox;

/**
 * The clients that are connected to the inboxes of this process. Of two connections of one client only the newer one stays. In
 * this process the older one ends at once, in another process at its next look into the ledger.
 */
public final class ConnectedClients {
    private final Map<Address, ClientConnection> connections = new ConcurrentHashMap<>();
    private final OtherProcesses others;

    /** @param records the connections to other processes; empty in an application without a ledger */
    ConnectedClients(Optional<ConnectionRecords> records) {
        this.others = new OtherProcesses(records);
    }

    /** A client of an inbox, who owns a queue. */
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
     * @param unanswered the number of events that the client has got and not answered
     */
    public record ConnectedClient(String inbox, String client, Instant since, int unanswered) {}

    /** The connected clients of an application. */
    public static ConnectedClients of(CamelContext camel) {
        ConnectedClients all = camel.getRegistry().findSingleByType(ConnectedClients.class);
        return all == null ? new ConnectedClients(Optional.empty()) : all;
    }

    /** All connected clients, sorted by inbox and name. */
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

    /** The connections to other processes. */
    OtherProcesses others() {
        return others;
    }

    /**
     * Adds the connection of a client. Of two connections of one client the newer one stays.
     *
     * @return the older connection, if there are two
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

    /** Removes a connection that has ended. False if another has already replaced it. */
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
