package ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import failure.Cause;
import java.time.Instant;

/**
 * What became of an event at one subscriber.
 *
 * @param queue the subscriber: a queue's name, or the name of a {@link LedgerIdempotentRepository}
 * @param source the event's source; {@code null} if it has none, or if it is not known
 * @param attempts how often the event was tried; counted from 0 again after it was given up and sent back
 * @param first when the event was first claimed
 * @param last when the item was last written
 * @param cause why the last failed attempt failed; {@code null} if none failed or a later one succeeded
 * @param trace the id of the event's trace; {@code null} if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Progress(
        String queue,
        String source,
        State state,
        int attempts,
        Instant first,
        Instant last,
        Cause cause,
        String trace) {}
