package ledger;

import failure.Cause;
import java.time.Instant;

/** The answer to a request to work on an event. */
public sealed interface Claim {
    /** Go on; this is the lease. */
    record Granted(Lease lease) implements Claim {}

    /**
     * It was given up before, and its dead letter could not be sent: send it under this lease, and run no handler.
     *
     * @param cause why it was given up
     */
    record GivenUp(Lease lease, Cause cause) implements Claim {}

    /** It was finished before, or this very message was given up before: there is nothing left to do. */
    record Finished() implements Claim {}

    /** Another consumer works on it. Ask again when that lease ends. */
    record HeldByAnother(Instant until) implements Claim {}
}
