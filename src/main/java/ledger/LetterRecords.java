package ledger;

import static ledger.LedgerItem.text;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Which dead letters of a queue have been seen, and of which failures somebody has been told, in the ledger's table: so that
 * several processes, and the same one after a restart, tell it once.
 *
 * <p>Who uses it holds the {@linkplain ParkedGroups#lockLetters lock} of the queue's dead letters. Every method throws
 * {@link LedgerUnavailableException} when the ledger does not answer.
 */
public final class LetterRecords {
    private static final String LETTER = "letter#";
    private static final String NOTICE = "notice#";
    private static final String FINGERPRINT = "fingerprint";
    private static final String OF_EVENT = "of";
    private static final String TOLD = "told";
    private static final String PENDING = "pending";

    private final LedgerTable table;
    private final String queue;
    private final Clock clock;

    /** @param queue the queue whose dead letters these are */
    public LetterRecords(LedgerTable table, String queue, Clock clock) {
        this.table = table;
        this.queue = queue;
        this.clock = clock;
    }

    /**
     * What is known of the telling of one failure.
     *
     * @param told when somebody was last told; {@code null} for never
     * @param pending how many letters nobody has been told of
     */
    public record Notice(Instant told, int pending) {
        /** Whether there is something to tell, and the last time is long enough ago. */
        public boolean isDue(Instant now, Duration interval) {
            return pending > 0 && (told == null || !told.plus(interval).isAfter(now));
        }
    }

    /** Those of the letters, by their message ids, that have not been recorded: one read a hundred. */
    public Set<String> unknown(Collection<String> messageIds) {
        Set<String> unknown = new HashSet<>(messageIds);
        table.getAll(messageIds.stream().map(this::letter).toList()).stream()
                .map(item -> item.attributes().get(LedgerItem.EVENT).s())
                .forEach(unknown::remove);
        return unknown;
    }

    /** Records a letter: one write. */
    public void record(String messageId, String event, String fingerprint) {
        Map<String, AttributeValue> item = new HashMap<>(letter(messageId));
        item.put(OF_EVENT, text(event));
        item.put(FINGERPRINT, text(fingerprint));
        put(item);
    }

    /** What is known of the telling of one failure: one read. */
    public Notice notice(String fingerprint) {
        return table.get(noticeKey(fingerprint))
                .map(item -> new Notice(
                        item.attributes().containsKey(TOLD) ? item.time(TOLD) : null,
                        Integer.parseInt(item.attributes().get(PENDING).n())))
                .orElse(new Notice(null, 0));
    }

    /** Writes down what is known of the telling of one failure. */
    public void put(String fingerprint, Notice notice) {
        Map<String, AttributeValue> item = new HashMap<>(noticeKey(fingerprint));
        if (notice.told() != null) {
            item.put(TOLD, LedgerItem.time(notice.told()));
        }
        item.put(PENDING, LedgerItem.number(notice.pending()));
        put(item);
    }

    private void put(Map<String, AttributeValue> item) {
        item.put(LedgerItem.EXPIRY, table.expiry(clock.instant()));
        table.put(item);
    }

    private Map<String, AttributeValue> letter(String messageId) {
        return LedgerItem.key(messageId, LETTER + queue);
    }

    private Map<String, AttributeValue> noticeKey(String fingerprint) {
        return LedgerItem.key(fingerprint, NOTICE + queue);
    }
}
