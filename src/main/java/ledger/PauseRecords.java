package ledger;

import static ledger.LedgerItem.text;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The routes of an application that are paused in all processes, in the ledger's table. Each has one item, which stays until the
 * route is resumed. One query reads all items of an application.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when the ledger does not answer.
 */
public final class PauseRecords {
    /** Neither a queue nor a topic can have such a name, so no event's history shows a pause. */
    private static final String PAUSE = "pause#";

    private static final String BY = "by";
    private static final String SINCE = "since";
    private static final String REASON = "reason";
    private static final String EXISTS = "attribute_exists(#since) AND #since <> :never";

    private final LedgerTable table;
    private final String application;

    /** @param application the application's name: other applications may share the table */
    public PauseRecords(LedgerTable table, String application) {
        this.table = table;
        this.application = application;
    }

    /** Records that a route is paused. */
    public void put(String route, Pause pause) {
        Map<String, AttributeValue> item = new HashMap<>(key(route));
        item.put(BY, text(pause.by()));
        item.put(SINCE, LedgerItem.time(pause.since()));
        if (pause.reason() != null) {
            item.put(REASON, text(pause.reason()));
        }
        table.put(item);
    }

    /** Removes a route's pause. False if the route was not paused. */
    public boolean remove(String route) {
        try {
            table.delete(key(route), EXISTS, Map.of(":never", text("")));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /**
     * The routes that are paused now. It costs one read.
     *
     * @param patience how long the read may take
     */
    public Map<String, Pause> all(Duration patience) {
        Map<String, Pause> pauses = new TreeMap<>();
        for (LedgerItem item : table.all(application, PAUSE, patience)) {
            AttributeValue reason = item.attributes().get(REASON);
            pauses.put(
                    item.sortKey().substring(PAUSE.length()),
                    new Pause(
                            item.attributes().get(BY).s(), item.time(SINCE), true, reason == null ? null : reason.s()));
        }
        return pauses;
    }

    private Map<String, AttributeValue> key(String route) {
        return LedgerItem.key(application, PAUSE + route);
    }
}
