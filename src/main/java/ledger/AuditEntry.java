package ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;

/**
 * That somebody changed the dead letters of a queue, or set out to.
 *
 * @param id known to this entry alone
 * @param queue the queue whose dead letters these are
 * @param by who did it
 * @param operation what was done, such as {@code redrive}
 * @param of to which letters
 * @param reason why, in the words of who did it; {@code null} if nothing was said
 * @param started when it began
 * @param ended when it ended; {@code null} while it is under way, or if its process died
 * @param outcome how it ended: {@code done}, {@code cancelled} or why it failed; {@code null} as long as {@code ended} is
 * @param counts how many letters were moved, skipped and the like
 * @param original what was there before; {@code null} where nothing was changed but the place
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEntry(
        String id,
        String queue,
        String by,
        String operation,
        String of,
        String reason,
        Instant started,
        Instant ended,
        String outcome,
        Map<String, Integer> counts,
        String original) {}
