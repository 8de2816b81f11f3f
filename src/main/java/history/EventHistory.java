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

/** Finds out where an event is, from the records of publishers and subscribers in the ledger's table. */
public final class EventHistory {
    /** SQS allows no {@code #} in a queue's name, so no subscriber has such a sort key. */
    private static final String TOPIC = "topic#";

    private static final String TIME = "time";
    private static final String TYPE = "type";

    private final LedgerTable table;

    public EventHistory(LedgerTable table) {
        this.table = table;
    }

    /**
     * Records publications, one write each, up to 25 in a call. A later publication of an event to the same topic replaces the
     * earlier record.
     *
     * @param records records of different events or topics
     * @throws LedgerUnavailableException if some writes may not have been done
     */
    public void add(List<PublicationRecord> records) {
        table.put(
                records.stream().map(one -> item(one.event(), one.published())).toList());
    }

    private Map<String, AttributeValue> item(String event, Published published) {
        Map<String, AttributeValue> item = new HashMap<>(LedgerItem.key(event, sortKey(published)));
        if (published.source() != null) {
            item.put(LedgerItem.SOURCE, LedgerItem.source(published.source()));
        }
        if (published.type() != null) {
            item.put(TYPE, text(published.type()));
        }
        if (published.trace() != null) {
            item.put(LedgerItem.TRACE, text(published.trace()));
        }
        item.put(TIME, LedgerItem.time(published.time()));
        item.put(LedgerItem.MESSAGE_ID, text(published.messageId()));
        item.put(LedgerItem.EXPIRY, table.expiry(published.time()));
        return item;
    }

    /** The sort key with the source, so that a record can be written without checking for a record of another source. */
    private static String sortKey(Published published) {
        String topic = TOPIC + published.topic();
        return published.source() == null ? topic : LedgerItem.sortKey(topic, LedgerItem.source(published.source()));
    }

    /**
     * Where an event is, by one query; empty if the ledger has no record of the event, or has it no longer. The result contains
     * all events with this id, from any source.
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
        return new Published(
                item.subscriber().substring(TOPIC.length()),
                item.time(TIME),
                item.messageId(),
                item.source(),
                item.optional(TYPE),
                item.optional(LedgerItem.TRACE));
    }
}
