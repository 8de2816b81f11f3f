package ledger;

import static ledger.LedgerItem.text;

import event.Identity;
import failure.Cause;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The ledger's items of one subscriber: reads the progress of many events, and changes items when dead letters are redriven or
 * found.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when the ledger does not answer.
 */
public final class SubscriberEvents {
    /** No consumer works on the event, and it has not come to an end. */
    private static final String AT_REST =
            "(#state IN (:failed, :released) OR (#state = :inProgress AND #leaseUntil <= :now)) AND "
                    + LedgerItem.OF_SOURCE;

    /** No message has this id, so any message may claim an item that was written with it. */
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

    /**
     * The progress of those events that the subscriber has ever claimed. It costs one read for each hundred events, and more
     * reads if other sources have used the ids of some before.
     */
    public Map<Identity, Progress> of(Collection<Identity> events) {
        Map<Map<String, AttributeValue>, LedgerItem> first =
                items(events.stream().map(this::key));
        Map<Map<String, AttributeValue>, LedgerItem> beside = items(events.stream()
                .filter(event -> first.containsKey(key(event)) && !isOf(event, first.get(key(event))))
                .map(this::keyBeside));
        Map<Identity, Progress> found = new HashMap<>();
        for (Identity event : events) {
            LedgerItem item = beside.getOrDefault(keyBeside(event), first.get(key(event)));
            if (item != null && isOf(event, item)) {
                found.put(event, item.progress());
            }
        }
        return found;
    }

    private Map<Map<String, AttributeValue>, LedgerItem> items(Stream<Map<String, AttributeValue>> keys) {
        return table.getAll(keys.toList()).stream().collect(Collectors.toMap(LedgerItem::key, Function.identity()));
    }

    /**
     * Resets the attempts of an event that no consumer works on. False if a consumer works on the event, if the subscriber never
     * claimed it, or if it came to its end.
     */
    public boolean restart(Identity event) {
        return change(
                event,
                "SET #state = :released, #attempts = :none, #last = :now, #expiry = :expiry",
                Map.of(":none", LedgerItem.number(0)));
    }

    /**
     * Records that an event is a dead letter although no consumer gave it up. False if a consumer works on the event, if the
     * subscriber never claimed it, or if it came to its end.
     */
    public boolean giveUp(Identity event, Cause cause) {
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

    private boolean change(Identity event, String expression, Map<String, AttributeValue> values) {
        Instant now = clock.instant();
        Map<String, AttributeValue> all = new HashMap<>(values);
        all.put(":failed", LedgerItem.state(State.FAILED));
        all.put(":released", LedgerItem.state(State.RELEASED));
        all.put(":inProgress", LedgerItem.state(State.IN_PROGRESS));
        all.put(":now", LedgerItem.time(now));
        all.put(":expiry", table.expiry(now));
        all.put(":source", LedgerItem.source(event.source()));
        try {
            table.update(key(event), expression, AT_REST, all);
            return true;
        } catch (ConditionalCheckFailedException e) {
            return !isOf(event, new LedgerItem(e.item())) && changeBeside(event, expression, all);
        }
    }

    private boolean changeBeside(Identity event, String expression, Map<String, AttributeValue> values) {
        try {
            table.update(keyBeside(event), expression, AT_REST, values);
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    private static boolean isOf(Identity event, LedgerItem item) {
        return item.isOf(LedgerItem.source(event.source()));
    }

    private Map<String, AttributeValue> key(Identity event) {
        return LedgerItem.key(event.id(), subscriber);
    }

    /** The key of the event if another source has used its id before. */
    private Map<String, AttributeValue> keyBeside(Identity event) {
        return LedgerItem.key(event.id(), subscriber, LedgerItem.source(event.source()));
    }
}
