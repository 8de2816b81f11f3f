package ledger;

import static ledger.LedgerItem.text;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The progress of long operations, in the ledger's table, so that every process can report it. The process that runs a task
 * writes its record at the beginning, every few seconds, and at the end. Any other process may ask the task to end.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when the ledger does not answer.
 */
public final class TaskRecords {
    /** How long a task can be looked up after it was last written. */
    public static final Duration KEPT = Duration.ofDays(1);

    /** The partition of all tasks. */
    private static final String TASKS = "caravan-tasks";

    /** No subscriber has such a sort key. */
    private static final String TASK = "task#";

    private static final String DESCRIPTION = "task";
    private static final String CANCELLED = "cancelled";
    private static final String RUNNING = "RUNNING";
    private static final String ENDED = "ENDED";

    private final LedgerTable table;
    private final Clock clock;

    public TaskRecords(LedgerTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /**
     * A task as it was last written.
     *
     * @param description the text that its process wrote
     * @param ended whether the task has ended
     * @param cancelled whether the task has been asked to end
     * @param written when its process last wrote it
     */
    public record TaskRecord(String description, boolean ended, boolean cancelled, Instant written) {}

    /**
     * Writes the current state of a task. It costs one write.
     *
     * @param id a later task has a greater id
     * @return whether the task has been asked to end
     * @throws IllegalArgumentException if the description has more than 350 KB compressed
     */
    public boolean write(String id, String description, boolean ended) {
        Instant now = clock.instant();
        LedgerItem written = table.update(
                key(id),
                "SET #task = :task, #state = :state, #last = :now, #expiry = :expiry,"
                        + " #cancelled = if_not_exists(#cancelled, :no)",
                Map.of(
                        ":task", Compressed.of(description),
                        ":state", text(ended ? ENDED : RUNNING),
                        ":now", LedgerItem.time(now),
                        ":expiry", LedgerTable.expiry(now, KEPT),
                        ":no", AttributeValue.fromBool(false)));
        return written.attributes().get(CANCELLED).bool();
    }

    /** Asks a task to end, wherever it runs. An unknown or ended task does not change. */
    public void cancel(String id) {
        try {
            table.update(
                    key(id),
                    "SET #cancelled = :yes",
                    "#state = :running",
                    Map.of(":yes", AttributeValue.fromBool(true), ":running", text(RUNNING)));
        } catch (ConditionalCheckFailedException e) {
            // The task has ended or never existed.
        }
    }

    /**
     * A task as it was last written; empty if it has expired. It costs one read. DynamoDB may return an item for days after its
     * expiry.
     */
    public Optional<TaskRecord> find(String id) {
        return table.get(key(id)).map(TaskRecords::record).filter(this::isKept);
    }

    /** The latest tasks as they were last written, the latest first. It costs one query. */
    public List<TaskRecord> latest(int most) {
        return table.newest(TASKS, TASK, most).stream()
                .map(TaskRecords::record)
                .filter(this::isKept)
                .toList();
    }

    private static TaskRecord record(LedgerItem item) {
        return new TaskRecord(
                Compressed.text(item.attributes().get(DESCRIPTION)),
                item.attributes().get(LedgerItem.STATE).s().equals(ENDED),
                item.attributes().get(CANCELLED).bool(),
                item.time(LedgerItem.LAST));
    }

    private boolean isKept(TaskRecord task) {
        return task.written().plus(KEPT).isAfter(clock.instant());
    }

    private static Map<String, AttributeValue> key(String id) {
        return LedgerItem.key(TASKS, TASK + id);
    }
}
