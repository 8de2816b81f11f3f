package ledger;

import static ledger.LedgerItem.text;
import static ledger.LedgerItem.time;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Who has changed dead letters, when, what and how many, in the ledger's table: one entry for each operation, written
 * before it changes anything and again when it ends.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when the ledger does not answer.
 */
public final class AuditTrail {
    /** The most that one entry keeps of what was there before, compressed. DynamoDB's limit of an item is 400 KB. */
    public static final int MOST_ORIGINAL = 350 * 1024;

    private static final String AUDIT = "audit#";
    private static final String QUEUE = "queue";
    private static final String BY = "by";
    private static final String OPERATION = "operation";
    private static final String OF = "of";
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
     * Writes down that an operation begins.
     *
     * @param original what is there before; {@code null} where nothing is changed but the place
     * @throws IllegalArgumentException if the original is larger than {@link #MOST_ORIGINAL}
     */
    public AuditEntry begin(String queue, String by, String operation, String of, String original) {
        Instant now = clock.instant();
        AuditEntry entry = new AuditEntry(
                now + "#" + UUID.randomUUID(), queue, by, operation, of, now, null, null, Map.of(), original);
        table.put(item(entry));
        return entry;
    }

    /** Writes down how an operation ended. */
    public AuditEntry end(AuditEntry begun, String outcome, Map<String, Integer> counts) {
        AuditEntry entry = new AuditEntry(
                begun.id(),
                begun.queue(),
                begun.by(),
                begun.operation(),
                begun.of(),
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
            byte[] compressed = compressed(entry.original());
            if (compressed.length > MOST_ORIGINAL) {
                throw new IllegalArgumentException(
                        "the original has %d bytes compressed, and the audit trail keeps at most %d"
                                .formatted(compressed.length, MOST_ORIGINAL));
            }
            item.put(ORIGINAL, AttributeValue.fromB(SdkBytes.fromByteArray(compressed)));
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
                item.time(STARTED),
                ended ? item.time(ENDED) : null,
                ended ? attributes.get(OUTCOME).s() : null,
                counts,
                attributes.containsKey(ORIGINAL)
                        ? expanded(attributes.get(ORIGINAL).b().asByteArray())
                        : null);
    }

    private static byte[] compressed(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String expanded(byte[] compressed) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
