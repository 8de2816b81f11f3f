package deadletters;

import deadletters.RefusedException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import ledger.Lease;
import ledger.LedgerTable;
import ledger.ParkedGroups;
import ledger.SubscriberEvents;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import sqs.SqsQueue;

/** The dead letters of one queue, for as long as nobody else goes through them. */
final class LettersOfQueue implements AutoCloseable {
    /** By how much SQS's clock may be ahead of ours. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

    private static final int LOCK_TRIES = 50;
    private static final Duration LOCK_PAUSE = Duration.ofMillis(100);

    private final SqsClient sqs;
    private final String queue;
    private final SqsQueue source;
    private final Whereabouts place;
    private final SqsQueue letters;
    private final ParkedGroups groups;
    private final SubscriberEvents events;
    private final Duration hidden;
    private final Clock clock;
    private final Lease lock;
    private Instant renewed;
    private int outOfSight;

    private LettersOfQueue(
            SqsClient sqs,
            String queue,
            SqsQueue source,
            Whereabouts place,
            ParkedGroups groups,
            SubscriberEvents events,
            Duration hidden,
            Clock clock,
            Lease lock) {
        this.sqs = sqs;
        this.queue = queue;
        this.source = source;
        this.place = place;
        this.letters = new SqsQueue(sqs, place.url());
        this.groups = groups;
        this.events = events;
        this.hidden = hidden;
        this.clock = clock;
        this.lock = lock;
        this.renewed = clock.instant();
    }

    /**
     * Takes the letters of a queue.
     *
     * @throws RefusedException if there is no such queue, it has no dead-letter queue, looking would cost letters their
     *     life, or somebody else has them
     */
    static LettersOfQueue open(
            SqsClient sqs,
            LedgerTable table,
            ParkedGroups groups,
            String queue,
            Whereabouts.Finder finder,
            Duration hidden,
            Clock clock) {
        Whereabouts place = finder.of(sqs, queue);
        if (place.isRedriven(sqs)) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "dead-letter queue " + place.name()
                            + " has a redrive policy itself, by which looking at a letter could move it on: remove that"
                            + " policy first");
        }
        return new LettersOfQueue(
                sqs,
                queue,
                Whereabouts.queue(sqs, queue),
                place,
                groups,
                new SubscriberEvents(table, queue, clock),
                hidden,
                clock,
                lock(groups, queue, hidden));
    }

    private static Lease lock(ParkedGroups groups, String queue, Duration hidden) {
        for (int tried = 0; tried < LOCK_TRIES; tried++) {
            Optional<Lease> lock = groups.lockLetters(queue, lockedFor(hidden));
            if (lock.isPresent()) {
                return lock.get();
            }
            LockSupport.parkNanos(LOCK_PAUSE.toNanos());
        }
        throw new RefusedException(
                Reason.BUSY,
                "somebody else goes through the dead letters of " + queue
                        + ", or was interrupted doing so; try again in a few minutes");
    }

    /** Longer than letters are hidden, so that who comes after an interruption finds all of them. */
    private static Duration lockedFor(Duration hidden) {
        return hidden.plusSeconds(10);
    }

    /** The name of the dead-letter queue. */
    String name() {
        return place.name();
    }

    /** How many letters the last look could not see. */
    int outOfSight() {
        return outOfSight;
    }

    List<Letter> look(Selection selection, Job job) {
        List<Letter> chosen = new ArrayList<>();
        look(
                job,
                seen -> seen.stream()
                        .filter(selection::takes)
                        .map(ReceivedLetter::letter)
                        .forEach(chosen::add));
        return chosen;
    }

    /** Shows all letters to somebody, and leaves them where they are. */
    void look(Job job, Consumer<List<ReceivedLetter>> at) {
        go(
                (seen, chosen) -> {
                    at.accept(seen.stream().filter(chosen).toList());
                    return List.of();
                },
                letter -> true,
                Rate.UNLIMITED,
                false,
                job);
    }

    Optional<ReceivedLetter> find(String id, Job job) {
        List<ReceivedLetter> found = new ArrayList<>();
        look(job, seen -> seen.stream().filter(Selection.id(id)::takes).forEach(found::add));
        if (found.size() > 1) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "event " + id + " has " + found.size() + " dead letters; name one by its message id: "
                            + String.join(
                                    ", ",
                                    found.stream()
                                            .map(letter -> letter.letter().messageId())
                                            .toList()));
        }
        return found.stream().findFirst();
    }

    /**
     * Sends letters back, by SQS's own means where all of them go and it allows that.
     *
     * @return who moved them
     */
    String redriveAny(Selection selection, Rate rate, Job job) {
        refuseWithoutQueue();
        MoveTask task = new MoveTask(sqs, place);
        if (selection.isAll() && !isFifo() && task.isPossible(rate) && allGo(job) && task.start(rate)) {
            Optional<String> failure = task.await(job, this::renew);
            if (failure.isPresent()) {
                throw new RefusedException(
                        Reason.CONFLICT, "SQS has moved a part of the letters only: " + failure.get());
            }
            return "sqs";
        }
        job.startAgain();
        redrive(selection, rate, Map.of(), false, job);
        return "caravan";
    }

    /** Whether every letter would go back; their attempts are counted from the first again. */
    private boolean allGo(Job job) {
        Set<String> untold = new HashSet<>();
        Redrive trial = new Redrive(source, events, Optional.empty(), Map.of(), true, job);
        look(job, seen -> {
            trial.take(seen, letter -> true);
            seen.stream()
                    .map(ReceivedLetter::letter)
                    .filter(letter -> letter.origin() != Origin.CONSUMER)
                    .forEach(letter -> untold.add(letter.event()));
        });
        boolean go = job.lookedAt() > 0
                && !job.isCancelled()
                && outOfSight == 0
                && job.counts().getOrDefault(Count.MOVED.label(), 0).equals(job.lookedAt());
        if (go) {
            untold.forEach(events::restart);
        }
        return go;
    }

    void redrive(Selection selection, Rate rate, Map<String, Edit> edits, boolean dryRun, Job job) {
        refuseWithoutQueue();
        try (GroupsReleased released = new GroupsReleased(queue, groups, clock)) {
            Optional<GroupsReleased> ofFifo = isFifo() ? Optional.of(released) : Optional.empty();
            go(new Redrive(source, events, ofFifo, edits, dryRun, job), old(selection), rate, false, job);
        }
    }

    /** Sends back a group that is parked, and waits for letters that others hide: none may be left behind. */
    void release(String group, Job job) {
        try (GroupsReleased released = new GroupsReleased(queue, groups, clock)) {
            if (!released.isParked(group)) {
                return;
            }
            released.begin(group);
            go(
                    new Redrive(source, events, Optional.of(released), Map.of(), false, job),
                    Selection.group(group)::takes,
                    Rate.UNLIMITED,
                    true,
                    job);
        }
    }

    void discard(Selection selection, boolean dryRun, Job job) {
        go(new Discard(dryRun, job), old(selection), Rate.UNLIMITED, false, job);
    }

    private void refuseWithoutQueue() {
        if (place.source().isEmpty()) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "the letters of " + queue
                            + " have no queue to go back to: SNS could not deliver them; publish them again");
        }
    }

    /** Those that were there at the beginning: what is sent back and fails again at once must not go round for ever. */
    private Predicate<ReceivedLetter> old(Selection selection) {
        Instant beginning = clock.instant().plus(CLOCKS_DIFFER);
        return letter -> selection.takes(letter) && !letter.sent().isAfter(beginning);
    }

    private void go(LetterAction step, Predicate<ReceivedLetter> chosen, Rate rate, boolean waitForOthers, Job job) {
        job.startAgain();
        int expected = place.letters(sqs);
        job.expect(expected);
        long start = System.nanoTime();
        int taken = 0;
        int seenSoFar = 0;
        boolean complete = true;
        try (Pass pass = new Pass(letters, hidden, clock, () -> goesOn(job))) {
            while (goesOn(job)) {
                boolean patient = waitForOthers || step.leavesNoneBehind();
                boolean sure = patient || seenSoFar < expected;
                List<Message> received = pass.next(rate.batch(), sure);
                seenSoFar += received.size();
                if (received.isEmpty() && !(patient && place.hiddenLetters(sqs) > pass.held())) {
                    break;
                }
                List<ReceivedLetter> seen = ReceivedLetter.read(received, events).stream()
                        .filter(this::isOfThisQueue)
                        .toList();
                job.count(Count.LOOKED_AT, seen.size());
                List<Message> gone = step.take(seen, chosen);
                if (!gone.isEmpty()) {
                    int left = pass.delete(gone).size();
                    job.count(Count.NOT_DELETED, left);
                    complete &= left == 0;
                    step.deleted(gone.size() - left);
                    taken += gone.size();
                }
                job.pause(rate.wait(taken, start));
            }
            if (!job.isCancelled()) {
                outOfSight = Math.max(0, place.letters(sqs) - pass.held());
                job.count(Count.OUT_OF_SIGHT, outOfSight);
                if (complete) {
                    step.finish();
                }
            }
        }
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

    private void renew() {
        if (Duration.between(renewed, clock.instant()).compareTo(hidden.dividedBy(3)) > 0) {
            if (!groups.renew(lock, lockedFor(hidden))) {
                throw new RefusedException(
                        Reason.BUSY, "somebody else has taken over the dead letters of " + queue + "; try again");
            }
            renewed = clock.instant();
        }
    }

    private boolean isFifo() {
        return queue.endsWith(".fifo");
    }

    @Override
    public void close() {
        groups.unlock(lock);
    }
}
