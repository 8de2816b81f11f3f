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
 * Reads the dead letters of one queue, records new ones, and decides which notices are due.
 *
 * <p>A look locks operators out, so it is short and rare. It receives at most {@value #MOST_LETTERS} letters, and happens
 * only if the number of letters has changed or a notice may be due. A rest of nine times its length follows.
 *
 * <p>Letters beyond the limit are only counted, and reported together as one failure. A letter that is read later is reported
 * once more, by its own failure. To recognize it as an old one would need the clocks of other hosts, and a wrong guess would
 * lose a notice.
 *
 * <p>The state of a notice is in the ledger. A process may die in each state; the notice then comes late, or twice:
 *
 * <pre>
 * counted ──▶ being sent, for a while ─┬─▶ sent; not again before the interval is over
 *    ▲                                 │
 *    └── failed, or the while is over ─┘
 * </pre>
 */
final class LetterWatch {
    /** Thirty receives take a second or two, which is less than an operator waits for the lock. */
    static final int MOST_LETTERS = 300;

    /** How long one process may take for a notice before another process repeats it. */
    static final Duration TELLING = Duration.ofMinutes(2);

    /** The failure of letters that were only counted. */
    static final String NOT_LOOKED_AT = "not-looked-at";

    /** A rest of nine times its length follows each look. */
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
     * @param interval the shortest time between two notices of the same failure
     * @param nanoTime measures the length of a look
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
     * Reads new letters and returns the notices that are due. Call {@link #told} or {@link #notTold} for each; a notice
     * without either becomes due again.
     *
     * @throws RefusedException if the queue or its dead-letter queue does not exist, or another operation holds the
     *     lock
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

    /** Records that a notice was delivered: the same failure is not reported again within the interval. */
    void told(LetterNotice notice) {
        records.told(notice.fingerprint(), tellingUntil, clock.instant(), notice.added());
    }

    /** Records that a notice was not delivered: it is due again at the next look. */
    void notTold(LetterNotice notice) {
        nextLook = Instant.EPOCH;
        records.notTold(notice.fingerprint(), tellingUntil);
    }

    /** Counts before notifying: a process that dies in between causes a second notice rather than none. */
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
        // No consumer gave these letters up, so the ledger does not know of them.
        added.stream()
                .filter(letter -> letter.origin() == Origin.REDRIVE_POLICY)
                .forEach(letter -> events.giveUp(letter.identity(), letter.cause()));
        records.record(added.stream()
                .map(letter -> new Seen(letter.messageId(), letter.event(), letter.fingerprint()))
                .toList());
        recorded = ids;
        nextLook = now.plus(interval);
        tellingUntil = now.plus(TELLING);
        return due(seen, unseen, now);
    }

    /** Counts the growth beyond the new letters that were read. */
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

    /** How many letters to report now; this process takes the notice for a while. */
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
