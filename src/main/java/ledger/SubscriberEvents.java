package ledger;

import static ledger.LedgerItem.text;

import failure.Cause;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * What one subscriber has made of many events, and what is changed there for its dead letters.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when the ledger does not answer.
 */
public final class SubscriberEvents {
    /** Nobody works on it and it has not come to an end. */
    private static final String AT_REST =
            "#state IN (:failed, :released) OR (#state = :inProgress AND #leaseUntil <= :now)";

    /** No message has this id: what is written here, any message may claim. */
    private static final String NO_MESSAGE = "-";

    private final LedgerTable table;
    private final String subscriber;
    private final Clock clock;

    /** @param subscriber the queue's name */
    public SubscriberEvents(LedgerTable table, String subscriber, Clock clock) {
        this.table = table;
        this.subscriber = subscriber;
        this.clock = clock;
    }

    /** What became of those of the events that the subscriber has ever claimed, by their ids: one read a hundred. */
    public Map<String, Progress> of(Collection<String> events) {
        Map<AttributeValue, String> ids = new HashMap<>();
        events.forEach(event -> ids.put(LedgerItem.event(event), event));
        Map<String, Progress> found = new HashMap<>();
        for (LedgerItem item : table.getAll(ids.keySet().stream().map(this::key).toList())) {
            found.put(ids.get(item.attributes().get(LedgerItem.EVENT)), item.progress());
        }
        return found;
    }

    /** The attempts of an event that nobody works on are counted from the first again. False if it is not so. */
    public boolean restart(String event) {
        return change(
                event,
                "SET #state = :released, #attempts = :none, #last = :now, #expiry = :expiry",
                Map.of(":none", LedgerItem.number(0)));
    }

    /**
     * An event that nobody works on is a dead letter, though not by a consumer that gave it up. False if the subscriber
     * never claimed it, or it came to its end.
     */
    public boolean giveUp(String event, Cause cause) {
        return change(
                event,
                "SET #state = :dead, #gaveUpAfter = #attempts, #attempts = :none, #cause = :cause,"
                        + " #messageId = :noMessage, #last = :now, #expiry = :expiry",
                Map.of(
                        ":none", LedgerItem.number(0),
                        ":dead", LedgerItem.state(State.DEAD),
                        ":cause", LedgerItem.cause(cause),
                        ":noMessage", text(NO_MESSAGE)));
    }

    private boolean change(String event, String expression, Map<String, AttributeValue> values) {
        Instant now = clock.instant();
        Map<String, AttributeValue> all = new HashMap<>(values);
        all.put(":failed", LedgerItem.state(State.FAILED));
        all.put(":released", LedgerItem.state(State.RELEASED));
        all.put(":inProgress", LedgerItem.state(State.IN_PROGRESS));
        all.put(":now", LedgerItem.time(now));
        all.put(":expiry", table.expiry(now));
        try {
            table.update(key(LedgerItem.event(event)), expression, AT_REST, all);
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    private Map<String, AttributeValue> key(AttributeValue event) {
        return Map.of(LedgerItem.EVENT, event, LedgerItem.SUBSCRIBER, text(subscriber));
    }
}
