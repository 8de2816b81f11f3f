package history;

import static ledger.LedgerItem.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.LedgerItem;
import ledger.LedgerTable;
import ledger.LedgerUnavailableException;
import ledger.Progress;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Answers where an event is, from what publishers and subscribers wrote down in the ledger's table. */
public final class EventHistory {
    /** SQS allows no {@code #} in a queue's name, so that no subscriber can have such a sort key. */
    private static final String TOPIC = "topic#";

    private static final String TIME = "time";

    private final LedgerTable table;

    public EventHistory(LedgerTable table) {
        this.table = table;
    }

    /**
     * Writes down that an event went out, in one write. A second time on the same topic replaces the first.
     *
     * @throws LedgerUnavailableException if it cannot be known whether the write was done
     */
    public void add(String event, Published published) {
        table.put(item(event, published));
    }

    /**
     * Writes down that these events, by their ids, went out: one write each, which share calls.
     *
     * @throws LedgerUnavailableException if it cannot be known whether all writes were done
     */
    public void add(Map<String, Published> events) {
        table.put(events.entrySet().stream()
                .map(event -> item(event.getKey(), event.getValue()))
                .toList());
    }

    private Map<String, AttributeValue> item(String event, Published published) {
        Map<String, AttributeValue> item = new HashMap<>(LedgerItem.key(event, TOPIC + published.topic()));
        item.put(TIME, LedgerItem.time(published.time()));
        item.put(LedgerItem.MESSAGE_ID, text(published.messageId()));
        item.put(LedgerItem.EXPIRY, table.expiry(published.time()));
        return item;
    }

    /**
     * Where an event is, in one query; empty if the ledger has never heard of it, or has forgotten it.
     *
     * @throws LedgerUnavailableException if the ledger does not answer
     */
    public Optional<History> of(String event) {
        List<Published> published = new ArrayList<>();
        List<Progress> subscribers = new ArrayList<>();
        for (LedgerItem item : table.query(event)) {
            if (item.subscriber().startsWith(TOPIC)) {
                published.add(published(item));
            } else if (item.isOfSubscriber()) {
                subscribers.add(item.progress());
            }
        }
        return published.isEmpty() && subscribers.isEmpty()
                ? Optional.empty()
                : Optional.of(new History(event, published, subscribers));
    }

    private static Published published(LedgerItem item) {
        return new Published(item.subscriber().substring(TOPIC.length()), item.time(TIME), item.messageId());
    }
}
