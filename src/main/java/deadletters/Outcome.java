package deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * What an operation has done.
 *
 * @param operation its name
 * @param queue the queue whose dead letters they are
 * @param dryRun whether nothing was changed
 * @param cancelled whether it ended before it had gone through all letters
 * @param stopped why it ended early though nobody cancelled it; {@code null} if it did not
 * @param counts how many letters, by {@link Count#label()}; what is zero is left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Outcome(
        String operation,
        String queue,
        boolean dryRun,
        boolean cancelled,
        String stopped,
        Map<String, Integer> counts) {
    /** How many letters were moved, discarded or the like. */
    public int count(Count count) {
        return counts.getOrDefault(count.label(), 0);
    }
}
