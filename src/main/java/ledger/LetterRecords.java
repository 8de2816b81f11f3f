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
    private static final String TELLING = "telling";
    private static final String PENDING = "pending";

    /** In the place of a fingerprint, which has no {@code #}. */
    private static final String COUNTED = "counted#";

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
     * @param telling until when some process tells; {@code null} if none does
     * @param pending how many letters nobody has been told of
     */
    public record Notice(Instant told, Instant telling, int pending) {
        /** When somebody is to be told: nobody tells, and the last time is long enough ago. */
        public Instant dueAt(Duration interval) {
            Instant due = told == null ? Instant.EPOCH : told.plus(interval);
            return telling == null || telling.isBefore(due) ? due : telling;
        }
    }

    /** A letter that has been seen. */
    public record Seen(String messageId, String event, String fingerprint) {}

    /** Those of the letters, by their message ids, that have not been recorded: one read a hundred. */
    public Set<String> unknown(Collection<String> messageIds) {
        Set<String> unknown = new HashSet<>(messageIds);
        table.getAll(messageIds.stream().map(this::letter).toList()).stream()
                .map(item -> item.attributes().get(LedgerItem.EVENT).s())
                .forEach(unknown::remove);
        return unknown;
    }

    /** Records letters: one write each, which share calls. */
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

    /** How many letters there were when they were last looked at; 0 if that is not known: one read. */
    public int counted() {
        return table.get(noticeKey(COUNTED))
                .map(item -> Integer.parseInt(item.attributes().get(PENDING).n()))
                .orElse(0);
    }

    /** Writes down how many letters there are. */
    public void counted(int letters) {
        table.update(
                noticeKey(COUNTED),
                "SET #pending = :letters, #expiry = :expiry",
                Map.of(":letters", LedgerItem.number(letters), ":expiry", expiry()));
    }

    /** What is known of the telling of one failure: one read. */
    public Notice notice(String fingerprint) {
        return table.get(noticeKey(fingerprint))
                .map(item -> new Notice(
                        time(item, TOLD),
                        time(item, TELLING),
                        Integer.parseInt(item.attributes().get(PENDING).n())))
                .orElse(new Notice(null, null, 0));
    }

    /** There are so many more letters that nobody has been told of. */
    public void add(String fingerprint, int letters) {
        table.update(
                noticeKey(fingerprint),
                "SET #expiry = :expiry ADD #pending :letters",
                Map.of(":letters", LedgerItem.number(letters), ":expiry", expiry()));
    }

    /** Somebody is being told; until then no other process does it. */
    public void telling(String fingerprint, Instant until) {
        table.update(
                noticeKey(fingerprint),
                "SET #telling = :until, #expiry = :expiry",
                Map.of(":until", LedgerItem.time(until), ":expiry", expiry()));
    }

    /**
     * Somebody has been told of so many letters. What has come meanwhile is still to be told.
     *
     * @param until what {@link #telling} was called with; if another process tells by now, nothing is changed
     */
    public void told(String fingerprint, Instant until, Instant when, int letters) {
        ifStillTelling(
                fingerprint,
                until,
                "SET #told = :when, #expiry = :expiry REMOVE #telling ADD #pending :less",
                Map.of(":when", LedgerItem.time(when), ":less", LedgerItem.number(-letters)));
    }

    /** Nobody could be told; the rest is as for {@link #told}. */
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
            // This took too long: another process tells, or has told.
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
