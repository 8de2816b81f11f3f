package deadletters;

import java.util.Map;

/**
 * What an operation has done.
 *
 * @param operation its name
 * @param queue the queue whose dead letters they are
 * @param dryRun whether nothing was changed
 * @param cancelled whether it ended before it had gone through all letters
 * @param by {@code caravan}, or {@code sqs} where SQS moved them all by a task of its own
 * @param counts how many letters, by {@link Count#label()}; what is zero is left out
 */
public record Outcome(
        String operation, String queue, boolean dryRun, boolean cancelled, String by, Map<String, Integer> counts) {
    /** How many letters were moved, discarded or the like. */
    public int count(Count count) {
        return counts.getOrDefault(count.label(), 0);
    }
}
