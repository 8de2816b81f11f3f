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
 * Parks the group of a dead letter: later messages of the group follow it into the dead-letter queue, until the group is
 * released.
 *
 * <p>A release sends the letters back to the end of the queue. Messages ahead of them in the queue were originally behind them,
 * so they are sent to the end again. A message behind the last released one shows that the group is normal again. Sequence
 * numbers of SQS give the order, and the deduplication id of a released message contains the release's id.
 *
 * <p>SQS delivers a group to one consumer at a time. So the state of a group is read once for all its messages of the same
 * receive.
 */
final class Parking {
    /** The possible courses of a message. */
    enum Course {
        HANDLE,
        /** The message becomes a dead letter. */
        FOLLOW,
        /** The message is sent to the end of the queue. */
        GO_BEHIND
    }

    /** The lease of a group's lock, under which a few calls are made. */
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
     * The course of a message, read without the group's lock.
     *
     * @param before the previous message of the group; may be {@code null}
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

    /** The course of a message, read under the group's lock, so it does not change. */
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

    /** Parks the group of a message. */
    void park(InFlight message) {
        ParkedGroup parked = ParkedGroup.parked(name, message.group());
        groups.put(parked);
        message.parked(parked);
    }

    /** Extends the expiry of the group's item, which must not expire before the group's letters do. */
    void renew(InFlight message) {
        groups.put(message.parked());
    }

    /** Sends the message to the end of the queue, marked as released. */
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

    /** Whether all released messages are before this message, and have ended. */
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
