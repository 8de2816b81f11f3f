package ledger;

import java.math.BigInteger;

/**
 * A group of a FIFO queue whose messages are parked in the dead-letter queue, or on their way back from there.
 *
 * @param queue the queue's name
 * @param release the id of the current release, which marks the messages that it sends back; empty if there is none
 * @param last the sequence number of the last message that was sent back; zero before there is one
 */
public record ParkedGroup(String queue, String group, Standing standing, String release, BigInteger last) {
    /** The stages of parking and releasing a group. */
    public enum Standing {
        /** All messages of the group go to the dead-letter queue. */
        PARKED,
        /** The group's dead letters are being sent back. Other messages of the group still go to the dead-letter queue. */
        RELEASING,
        /**
         * All dead letters are back in the queue. Messages that were ahead of them are sent behind them. After that the group is
         * normal again.
         */
        RELEASED
    }

    /** The state of a group when one of its messages has just become a dead letter. */
    public static ParkedGroup parked(String queue, String group) {
        return new ParkedGroup(queue, group, Standing.PARKED, "", BigInteger.ZERO);
    }

    /** The prefix of the deduplication ids of messages that this release sends back. */
    public String mark() {
        return "released-" + release + "-";
    }

    /** The same group at the next stage. */
    public ParkedGroup with(Standing next, String releaseId) {
        return new ParkedGroup(queue, group, next, releaseId, last);
    }

    /** The same group, after one more message was sent back. */
    public ParkedGroup with(BigInteger sequence) {
        return new ParkedGroup(queue, group, standing, release, last.max(sequence));
    }
}
