package ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import failure.Cause;
import java.time.Instant;

/**
 * What became of an event at one subscriber.
 *
 * @param queue the subscriber: a queue's name, or the name of a {@link LedgerIdempotentRepository}
 * @param source the event's source; {@code null} if it has none, or if it is not known
 * @param attempts how often it was tried; after it was given up and sent back, counted anew
 * @param first when it was first claimed
 * @param last when it was last written down
 * @param cause why an attempt failed last, or {@code null} if none did or a later one succeeded
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
