package ledger;

import static ledger.LedgerItem.text;
import static ledger.LedgerItem.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The audit trail in the ledger's table: who has changed dead letters or the application, when, and how many. Each operation has
 * one entry, written before the first change and again at the end.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when the ledger does not answer.
 */
public final class AuditTrail {
    /** Takes the place of the queue's name when a change concerns the whole application. No queue can have this name. */
    public static final String APPLICATION = "(application)";

    /** Each instant has the same width, because entries are sorted by times as texts. */
    private static final DateTimeFormatter NANOS =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    private static final String AUDIT = "audit#";
    private static final String QUEUE = "queue";
    private static final String BY = "by";
    private static final String OPERATION = "operation";
    private static final String OF = "of";
    private static final String REASON = "reason";
    private static final String STARTED = "started";
    private static final String ENDED = "ended";
    private static final String OUTCOME = "outcome";
    private static final String COUNTS = "counts";
    private static final String ORIGINAL = "original";

    private final LedgerTable table;
    private final Duration kept;
    private final Clock clock;

    /** @param kept how long an entry is kept */
    public AuditTrail(LedgerTable table, Duration kept, Clock clock) {
        this.table = table;
        this.kept = kept;
        this.clock = clock;
    }

    /**
     * Records that an operation begins.
     *
     * @param original the letter as it is before it is edited; {@code null} if the operation does not edit
     * @throws IllegalArgumentException if the original is larger than 350 KB compressed
     */
    public AuditEntry begin(String queue, Author author, String operation, String of, String original) {
        Instant now = clock.instant();
        AuditEntry entry = new AuditEntry(
                NANOS.format(now) + "#" + UUID.randomUUID(),
                queue,
                author.name(),
                operation,
                of,
                author.reason(),
                now,
                null,
                null,
                Map.of(),
                original);
        table.put(item(entry));
        return entry;
    }

    /** Records how an operation ended. */
    public AuditEntry end(AuditEntry begun, String outcome, Map<String, Integer> counts) {
        AuditEntry entry = new AuditEntry(
                begun.id(),
                begun.queue(),
                begun.by(),
                begun.operation(),
                begun.of(),
                begun.reason(),
                begun.started(),
                clock.instant(),
                outcome,
                counts,
                begun.original());
        table.put(item(entry));
        return entry;
    }

    /** The last entries of a queue, the newest first. */
    public List<AuditEntry> of(String queue, int most) {
        return table.newest(queue, AUDIT, most).stream().map(AuditTrail::entry).toList();
    }

    private Map<String, AttributeValue> item(AuditEntry entry) {
        Map<String, AttributeValue> item = new HashMap<>(LedgerItem.key(entry.queue(), AUDIT + entry.id()));
        item.put(QUEUE, text(entry.queue()));
        item.put(BY, text(entry.by()));
        item.put(OPERATION, text(entry.operation()));
        item.put(OF, text(entry.of()));
        if (entry.reason() != null) {
            item.put(REASON, text(entry.reason()));
        }
        item.put(STARTED, time(entry.started()));
        item.put(LedgerItem.EXPIRY, LedgerTable.expiry(entry.started(), kept));
        if (entry.ended() != null) {
            item.put(ENDED, time(entry.ended()));
            item.put(OUTCOME, text(entry.outcome()));
            Map<String, AttributeValue> counts = new HashMap<>();
            entry.counts().forEach((name, count) -> counts.put(name, LedgerItem.number(count)));
            item.put(COUNTS, AttributeValue.fromM(counts));
        }
        if (entry.original() != null) {
            item.put(ORIGINAL, original(entry.original()));
        }
        return item;
    }

    private static AuditEntry entry(LedgerItem item) {
        Map<String, AttributeValue> attributes = item.attributes();
        boolean ended = attributes.containsKey(ENDED);
        Map<String, Integer> counts = new TreeMap<>();
        if (ended) {
            attributes.get(COUNTS).m().forEach((name, count) -> counts.put(name, Integer.valueOf(count.n())));
        }
        return new AuditEntry(
                item.subscriber().substring(AUDIT.length()),
                attributes.get(QUEUE).s(),
                attributes.get(BY).s(),
                attributes.get(OPERATION).s(),
                attributes.get(OF).s(),
                attributes.containsKey(REASON) ? attributes.get(REASON).s() : null,
                item.time(STARTED),
                ended ? item.time(ENDED) : null,
                ended ? attributes.get(OUTCOME).s() : null,
                counts,
                attributes.containsKey(ORIGINAL) ? Compressed.text(attributes.get(ORIGINAL)) : null);
    }

    private static AttributeValue original(String original) {
        try {
            return Compressed.of(original);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the audit trail cannot keep the original: " + e.getMessage(), e);
        }
    }
}
