package deadletters;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The dead letters of a queue as one reading found them.
 *
 * @param queue the source queue
 * @param deadLetterQueue the dead-letter queue
 * @param at when they were read
 * @param letters the oldest first
 * @param outOfSight how many more letters could not be received: hidden by another reader, or behind others of their
 *     group in a FIFO queue
 * @param stopped why not all letters were read; {@code null} if they were
 */
public record Look(
        String queue, String deadLetterQueue, Instant at, List<Letter> letters, int outOfSight, String stopped) {
    public Look {
        letters = letters.stream()
                .sorted(Comparator.comparing(Letter::since).thenComparing(Letter::messageId))
                .toList();
    }

    /** This look with only the selected letters. The selection must {@linkplain Selection#needsNoMessage need no message}. */
    public Look only(Selection selection) {
        return new Look(
                queue,
                deadLetterQueue,
                at,
                letters.stream().filter(selection::takes).toList(),
                outOfSight,
                stopped);
    }

    /** One page of the failures, the largest first. */
    public Listing byFailure(Page page) {
        List<Failures> failures = Failures.of(letters, at);
        return new Listing(
                queue,
                deadLetterQueue,
                letters.size(),
                outOfSight,
                stopped,
                page.of(failures),
                page.number(),
                page.pages(failures.size()),
                at);
    }

    /** One page of the letters. */
    public LetterPage oneByOne(Page page) {
        return new LetterPage(
                queue,
                page.of(letters),
                letters.size(),
                outOfSight,
                stopped,
                page.number(),
                page.pages(letters.size()),
                at);
    }
}
