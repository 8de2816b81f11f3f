package ledger;

import static ledger.LedgerItem.text;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The newest connection to each queue across all processes, in the ledger's table. Each queue has one item, written by the last
 * connection. A process with connections renews an item of its own from time to time. When that item is out of date, the process
 * was killed and its connections no longer count.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when the ledger does not answer.
 */
public final class ConnectionRecords {
    /** No event has such an id by accident, and no subscriber has such a name. */
    private static final String CONNECTION = "connection#";

    private static final String PROCESS = "process#";
    private static final String HOST = "process";
    private static final String SINCE = "since";
    private static final String UNTIL = "until";

    /** The end of a connection must not delay a stop for longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LedgerTable table;
    private final Clock clock;

    public ConnectionRecords(LedgerTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /**
     * A connection to a queue.
     *
     * @param id unique to this connection
     * @param process the process that has the connection
     * @param since when the connection began
     */
    public record KnownConnection(String id, String process, Instant since) {}

    /** Makes a connection the newest one of its queue. It costs one write. */
    public void put(String queue, KnownConnection connection) {
        table.update(
                key(queue),
                "SET #owner = :owner, #process = :process, #since = :since, #expiry = :expiry",
                Map.of(
                        ":owner", text(connection.id()),
                        ":process", text(connection.process()),
                        ":since", LedgerItem.time(connection.since()),
                        ":expiry", table.expiry(clock.instant())));
    }

    /**
     * Records that a connection has ended. It costs one write. False, without a change, if another connection is the newest by
     * now.
     */
    public boolean ended(String queue, String connection) {
        try {
            table.update(
                    call -> call.overrideConfiguration(limits -> limits.apiCallTimeout(PATIENCE)),
                    key(queue),
                    "REMOVE #since",
                    "#owner = :owner",
                    Map.of(":owner", text(connection)));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /** The id of the newest connection; empty if none is known. It costs one read. */
    public Optional<String> newest(String queue) {
        return table.query(CONNECTION + queue).stream()
                .map(item -> item.attributes().get(LedgerItem.OWNER))
                .map(AttributeValue::s)
                .findFirst();
    }

    /** Records that a process is alive for this long from now, and so are its connections. It costs one write. */
    public void lives(String process, Duration until) {
        Instant now = clock.instant();
        table.update(
                LedgerItem.key(PROCESS + process, PROCESS),
                "SET #until = :until, #expiry = :expiry",
                Map.of(":until", LedgerItem.time(now.plus(until)), ":expiry", table.expiry(now)));
    }

    /**
     * The open connections to these queues, of processes that are alive. It costs one read for each hundred queues, and another
     * for the processes.
     */
    public Map<String, KnownConnection> open(Collection<String> queues) {
        Map<String, KnownConnection> open = new HashMap<>();
        for (LedgerItem item :
                table.getAll(queues.stream().map(ConnectionRecords::key).toList())) {
            Map<String, AttributeValue> known = item.attributes();
            if (known.containsKey(SINCE)) {
                open.put(
                        known.get(LedgerItem.EVENT).s().substring(CONNECTION.length()),
                        new KnownConnection(
                                known.get(LedgerItem.OWNER).s(), known.get(HOST).s(), item.time(SINCE)));
            }
        }
        Set<String> living = living(
                open.values().stream().map(KnownConnection::process).distinct().toList());
        open.values().removeIf(connection -> !living.contains(connection.process()));
        return open;
    }

    private Set<String> living(List<String> processes) {
        Instant now = clock.instant();
        return table
                .getAll(processes.stream()
                        .map(process -> LedgerItem.key(PROCESS + process, PROCESS))
                        .toList())
                .stream()
                .filter(item -> item.time(UNTIL).isAfter(now))
                .map(item -> item.attributes().get(LedgerItem.EVENT).s().substring(PROCESS.length()))
                .collect(Collectors.toSet());
    }

    private static Map<String, AttributeValue> key(String queue) {
        return LedgerItem.key(CONNECTION + queue, CONNECTION);
    }
}
