package deadletters;

import event.Identity;
import failure.LetterCause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import ledger.Progress;
import ledger.State;
import ledger.SubscriberEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;
import sqs.EntryFailedException;
import sqs.MessageCopy;
import sqs.SqsQueue;
import sqs.SqsQueue.Accepted;
import sqs.SqsQueue.Sent;

/**
 * Sends letters back to their source queue: each is sent first, then deleted.
 *
 * <p>If one letter of a parked group is chosen, all letters of the group go back in their order, and the group is
 * released. Other letters go back one by one. A letter that was sent back and failed again stays.
 */
final class Redrive implements LetterAction {
    private static final Logger LOG = LoggerFactory.getLogger(Redrive.class);

    private final SqsQueue source;
    private final SubscriberEvents events;
    private final Optional<GroupsReleased> groups;
    private final Map<String, Edit> edits;
    private final boolean dryRun;
    private final Job job;
    private final Set<String> goingGroups = new HashSet<>();
    private final Set<String> stayingGroups = new HashSet<>();
    private final Set<String> failedGroups = new HashSet<>();

    /** The ids of the messages that were sent back, to recognize letters that failed again. */
    private final Set<String> sentBack = new HashSet<>();

    /**
     * @param groups the parked groups of a FIFO queue; empty for a standard queue
     * @param edits the changes by message id
     */
    Redrive(
            SqsQueue source,
            SubscriberEvents events,
            Optional<GroupsReleased> groups,
            Map<String, Edit> edits,
            boolean dryRun,
            Job job) {
        this.source = source;
        this.events = events;
        this.groups = groups;
        this.edits = edits;
        this.dryRun = dryRun;
        this.job = job;
    }

    @Override
    public List<Message> take(List<ReceivedLetter> letters, Predicate<ReceivedLetter> chosen) {
        groups.ifPresent(GroupsReleased::renew);
        Map<Identity, Progress> known = events.of(
                letters.stream().map(letter -> letter.letter().identity()).toList());
        List<ReceivedLetter> going = letters.stream()
                .filter(letter -> goes(
                        letter, chosen.test(letter), known.get(letter.letter().identity())))
                .toList();
        if (dryRun) {
            job.count(Count.MOVED, going.size());
            return List.of();
        }
        going.forEach(letter -> restart(letter, known.get(letter.letter().identity())));
        List<Message> sent = send(going);
        job.count(Count.MOVED, sent.size());
        return sent;
    }

    /** A group must not be released before all its letters are back. */
    @Override
    public boolean leavesNoneBehind() {
        return groups.filter(GroupsReleased::hasBegun).isPresent();
    }

    @Override
    public void finish() {
        if (!dryRun) {
            groups.ifPresent(GroupsReleased::finish);
        }
    }

    private boolean goes(ReceivedLetter letter, boolean chosen, Progress progress) {
        if (letter.messages().stream().anyMatch(sentBack::contains)) {
            job.count(Count.DEAD_AGAIN, 1);
            return false;
        }
        String group = letter.letter().group();
        if (groups.isPresent() && groups.get().isParked(group)) {
            return goesWithItsGroup(group, chosen);
        }
        if (chosen && progress != null && progress.state() == State.DONE) {
            job.count(Count.ALREADY_DONE, 1);
            return false;
        }
        return chosen;
    }

    /** The first letter of a parked group decides, because later letters cannot overtake it. */
    private boolean goesWithItsGroup(String group, boolean chosen) {
        if (goingGroups.contains(group) || groups.orElseThrow().isBegun(group)) {
            job.count(Count.WITH_THEIR_GROUP, chosen ? 0 : 1);
            return true;
        }
        if (stayingGroups.contains(group) || !chosen) {
            stayingGroups.add(group);
            job.count(Count.BEHIND_ANOTHER, chosen ? 1 : 0);
            return false;
        }
        goingGroups.add(group);
        return true;
    }

    /** Resets the attempts of a letter that no consumer gave up. */
    private void restart(ReceivedLetter letter, Progress progress) {
        if (progress != null && progress.attempts() > 0 && progress.state() != State.DEAD) {
            events.restart(letter.letter().identity());
        }
    }

    /**
     * Sends in rounds with one letter of each group: the next letter of a group waits until the previous one has
     * arrived.
     */
    private List<Message> send(List<ReceivedLetter> letters) {
        List<Message> sent = new ArrayList<>();
        List<ReceivedLetter> waiting = letters;
        while (!waiting.isEmpty()) {
            Set<String> inRound = new HashSet<>(failedGroups);
            List<ReceivedLetter> round = new ArrayList<>();
            List<ReceivedLetter> later = new ArrayList<>();
            for (ReceivedLetter letter : waiting) {
                String group = letter.letter().group();
                boolean first = groups.isEmpty() || inRound.add(group);
                (first ? round : later).add(letter);
            }
            if (round.isEmpty()) {
                // SQS refused a letter of their group, so they stay behind that letter.
                job.count(Count.NOT_SENT, later.size());
                break;
            }
            sendRound(round, sent);
            waiting = later;
        }
        return sent;
    }

    private void sendRound(List<ReceivedLetter> round, List<Message> sent) {
        List<ReceivedLetter> together = new ArrayList<>();
        for (ReceivedLetter letter : round) {
            if (isOfReleasedGroup(letter)) {
                Accepted accepted = source.send(copy(letter));
                groups.orElseThrow().sent(letter.letter().group(), accepted.sequence());
                sentBack.add(accepted.messageId());
                sent.add(letter.message());
                job.sent(letter.letter().identity());
            } else {
                together.add(letter);
            }
        }
        Sent answer = source.send(together.stream().map(this::copy).toList());
        sentBack.addAll(answer.messageIds().values());
        Map<Integer, EntryFailedException> failed = answer.failed();
        for (int place = 0; place < together.size(); place++) {
            ReceivedLetter letter = together.get(place);
            if (failed.containsKey(place)) {
                LOG.warn(
                        "Letter {} stays, because SQS did not accept it: {}",
                        letter.letter().messageId(),
                        failed.get(place).getMessage());
                failedGroups.add(letter.letter().group());
                job.count(Count.NOT_SENT, 1);
            } else {
                sent.add(letter.message());
                job.sent(letter.letter().identity());
            }
        }
    }

    private boolean isOfReleasedGroup(ReceivedLetter letter) {
        if (groups.isEmpty() || !groups.get().isParked(letter.letter().group())) {
            return false;
        }
        return groups.get().begin(letter.letter().group());
    }

    private MessageCopy copy(ReceivedLetter letter) {
        MessageCopy copy =
                MessageCopy.of(letter.message(), deduplicationId(letter)).without(LetterCause.ATTRIBUTE);
        return edits.getOrDefault(letter.letter().messageId(), Edit.NONE).of(copy);
    }

    /** A stable id for each letter, so that SQS drops what an interrupted redrive sends again within 5 minutes. */
    private String deduplicationId(ReceivedLetter letter) {
        if (groups.isEmpty()) {
            return null;
        }
        String group = letter.letter().group();
        return groups.get().mark(group).orElse("redriven-") + letter.letter().messageId();
    }
}
