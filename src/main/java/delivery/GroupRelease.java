package delivery;

import delivery.SqsQueue.Visibility;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import ledger.Lease;
import ledger.ParkedGroup;
import ledger.ParkedGroup.Standing;
import ledger.ParkedGroups;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Sends the dead letters of a parked group back to its queue, in their order, and lets the group go on.
 *
 * <p>It may be interrupted at any point and run again: the group stays parked for all that has not been sent back, and what
 * was sent back is not sent twice.
 */
public final class GroupRelease {
    private static final Duration WAIT = Duration.ofSeconds(1);

    private static final int LOCK_TRIES = 50;
    private static final Duration LOCK_PAUSE = Duration.ofMillis(100);

    private final SqsClient client;
    private final ParkedGroups groups;
    private final Duration lockedFor;
    private final Duration hidden;

    public GroupRelease(SqsClient client, ParkedGroups groups) {
        this(client, groups, Duration.ofMinutes(2));
    }

    /**
     * @param hidden how long letters are hidden from others while it looks for those of the group; a lock outlives that, so
     *     that who comes after an interruption finds all letters
     */
    GroupRelease(SqsClient client, ParkedGroups groups, Duration hidden) {
        this.client = client;
        this.groups = groups;
        this.hidden = hidden;
        this.lockedFor = hidden.plusSeconds(10);
    }

    /**
     * Releases a group.
     *
     * @param queue the name of the queue that its consumers consume, not of its dead letters
     * @return how many letters were sent back; 0 also if the group is not parked
     * @throws ReleaseUnderWayException if another release of the queue is under way, or was interrupted a moment ago
     * @throws NoDeadLetterQueueException if the queue has no dead-letter queue
     * @throws ledger.LedgerUnavailableException if the ledger does not answer; run it again
     */
    public int release(String queue, String group) {
        Lease releases = groups.lockReleases(queue, lockedFor).orElseThrow(() -> new ReleaseUnderWayException(queue));
        try {
            Lease lock = lock(queue, group);
            try {
                return groups.find(queue, group)
                        .filter(parked -> parked.standing() != Standing.RELEASED)
                        .map(parked -> release(parked, List.of(releases, lock)))
                        .orElse(0);
            } finally {
                groups.unlock(lock);
            }
        } finally {
            groups.unlock(releases);
        }
    }

    /** A consumer has the lock for a moment with each letter that follows. */
    private Lease lock(String queue, String group) {
        for (int tried = 0; tried < LOCK_TRIES; tried++) {
            Optional<Lease> lock = groups.lock(queue, group, lockedFor);
            if (lock.isPresent()) {
                return lock.get();
            }
            LockSupport.parkNanos(LOCK_PAUSE.toNanos());
        }
        throw new ReleaseUnderWayException(queue);
    }

    private int release(ParkedGroup parked, List<Lease> locks) {
        SqsQueue source = new SqsQueue(
                client,
                client.getQueueUrl(request -> request.queueName(parked.queue())).queueUrl());
        SqsQueue letters = new SqsQueue(client, new DeadLetterQueue(client, source).url());
        ParkedGroup group = parked.standing() == Standing.RELEASING
                ? parked
                : parked.with(Standing.RELEASING, UUID.randomUUID().toString());
        groups.put(group);
        Map<String, Message> others = new LinkedHashMap<>();
        int sent = 0;
        try {
            while (true) {
                renew(locks, parked.queue());
                List<Message> received = letters.receive(Batches.MOST, WAIT, hidden);
                if (received.isEmpty() && !someoneElseReads(letters, others.size())) {
                    break;
                }
                List<Message> ours = new ArrayList<>();
                for (Message letter : received) {
                    if (group(letter).equals(group.group())) {
                        ours.add(letter);
                    } else {
                        // Hidden until the end, or SQS would hand it out again and again.
                        others.put(letter.messageId(), letter);
                    }
                }
                for (Message letter : ours) {
                    group = group.with(sendBack(letter, source, group));
                }
                if (!ours.isEmpty()) {
                    groups.put(group);
                    // One that could not be deleted comes again, and is not sent twice.
                    letters.delete(inFlight(ours));
                    sent += ours.size();
                }
            }
            finish(group);
            return sent;
        } finally {
            giveBack(others.values(), letters);
        }
    }

    private void finish(ParkedGroup group) {
        if (group.last().signum() == 0) {
            groups.forget(group);
        } else {
            groups.put(group.with(Standing.RELEASED, group.release()));
        }
    }

    private void renew(List<Lease> locks, String queue) {
        for (Lease lock : locks) {
            if (!groups.renew(lock, lockedFor)) {
                throw new ReleaseUnderWayException(queue);
            }
        }
    }

    private BigInteger sendBack(Message letter, SqsQueue source, ParkedGroup group) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>(letter.messageAttributes());
        attributes.remove(DeadLetterQueue.CAUSE);
        return MessageCopy.send(
                client, source.url(), letter, attributes, Parking.mark(group.release()) + letter.messageId());
    }

    private static List<InFlight> inFlight(Collection<Message> messages) {
        return messages.stream()
                .map(message -> new InFlight(message, Instant.now()))
                .toList();
    }

    private static void giveBack(Collection<Message> messages, SqsQueue letters) {
        List<Visibility> changes = inFlight(messages).stream()
                .map(message -> new Visibility(message, Duration.ZERO))
                .toList();
        for (int first = 0; first < changes.size(); first += Batches.MOST) {
            letters.changeVisibility(changes.subList(first, Math.min(changes.size(), first + Batches.MOST)));
        }
    }

    /** Letters that another reader hides for a while are letters all the same. */
    private boolean someoneElseReads(SqsQueue letters, int held) {
        String hiddenNow = client.getQueueAttributes(request -> request.queueUrl(letters.url())
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
        return Integer.parseInt(hiddenNow) > held;
    }

    private static String group(Message letter) {
        return letter.attributes().getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, "");
    }
}
