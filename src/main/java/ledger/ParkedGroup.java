package ledger;

import java.math.BigInteger;

/**
 * A group of a FIFO queue that is not on its usual way.
 *
 * @param queue the queue's name
 * @param release the id of the release under way, by which messages that it sends back are known; empty if there is none
 * @param last the sequence number of the last message that was sent back; zero before there is one
 */
public record ParkedGroup(String queue, String group, Standing standing, String release, BigInteger last) {
    /** How far a group is on its way out and back. */
    public enum Standing {
        /** Everything of the group goes to the dead letters. */
        PARKED,
        /** Its dead letters are being sent back; what was not sent back still follows them. */
        RELEASING,
        /** All of them are in the queue; what was ahead of them there goes behind them, and then the group is as any other. */
        RELEASED
    }

    /** The group as it is when one of its messages has become a dead letter. */
    public static ParkedGroup parked(String queue, String group) {
        return new ParkedGroup(queue, group, Standing.PARKED, "", BigInteger.ZERO);
    }

    /** What the deduplication ids begin with that this release gives to what it sends back. */
    public String mark() {
        return "released-" + release + "-";
    }

    /** The same group, further on its way. */
    public ParkedGroup with(Standing next, String releaseId) {
        return new ParkedGroup(queue, group, next, releaseId, last);
    }

    /** The same, with one more message sent back. */
    public ParkedGroup with(BigInteger sequence) {
        return new ParkedGroup(queue, group, standing, release, last.max(sequence));
    }
}
