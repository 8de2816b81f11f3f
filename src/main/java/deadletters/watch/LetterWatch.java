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
import java.util.stream.Collectors;
import ledger.LedgerTable;
import ledger.LetterRecords;
import ledger.LetterRecords.Notice;
import ledger.SubscriberEvents;

/**
 * Looks at the dead letters of one queue, records those that are new, and finds out of which somebody must be told.
 *
 * <p>A look at many letters is many calls. As long as their number stays the same, it therefore looks at them only once an
 * interval.
 */
final class LetterWatch {
    private final DeadLetters letters;
    private final String queue;
    private final Duration interval;
    private final LetterRecords records;
    private final SubscriberEvents events;
    private final Clock clock;
    private Set<String> recorded = new HashSet<>();
    private int lastCount;
    private Instant lastLook = Instant.EPOCH;

    /** @param interval how long nobody is told of the same failure again */
    LetterWatch(DeadLetters letters, LedgerTable table, String queue, Duration interval, Clock clock) {
        this.letters = letters;
        this.queue = queue;
        this.interval = interval;
        this.records = new LetterRecords(table, queue, clock);
        this.events = new SubscriberEvents(table, queue, clock);
        this.clock = clock;
    }

    /**
     * Looks, and returns what is to be told now. Who is not able to tell it calls {@link #notTold}.
     *
     * @throws RefusedException if the queue or its dead letters are not there, or somebody else goes through them
     */
    List<LetterNotice> look() {
        int count = letters.count(queue);
        Instant now = clock.instant();
        if (count == 0 || (count == lastCount && now.isBefore(lastLook.plus(interval)))) {
            lastCount = count;
            return List.of();
        }
        List<LetterNotice> due = new ArrayList<>();
        List<Letter> seen = new ArrayList<>();
        letters.look(queue, received -> seen.add(received.letter()), () -> due.addAll(record(seen, now)));
        lastCount = count;
        lastLook = now;
        return due;
    }

    /** Somebody could not be told: it is due again at the next look. */
    void notTold(LetterNotice notice) {
        Notice now = records.notice(notice.fingerprint());
        records.put(notice.fingerprint(), new Notice(null, now.pending() + notice.added()));
        lastLook = Instant.EPOCH;
    }

    /** What is to be told is counted first: who dies on the way tells it twice rather than never. */
    private List<LetterNotice> record(List<Letter> seen, Instant now) {
        Set<String> ids = seen.stream().map(Letter::messageId).collect(Collectors.toSet());
        Set<String> candidates = new HashSet<>(ids);
        candidates.removeAll(recorded);
        Set<String> unknown = records.unknown(candidates);
        List<Letter> added = seen.stream()
                .filter(letter -> unknown.contains(letter.messageId()))
                .toList();
        for (Failures failures : Failures.of(added)) {
            Notice before = records.notice(failures.fingerprint());
            records.put(failures.fingerprint(), new Notice(before.told(), before.pending() + failures.letters()));
        }
        added.forEach(this::record);
        recorded = ids;
        return due(seen, now);
    }

    private void record(Letter letter) {
        if (letter.origin() == Origin.REDRIVE_POLICY) {
            // No consumer gave it up, so nobody has told the ledger.
            events.giveUp(letter.event(), letter.cause());
        }
        records.record(letter.messageId(), letter.event(), letter.fingerprint());
    }

    private List<LetterNotice> due(List<Letter> seen, Instant now) {
        List<LetterNotice> due = new ArrayList<>();
        for (Failures failures : Failures.of(seen)) {
            Notice notice = records.notice(failures.fingerprint());
            if (notice.isDue(now, interval)) {
                due.add(LetterNotice.of(queue, failures, notice.pending()));
                records.put(failures.fingerprint(), new Notice(now, 0));
            }
        }
        return due;
    }
}
