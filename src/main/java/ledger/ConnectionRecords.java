package ledger;

import static ledger.LedgerItem.text;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Which connection to a queue is the newest, over all processes, in the ledger's table: one item for each queue, which the last
 * one to connect has written.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when the ledger does not answer.
 */
public final class ConnectionRecords {
    /** No event has such an id by accident, and no subscriber such a name. */
    private static final String CONNECTION = "connection#";

    private final LedgerTable table;
    private final Clock clock;

    public ConnectionRecords(LedgerTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** A connection is the newest from now on: one write. */
    public void put(String queue, String connection) {
        table.update(
                LedgerItem.key(CONNECTION + queue, CONNECTION),
                "SET #owner = :owner, #expiry = :expiry",
                Map.of(":owner", text(connection), ":expiry", table.expiry(clock.instant())));
    }

    /** The newest connection: one read; empty if none is known. */
    public Optional<String> newest(String queue) {
        return table.query(CONNECTION + queue).stream()
                .map(item -> item.attributes().get(LedgerItem.OWNER))
                .map(AttributeValue::s)
                .findFirst();
    }
}
