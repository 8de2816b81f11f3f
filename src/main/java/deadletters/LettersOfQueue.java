package deadletters;

import aws.Fifo;
import deadletters.RefusedException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import ledger.LedgerTable;
import ledger.ParkedGroups;
import ledger.SubscriberEvents;
import sqs.SqsQueue;

/** The dead letters of one queue, for as long as nobody else goes through them. */
final class LettersOfQueue implements AutoCloseable {
    private final String queue;
    private final SqsQueue source;
    private final Whereabouts place;
    private final LetterWalk walk;
    private final SubscriberEvents events;
    private final Supplier<GroupsReleased> groups;

    private LettersOfQueue(
            String queue,
            SqsQueue source,
            Whereabouts place,
            LetterWalk walk,
            SubscriberEvents events,
            Supplier<GroupsReleased> groups) {
        this.queue = queue;
        this.source = source;
        this.place = place;
        this.walk = walk;
        this.events = events;
        this.groups = groups;
    }

    /**
     * Takes the letters of a queue.
     *
     * @throws RefusedException if there is no such queue, looking would cost letters their life, or somebody else has them
     */
    static LettersOfQueue open(String queue, Whereabouts place, LedgerTable table, Duration hidden, Clock clock) {
        if (place.isRedriven()) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "dead-letter queue " + place.name()
                            + " has a redrive policy itself, by which looking at a letter could move it on: remove that"
                            + " policy first");
        }
        SqsQueue source = Whereabouts.queue(place.sqs(), queue);
        ParkedGroups groups = new ParkedGroups(table, clock);
        SubscriberEvents events = new SubscriberEvents(table, queue, clock);
        OperationLock lock = OperationLock.take(
                groups,
                length -> groups.lockLetters(queue, length),
                lockedFor(hidden),
                clock,
                "somebody else goes through the dead letters of " + queue);
        return new LettersOfQueue(
                queue,
                source,
                place,
                new LetterWalk(place, events, hidden, clock, lock),
                events,
                () -> new GroupsReleased(queue, groups, clock));
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
        return walk.outOfSight();
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
        walk.go(
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
        MoveTask task = new MoveTask(place);
        if (selection.isAll() && !isFifo() && task.isPossible(rate) && allGo(job) && task.start(rate)) {
            Optional<String> failure = task.await(job, walk::renew);
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
                && walk.outOfSight() == 0
                && job.counts().getOrDefault(Count.MOVED.label(), 0).equals(job.lookedAt());
        if (go) {
            untold.forEach(events::restart);
        }
        return go;
    }

    void redrive(Selection selection, Rate rate, Map<String, Edit> edits, boolean dryRun, Job job) {
        refuseWithoutQueue();
        try (GroupsReleased released = groups.get()) {
            Optional<GroupsReleased> ofFifo = isFifo() ? Optional.of(released) : Optional.empty();
            walk.go(new Redrive(source, events, ofFifo, edits, dryRun, job), walk.old(selection), rate, false, job);
        }
    }

    /** Sends back a group that is parked, and waits for letters that others hide: none may be left behind. */
    void release(String group, Job job) {
        try (GroupsReleased released = groups.get()) {
            if (!released.isParked(group)) {
                return;
            }
            released.begin(group);
            walk.go(
                    new Redrive(source, events, Optional.of(released), Map.of(), false, job),
                    Selection.group(group)::takes,
                    Rate.UNLIMITED,
                    true,
                    job);
        }
    }

    void discard(Selection selection, boolean dryRun, Job job) {
        walk.go(new Discard(dryRun, job), walk.old(selection), Rate.UNLIMITED, false, job);
    }

    private void refuseWithoutQueue() {
        if (place.source().isEmpty()) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "the letters of " + queue
                            + " have no queue to go back to: SNS could not deliver them; publish them again");
        }
    }

    private boolean isFifo() {
        return Fifo.is(queue);
    }

    @Override
    public void close() {
        walk.close();
    }
}
