package ledger;

import static ledger.LedgerItem.text;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The dead letters of a queue that have been seen, and the notices sent about them, in the ledger's table. So several processes,
 * or one process after a restart, send each notice once.
 *
 * <p>The caller holds the {@linkplain ParkedGroups#lockLetters lock} of the queue's dead letters. Every method throws
 * {@link LedgerUnavailableException} when the ledger does not answer.
 */
public final class LetterRecords {
    private static final String LETTER = "letter#";
    private static final String NOTICE = "notice#";
    private static final String FINGERPRINT = "fingerprint";
    private static final String OF_EVENT = "of";
    private static final String TOLD = "told";
    private static final String TELLING = "telling";
    private static final String PENDING = "pending";

    /** Stands in place of a fingerprint. No fingerprint contains {@code #}. */
    private static final String COUNTED = "counted#";

    private final LedgerTable table;
    private final String queue;
    private final Clock clock;

    /** @param queue the queue that the dead letters come from */
    public LetterRecords(LedgerTable table, String queue, Clock clock) {
        this.table = table;
        this.queue = queue;
        this.clock = clock;
    }

    /**
     * The state of the notices about one failure.
     *
     * @param told when the last notice was sent; {@code null} if none was
     * @param telling until when a process has reserved the sending of a notice; {@code null} if none has
     * @param pending how many letters no notice has reported yet
     */
    public record Notice(Instant told, Instant telling, int pending) {
        /** When the next notice is due: no process is sending one, and the last was sent at least {@code interval} before. */
        public Instant dueAt(Duration interval) {
            Instant due = told == null ? Instant.EPOCH : told.plus(interval);
            return telling == null || telling.isBefore(due) ? due : telling;
        }
    }

    /** A letter that has been seen. */
    public record Seen(String messageId, String event, String fingerprint) {}

    /** The message ids among these that have not been recorded. It costs one read for each hundred. */
    public Set<String> unknown(Collection<String> messageIds) {
        Set<String> unknown = new HashSet<>(messageIds);
        table.getAll(messageIds.stream().map(this::letter).toList()).stream()
                .map(item -> item.attributes().get(LedgerItem.EVENT).s())
                .forEach(unknown::remove);
        return unknown;
    }

    /** Records letters. It costs one write for each letter; the writes share calls. */
    public void record(List<Seen> letters) {
        table.put(letters.stream()
                .map(letter -> {
                    Map<String, AttributeValue> item = new HashMap<>(letter(letter.messageId()));
                    item.put(OF_EVENT, text(letter.event()));
                    item.put(FINGERPRINT, text(letter.fingerprint()));
                    item.put(LedgerItem.EXPIRY, expiry());
                    return item;
                })
                .toList());
    }

    /** How many letters there were when they were last counted; 0 if that is not known. It costs one read. */
    public int counted() {
        return table.get(noticeKey(COUNTED))
                .map(item -> Integer.parseInt(item.attributes().get(PENDING).n()))
                .orElse(0);
    }

    /** Records how many letters there are. */
    public void counted(int letters) {
        table.update(
                noticeKey(COUNTED),
                "SET #pending = :letters, #expiry = :expiry",
                Map.of(":letters", LedgerItem.number(letters), ":expiry", expiry()));
    }

    /** The state of the notices about one failure. It costs one read. */
    public Notice notice(String fingerprint) {
        return table.get(noticeKey(fingerprint))
                .map(item -> new Notice(
                        time(item, TOLD),
                        time(item, TELLING),
                        Integer.parseInt(item.attributes().get(PENDING).n())))
                .orElse(new Notice(null, null, 0));
    }

    /** Adds to the number of letters that no notice has reported yet. */
    public void add(String fingerprint, int letters) {
        table.update(
                noticeKey(fingerprint),
                "SET #expiry = :expiry ADD #pending :letters",
                Map.of(":letters", LedgerItem.number(letters), ":expiry", expiry()));
    }

    /** Reserves the sending of a notice for this process until then. */
    public void telling(String fingerprint, Instant until) {
        table.update(
                noticeKey(fingerprint),
                "SET #telling = :until, #expiry = :expiry",
                Map.of(":until", LedgerItem.time(until), ":expiry", expiry()));
    }

    /**
     * Records that a notice has reported this number of letters. Letters that arrived in the meantime stay pending.
     *
     * @param until what {@link #telling} was called with; if another process has reserved the notice by now, nothing changes
     */
    public void told(String fingerprint, Instant until, Instant when, int letters) {
        ifStillTelling(
                fingerprint,
                until,
                "SET #told = :when, #expiry = :expiry REMOVE #telling ADD #pending :less",
                Map.of(":when", LedgerItem.time(when), ":less", LedgerItem.number(-letters)));
    }

    /** Records that the notice could not be sent. Otherwise this is as {@link #told}. */
    public void notTold(String fingerprint, Instant until) {
        ifStillTelling(fingerprint, until, "SET #expiry = :expiry REMOVE #telling", Map.of());
    }

    private void ifStillTelling(
            String fingerprint, Instant until, String expression, Map<String, AttributeValue> values) {
        Map<String, AttributeValue> all = new HashMap<>(values);
        all.put(":until", LedgerItem.time(until));
        all.put(":expiry", expiry());
        try {
            table.update(noticeKey(fingerprint), expression, "#telling = :until", all);
        } catch (ConditionalCheckFailedException e) {
            // The reservation ended: another process sends the notice, or has sent it.
        }
    }

    private static Instant time(LedgerItem item, String attribute) {
        return item.attributes().containsKey(attribute) ? item.time(attribute) : null;
    }

    private AttributeValue expiry() {
        return table.expiry(clock.instant());
    }

    private Map<String, AttributeValue> letter(String messageId) {
        return LedgerItem.key(messageId, LETTER + queue);
    }

    private Map<String, AttributeValue> noticeKey(String fingerprint) {
        return LedgerItem.key(fingerprint, NOTICE + queue);
    }
}
