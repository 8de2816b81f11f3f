package ledger;

import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The right to work on an event.
 *
 * @param work the event and its subscriber
 * @param sortKey the sort key of the item that this claim has written
 * @param owner the holder of the lease; each claim has a new one
 * @param fencingToken grows with each claim of this event at this subscriber
 * @param attempt the number of this attempt, from 1
 * @param duration how long the lease was claimed for
 */
public record Lease(Work work, String sortKey, String owner, long fencingToken, int attempt, Duration duration) {
    /** This lease without the attempt that the claim has counted. */
    public Lease untried() {
        return new Lease(work, sortKey, owner, fencingToken, attempt - 1, duration);
    }

    Map<String, AttributeValue> key() {
        return LedgerItem.key(work.event(), sortKey);
    }
}
