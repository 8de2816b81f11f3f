package deadletters;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import ledger.SubscriberEvents;
import software.amazon.awssdk.services.sqs.model.Message;
import sqs.SqsQueue;

/** Goes through the dead letters of one queue, under a lock, and lets an action deal with them. */
final class LetterWalk implements AutoCloseable {
    /** By how much SQS's clock may be ahead of ours. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

    private final Whereabouts place;
    private final SubscriberEvents events;
    private final Duration hidden;
    private final Clock clock;
    private final OperationLock lock;
    private int outOfSight;

    /** @param hidden how long letters are hidden from others at a time */
    LetterWalk(Whereabouts place, SubscriberEvents events, Duration hidden, Clock clock, OperationLock lock) {
        this.place = place;
        this.events = events;
        this.hidden = hidden;
        this.clock = clock;
        this.lock = lock;
    }

    /** How many letters the last walk could not see. */
    int outOfSight() {
        return outOfSight;
    }

    /** Those that were there at the beginning: what is sent back and fails again at once must not go round for ever. */
    Predicate<ReceivedLetter> old(Selection selection) {
        Instant beginning = clock.instant().plus(CLOCKS_DIFFER);
        return letter -> selection.takes(letter) && !letter.sent().isAfter(beginning);
    }

    /** @param waitForOthers whether to wait for letters that others hide: none may be left behind */
    void go(LetterAction action, Predicate<ReceivedLetter> chosen, Rate rate, boolean waitForOthers, Job job) {
        job.startAgain();
        int expected = place.letters();
        job.expect(expected);
        long start = System.nanoTime();
        int taken = 0;
        int seenSoFar = 0;
        boolean complete = true;
        try (Pass pass = new Pass(new SqsQueue(place.sqs(), place.url()), hidden, clock, () -> goesOn(job))) {
            while (goesOn(job)) {
                boolean patient = waitForOthers || action.leavesNoneBehind();
                boolean sure = patient || seenSoFar < expected;
                List<Message> received = pass.next(rate.batch(), sure);
                seenSoFar += received.size();
                if (received.isEmpty() && !(patient && place.hiddenLetters() > pass.held())) {
                    break;
                }
                List<ReceivedLetter> seen = ReceivedLetter.read(received, events).stream()
                        .filter(this::isOfThisQueue)
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
                outOfSight = Math.max(0, place.letters() - pass.held());
                job.count(Count.OUT_OF_SIGHT, outOfSight);
                if (complete) {
                    action.finish();
                }
            }
        }
    }

    /** Keeps the lock while something else works on the letters. */
    void renew() {
        lock.renew();
    }

    private boolean goesOn(Job job) {
        renew();
        return !job.isCancelled();
    }

    /** A dead-letter queue may have letters of several queues. */
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
