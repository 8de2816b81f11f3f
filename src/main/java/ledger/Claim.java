package ledger;

import failure.Cause;
import java.time.Instant;

/** The answer to a request to work on an event. */
public sealed interface Claim {
    /** The caller may work on the event, under this lease. */
    record Granted(Lease lease) implements Claim {}

    /**
     * The event was given up before, but its dead letter could not be sent. The caller sends it under this lease and runs no
     * handler.
     *
     * @param cause why the event was given up
     */
    record GivenUp(Lease lease, Cause cause) implements Claim {}

    /** There is nothing left to do: the event was finished before, or this same message was given up before. */
    record Finished() implements Claim {}

    /** Another consumer works on the event. Claim it again when that consumer's lease ends. */
    record HeldByAnother(Instant until) implements Claim {}
}
