package ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;

/**
 * An entry of the audit trail: an operation on the dead letters of a queue or on the application, begun or ended.
 *
 * @param id unique to this entry
 * @param queue the queue whose dead letters the operation changes
 * @param by who did it
 * @param operation what was done, such as {@code redrive}
 * @param of which letters the operation is for
 * @param reason the author's reason; {@code null} if none was given
 * @param started when it began
 * @param ended when it ended; {@code null} while the operation runs, or if its process died
 * @param outcome how it ended: {@code done}, {@code cancelled} or why it failed; {@code null} while {@code ended} is {@code null}
 * @param counts how many letters were moved, skipped and the like
 * @param original the letter as it was before it was edited; {@code null} if the operation does not edit
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
