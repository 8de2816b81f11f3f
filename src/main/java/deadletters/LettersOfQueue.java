package deadletters;

import aws.Fifo;
import deadletters.RefusedException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import ledger.LedgerTable;
import ledger.ParkedGroups;
import ledger.SubscriberEvents;
import sqs.SqsQueue;

/** The dead letters of one queue, locked for one operation. */
final class LettersOfQueue implements AutoCloseable {
    private final String queue;
    private final SqsQueue source;
    private final Whereabouts place;
    private final LetterWalk walk;
    private final Function<String, SubscriberEvents> events;
    private final Supplier<GroupsReleased> groups;

    private LettersOfQueue(
            String queue,
            SqsQueue source,
            Whereabouts place,
            LetterWalk walk,
            Function<String, SubscriberEvents> events,
            Supplier<GroupsReleased> groups) {
        this.queue = queue;
        this.source = source;
        this.place = place;
        this.walk = walk;
        this.events = events;
        this.groups = groups;
    }

    /**
     * Locks the letters of a queue.
     *
     * @throws RefusedException if the queue does not exist, reading could move its letters on, or another operation
     *     holds the lock
     */
    static LettersOfQueue open(String queue, Whereabouts place, LedgerTable table, Duration hidden, Clock clock) {
        if (place.isRedriven()) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "dead-letter queue " + place.name()
                            + " has a redrive policy itself, so that reading a letter could move it on: remove this"
                            + " policy first");
        }
        SqsQueue source = Whereabouts.queue(place.sqs(), queue);
        ParkedGroups groups = new ParkedGroups(table, clock);
        Function<String, SubscriberEvents> events = subscriber -> new SubscriberEvents(table, subscriber, clock);
        OperationLock lock = OperationLock.take(
                groups,
                length -> groups.lockLetters(queue, length),
                lockedFor(hidden),
                clock,
                "another operation is working on the dead letters of " + queue);
        return new LettersOfQueue(
                queue,
                source,
                place,
                new LetterWalk(place, events.apply(queue), hidden, clock, lock),
                events,
                () -> new GroupsReleased(queue, groups, clock));
    }

    /** Longer than the visibility timeout, so that the operation after an interruption sees every letter. */
    private static Duration lockedFor(Duration hidden) {
        return hidden.plusSeconds(10);
    }

    /** The name of the dead-letter queue. */
    String name() {
        return place.name();
    }

    /** How many letters the last walk could not receive. */
    int outOfSight() {
        return walk.outOfSight();
    }

    List<Letter> look(Selection selection, Job job) {
        List<Letter> chosen = new ArrayList<>();
        look(
                Extent.PARTIAL,
                job,
                seen -> seen.stream()
                        .filter(selection::takes)
                        .map(ReceivedLetter::letter)
                        .forEach(chosen::add));
        return chosen;
    }

    /** Reads letters and leaves them in place. */
    void look(Extent extent, Job job, Consumer<List<ReceivedLetter>> at) {
        walk.go(
                (seen, chosen) -> {
                    at.accept(seen.stream().filter(chosen).toList());
                    return List.of();
                },
                letter -> true,
                extent,
                Rate.UNLIMITED,
                job);
    }

    Optional<ReceivedLetter> find(String id, Job job) {
        List<ReceivedLetter> found = new ArrayList<>();
        look(
                Extent.PARTIAL,
                job,
                seen -> seen.stream().filter(Selection.id(id)::takes).forEach(found::add));
        if (found.isEmpty() && job.stopped().isPresent()) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    id + " was not found among the letters of " + queue + ", but not all could be read. "
                            + job.stopped().get());
        }
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
     * Sends letters back, each at most once: a letter that fails again meanwhile stays.
     *
     * @param edits the changes by message id; if there are any, all other letters stay
     */
    void redrive(Selection selection, Rate rate, Map<String, Edit> edits, boolean dryRun, Job job) {
        refuseWithoutQueue();
        try (GroupsReleased released = groups.get()) {
            Optional<GroupsReleased> ofFifo = isFifo() ? Optional.of(released) : Optional.empty();
            walk.go(
                    redrive(ofFifo, edits, dryRun, job),
                    selection.chooser(),
                    dryRun || isFifo() ? Extent.ALL : Extent.only(edits.isEmpty() ? walk.present(job) : edits.keySet()),
                    rate,
                    job);
        }
    }

    /** Clients of an inbox share their letters; each letter goes back to the queue of its client. */
    private LetterAction redrive(Optional<GroupsReleased> released, Map<String, Edit> edits, boolean dryRun, Job job) {
        if (place.inbox().isEmpty()) {
            return new Redrive(source, events.apply(queue), released, edits, dryRun, job);
        }
        return new RedriveToClients(
                place.inbox().get(),
                client -> new Redrive(
                        Whereabouts.queue(place.sqs(), client), events.apply(client), released, edits, dryRun, job),
                job,
                dryRun);
    }

    /** Releases a parked group, and waits for letters that others hide, so that none is left behind. */
    void release(String group, boolean dryRun, Job job) {
        if (dryRun) {
            redrive(Selection.group(group), Rate.UNLIMITED, Map.of(), true, job);
            return;
        }
        try (GroupsReleased released = groups.get()) {
            if (!released.isParked(group)) {
                return;
            }
            released.begin(group);
            walk.go(
                    redrive(Optional.of(released), Map.of(), false, job),
                    Selection.group(group)::takes,
                    Extent.WITH_HIDDEN,
                    Rate.UNLIMITED,
                    job);
        }
    }

    /** Deletes the letters that exist now; letters that arrive meanwhile stay, because nobody has seen them. */
    void discard(Selection selection, boolean dryRun, Job job) {
        walk.go(new Discard(dryRun, job), selection.chooser(), dryRun ? Extent.ALL : there(job), Rate.UNLIMITED, job);
    }

    /** The letters that exist now. In a FIFO queue some cannot be listed, but new letters come after all of them. */
    private Extent there(Job job) {
        return isFifo() ? Extent.upTo(place.letters()) : Extent.only(walk.present(job));
    }

    private void refuseWithoutQueue() {
        if (place.source().isEmpty() && place.inbox().isEmpty()) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "the letters of " + queue
                            + " cannot be sent back, because SNS could not deliver them: publish them again");
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
