package history;

import ledger.LedgerItem;

/**
 * The ledger's record of one publication of an event.
 *
 * @param event the event's id, or its digest if the id is very long
 */
public record PublicationRecord(String event, Published published) {
    /** Identifies the item in the ledger: a later publication of the same event to the same topic replaces the earlier one. */
    record Key(String event, String topic, String source) {}

    /** The record of a publication. An id too long for the ledger is digested, so a record takes little memory. */
    public static PublicationRecord of(String event, Published published) {
        return new PublicationRecord(LedgerItem.event(event).s(), published);
    }

    Key key() {
        return new Key(event, published.topic(), published.source());
    }
}
