package deadletters;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import ledger.SubscriberEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.OverLimitException;
import sqs.SqsQueue;

/** Goes through the dead letters of one queue under a lock, and passes them to an action. */
final class LetterWalk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LetterWalk.class);

    private final Whereabouts place;
    private final SubscriberEvents events;
    private final Duration hidden;
    private final Clock clock;
    private final OperationLock lock;
    private int outOfSight;

    /** @param hidden the visibility timeout of letters while they are processed */
    LetterWalk(Whereabouts place, SubscriberEvents events, Duration hidden, Clock clock, OperationLock lock) {
        this.place = place;
        this.events = events;
        this.hidden = hidden;
        this.clock = clock;
        this.lock = lock;
    }

    /** How many letters the last walk could not receive. */
    int outOfSight() {
        return outOfSight;
    }

    /** The message ids of the letters that can be received now; the letters stay in place. */
    Set<String> present(Job job) {
        Set<String> present = new HashSet<>();
        go(
                (seen, chosen) -> {
                    seen.forEach(letter -> present.add(letter.letter().messageId()));
                    return List.of();
                },
                letter -> true,
                Extent.ALL,
                Rate.UNLIMITED,
                job);
        return present;
    }

    /**
     * Goes through the letters once.
     *
     * <p>SQS limits the messages in flight of a queue. At that limit the walk ends, and the job says so.
     */
    void go(LetterAction action, Predicate<ReceivedLetter> chosen, Extent extent, Rate rate, Job job) {
        job.startAgain();
        int unseenBefore = extent.only().isPresent() ? outOfSight : 0;
        Optional<Set<String>> remaining = extent.only().map(HashSet::new);
        int expected = remaining.map(Set::size).orElseGet(place::letters);
        job.expect(expected);
        long start = System.nanoTime();
        int taken = 0;
        int seenSoFar = 0;
        boolean complete = true;
        boolean stopped = false;
        try (Pass pass = new Pass(new SqsQueue(place.sqs(), place.url()), hidden, clock, () -> goesOn(job))) {
            while (goesOn(job)
                    && seenSoFar < extent.most()
                    && remaining.filter(Set::isEmpty).isEmpty()) {
                boolean patient = extent.withHidden() || action.leavesNoneBehind();
                boolean sure = patient || remaining.isPresent() || seenSoFar < expected;
                List<Message> received;
                try {
                    received = pass.next(Math.min(rate.batch(), extent.most() - seenSoFar), sure);
                } catch (SdkException e) {
                    if (!isGoodEnough(extent, seenSoFar, e)) {
                        throw e;
                    }
                    LOG.warn(
                            "The dead letters in {} were read in part only; SQS stopped answering: {}",
                            place.name(),
                            SafeText.of(e));
                    job.stop("SQS returns no more letters: " + SafeText.of(e));
                    stopped = true;
                    break;
                }
                seenSoFar += received.size();
                if (received.isEmpty() && !(patient && place.hiddenLetters() > pass.held())) {
                    break;
                }
                List<ReceivedLetter> seen = ReceivedLetter.read(received, events).stream()
                        .filter(this::isOfThisQueue)
                        .map(letter -> place.inbox().map(letter::ofClient).orElse(letter))
                        .filter(letter -> remaining
                                .map(ids -> ids.remove(letter.letter().messageId()))
                                .orElse(true))
                        .toList();
                job.count(Count.LOOKED_AT, seen.size());
                List<Message> gone = action.take(seen, chosen);
                if (!gone.isEmpty()) {
                    int left = pass.delete(gone).size();
                    job.count(Count.NOT_DELETED, left);
                    complete &= left == 0;
                    action.deleted(gone.size() - left);
                    taken += gone.size();
                }
                job.pause(rate.wait(taken, start));
            }
            if (!job.isCancelled()) {
                int unseen = remaining.isPresent() ? remaining.get().size() : unseen(pass, stopped, job);
                outOfSight = unseenBefore + unseen;
                job.count(Count.OUT_OF_SIGHT, outOfSight);
                if (complete && !stopped) {
                    action.finish();
                }
            }
        }
    }

    private static boolean isGoodEnough(Extent extent, int seen, SdkException failure) {
        return failure instanceof OverLimitException || (extent.partial() && seen > 0);
    }

    /** The approximate number of letters that this walk has not seen; at least one if the walk was stopped. */
    private int unseen(Pass pass, boolean stopped, Job job) {
        if (!stopped) {
            return Math.max(0, place.letters() - pass.held());
        }
        try {
            return Math.max(1, place.letters() - pass.held());
        } catch (SdkException e) {
            LOG.debug("The number of letters in {} is unknown as well", place.name(), e);
            return Math.max(1, job.expected() - job.lookedAt());
        }
    }

    private boolean goesOn(Job job) {
        lock.renew();
        return !job.isCancelled();
    }

    /** A dead-letter queue may serve several source queues. */
    private boolean isOfThisQueue(ReceivedLetter letter) {
        return place.source().isEmpty()
                || letter.source().isEmpty()
                || letter.source().equals(place.source());
    }

    @Override
    public void close() {
        lock.close();
    }
}
