package delivery;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import ledger.Lease;
import ledger.ParkedGroup;
import ledger.ParkedGroup.Standing;
import ledger.ParkedGroups;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import sqs.MessageCopy;
import sqs.SqsQueue;

/**
 * What becomes of a group after one of its messages was a dead letter: the others follow it, until the group is released.
 *
 * <p>A release sends the letters back to the end of the queue. What was ahead of them there, and came after them once, goes
 * behind them; what comes from behind the last of them shows that the group is as any other again. SQS tells what is ahead
 * by sequence numbers, and a release is known by its id in the deduplication id.
 *
 * <p>SQS hands out a group to one consumer at a time, so that what was read of a group counts for all that came with the
 * same receive: one read for each group of a receive.
 */
final class Parking {
    /** What is to be done with a message. */
    enum Course {
        HANDLE,
        /** Keep it as a dead letter. */
        FOLLOW,
        /** Send it to the end of the queue. */
        GO_BEHIND
    }

    /** A few calls are made under it. */
    private static final Duration LOCK = Duration.ofSeconds(30);

    private final ParkedGroups groups;
    private final SqsQueue queue;
    private final String name;

    Parking(ParkedGroups groups, SqsQueue queue, String name) {
        this.groups = groups;
        this.queue = queue;
        this.name = name;
    }

    /**
     * What is to be done with a message, as far as it can be said without the group's lock.
     *
     * @param before the message of the group that was worked on before; may be {@code null}
     */
    Course course(InFlight message, InFlight before) {
        if (before != null && before.sharesReceiveWith(message)) {
            message.parked(before.parked());
        } else {
            message.parked(find(message));
        }
        Course course = course(message);
        if (course == Course.HANDLE && isBehind(message)) {
            groups.forget(message.parked());
            message.parked(null);
        }
        return course;
    }

    /** The same with the group's lock, by which it does not change. */
    Course courseNow(InFlight message) {
        message.parked(find(message));
        return course(message);
    }

    Optional<Lease> lock(InFlight message) {
        return groups.lock(name, message.group(), LOCK);
    }

    void unlock(Lease lock) {
        groups.unlock(lock);
    }

    /** The group is parked from now on. */
    void park(InFlight message) {
        ParkedGroup parked = ParkedGroup.parked(name, message.group());
        groups.put(parked);
        message.parked(parked);
    }

    /** What is known of the group is kept for as long again: it must not be forgotten before its letters are. */
    void renew(InFlight message) {
        groups.put(message.parked());
    }

    /** Sends it to the end of the queue, as one that was released. */
    void sendBehind(InFlight message) {
        ParkedGroup group = message.parked();
        Message sent = message.message();
        ParkedGroup behind = group.with(queue.send(MessageCopy.of(sent, group.mark() + sent.messageId()))
                .sequence());
        groups.put(behind);
        message.parked(behind);
    }

    private ParkedGroup find(InFlight message) {
        return groups.find(name, message.group()).orElse(null);
    }

    private static Course course(InFlight message) {
        ParkedGroup group = message.parked();
        if (group == null) {
            return Course.HANDLE;
        }
        if (group.standing() == Standing.PARKED) {
            return Course.FOLLOW;
        }
        if (isReleased(message, group)) {
            return Course.HANDLE;
        }
        if (group.standing() == Standing.RELEASING) {
            return Course.FOLLOW;
        }
        return sequence(message).compareTo(group.last()) < 0 ? Course.GO_BEHIND : Course.HANDLE;
    }

    /** All that was released came before it, and has come to its end. */
    private static boolean isBehind(InFlight message) {
        ParkedGroup group = message.parked();
        return group != null && sequence(message).compareTo(group.last()) > 0;
    }

    private static boolean isReleased(InFlight message, ParkedGroup group) {
        return message.attributes()
                .getOrDefault(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, "")
                .startsWith(group.mark());
    }

    private static BigInteger sequence(InFlight message) {
        return new BigInteger(message.attributes().get(MessageSystemAttributeName.SEQUENCE_NUMBER));
    }
}
