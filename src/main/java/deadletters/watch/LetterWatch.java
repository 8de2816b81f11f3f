package deadletters.watch;

import deadletters.DeadLetters;
import deadletters.Failures;
import deadletters.Letter;
import deadletters.Origin;
import deadletters.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import ledger.LedgerTable;
import ledger.LetterRecords;
import ledger.LetterRecords.Notice;
import ledger.LetterRecords.Seen;
import ledger.SubscriberEvents;

/**
 * Looks at the dead letters of one queue, records those that are new, and finds out of which somebody must be told.
 *
 * <p>A look keeps operators out, so it is short: it receives at most {@value #MOST_LETTERS} letters, takes place only if
 * the number of letters has changed or a notice may be due, and is followed by a rest of nine times its length. Letters
 * beyond those are counted, and told of as one failure that nobody has looked at. When one of them is seen later, it is told
 * of once more, by its failure: until then nobody knew that. To take it for an old one would need times of other hosts, and a
 * wrong guess would lose a notice.
 *
 * <p>What is known of a notice is in the ledger, and goes through these states. A process may die in each of them, and the
 * notice is then told later, or twice:
 *
 * <pre>
 * counted ──▶ being told, for a while ─┬─▶ told, not before the interval is over again
 *    ▲                                 │
 *    └── failed, or the while is over ─┘
 * </pre>
 */
final class LetterWatch {
    /** Thirty receives: a second or two, which is less than an operator waits for the lock. */
    static final int MOST_LETTERS = 300;

    /** How long one process may tell before another does. */
    static final Duration TELLING = Duration.ofMinutes(2);

    /** The failure of letters that were counted only. */
    static final String NOT_LOOKED_AT = "not-looked-at";

    /** A tenth of the time is for looks. */
    private static final int REST = 9;

    private final DeadLetters letters;
    private final String queue;
    private final Duration interval;
    private final LetterRecords records;
    private final SubscriberEvents events;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private Set<String> recorded = new HashSet<>();
    private int lastCount;
    private int lowest = Integer.MAX_VALUE;
    private Instant nextLook = Instant.EPOCH;
    private Instant tellingUntil = Instant.EPOCH;
    private long restsSince;
    private long rest;

    /**
     * @param interval how long nobody is told of the same failure again
     * @param nanoTime measures looks
     */
    LetterWatch(
            DeadLetters letters,
            LedgerTable table,
            String queue,
            Duration interval,
            Clock clock,
            LongSupplier nanoTime) {
        this.letters = letters;
        this.queue = queue;
        this.interval = interval;
        this.records = new LetterRecords(table, queue, clock);
        this.events = new SubscriberEvents(table, queue, clock);
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Looks, and returns what is to be told now. Each notice is followed by {@link #told} or {@link #notTold}; if neither
     * comes, it is due again.
     *
     * @throws RefusedException if the queue or its dead letters are not there, or somebody else goes through them
     */
    List<LetterNotice> look() {
        long begin = nanoTime.getAsLong();
        if (begin - restsSince < rest) {
            return List.of();
        }
        int count = letters.count(queue);
        lowest = Math.min(lowest, count);
        Instant now = clock.instant();
        if (count == 0 || (count == lastCount && now.isBefore(nextLook))) {
            lastCount = count;
            return List.of();
        }
        List<LetterNotice> due = new ArrayList<>();
        List<Letter> seen = new ArrayList<>();
        letters.look(
                queue,
                MOST_LETTERS,
                received -> seen.add(received.letter()),
                unseen -> due.addAll(record(seen, unseen, now)));
        restsSince = nanoTime.getAsLong();
        rest = REST * (restsSince - begin);
        lastCount = count;
        return due;
    }

    /** Somebody has been told: nobody is told of the same failure before the interval is over. */
    void told(LetterNotice notice) {
        records.told(notice.fingerprint(), tellingUntil, clock.instant(), notice.added());
    }

    /** Somebody could not be told: it is due again at the next look. */
    void notTold(LetterNotice notice) {
        nextLook = Instant.EPOCH;
        records.notTold(notice.fingerprint(), tellingUntil);
    }

    /** What is to be told is counted first: who dies on the way tells it twice rather than never. */
    private List<LetterNotice> record(List<Letter> seen, int unseen, Instant now) {
        Set<String> ids = seen.stream().map(Letter::messageId).collect(Collectors.toSet());
        Set<String> candidates = new HashSet<>(ids);
        candidates.removeAll(recorded);
        Set<String> unknown = records.unknown(candidates);
        List<Letter> added = seen.stream()
                .filter(letter -> unknown.contains(letter.messageId()))
                .toList();
        Failures.of(added).forEach(failures -> records.add(failures.fingerprint(), failures.letters()));
        countUnseen(seen.size() + unseen, unseen, added.size());
        // No consumer gave these up, so nobody has told the ledger.
        added.stream()
                .filter(letter -> letter.origin() == Origin.REDRIVE_POLICY)
                .forEach(letter -> events.giveUp(letter.event(), letter.cause()));
        records.record(added.stream()
                .map(letter -> new Seen(letter.messageId(), letter.event(), letter.fingerprint()))
                .toList());
        recorded = ids;
        nextLook = now.plus(interval);
        tellingUntil = now.plus(TELLING);
        return due(seen, unseen, now);
    }

    /** By how many their number has grown, beyond the new ones that were seen. */
    private void countUnseen(int count, int unseen, int added) {
        int before = Math.min(records.counted(), lowest);
        records.counted(count);
        lowest = count;
        int more = Math.min(unseen, count - before - added);
        if (more > 0) {
            records.add(NOT_LOOKED_AT, more);
        }
    }

    private List<LetterNotice> due(List<Letter> seen, int unseen, Instant now) {
        List<LetterNotice> due = new ArrayList<>();
        for (Failures failures : Failures.of(seen)) {
            int pending = begin(failures.fingerprint(), now);
            if (pending > 0) {
                due.add(LetterNotice.of(queue, failures, pending));
            }
        }
        int pending = unseen > 0 ? begin(NOT_LOOKED_AT, now) : 0;
        if (pending > 0) {
            due.add(LetterNotice.unseen(queue, NOT_LOOKED_AT, pending, seen.size() + unseen));
        }
        return due;
    }

    /** How many letters are to be told of now: this process does it, for a while. */
    private int begin(String fingerprint, Instant now) {
        Notice notice = records.notice(fingerprint);
        if (notice.pending() <= 0) {
            return 0;
        }
        Instant dueAt = notice.dueAt(interval);
        if (dueAt.isAfter(now)) {
            lookAgain(dueAt);
            return 0;
        }
        records.telling(fingerprint, tellingUntil);
        lookAgain(tellingUntil);
        return notice.pending();
    }

    private void lookAgain(Instant latest) {
        nextLook = latest.isBefore(nextLook) ? latest : nextLook;
    }
}
