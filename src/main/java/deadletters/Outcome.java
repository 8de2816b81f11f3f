package deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import event.Identity;
import java.util.List;
import java.util.Map;

/**
 * The result of an operation.
 *
 * @param operation its name
 * @param queue the source queue of the dead letters
 * @param dryRun whether nothing was changed
 * @param cancelled whether the operation was cancelled before its end
 * @param stopped why it ended early without being cancelled; otherwise {@code null}
 * @param counts numbers of letters by {@link Count#label()}; zeros are left out
 * @param sent the events whose letters were sent back, the first {@value Job#MOST_SENT} of them; {@code null} if none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Outcome(
        String operation,
        String queue,
        boolean dryRun,
        boolean cancelled,
        String stopped,
        Map<String, Integer> counts,
        List<Identity> sent) {
    /** The number of letters that were moved, discarded and so on. */
    public int count(Count count) {
        return counts.getOrDefault(count.label(), 0);
    }
}
