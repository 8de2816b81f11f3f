package deadletters;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The dead letters of a queue, by their failures.
 *
 * @param queue the queue that they come from
 * @param deadLetterQueue the queue that they lie in
 * @param letters how many were looked at
 * @param outOfSight how many more there are that nobody can look at now: hidden by another reader, or behind others of their
 *     group in a FIFO queue
 * @param failures the largest first, one page of them
 * @param page which page, from 1
 * @param pages how many pages there are
 */
public record Listing(
        String queue,
        String deadLetterQueue,
        int letters,
        int outOfSight,
        List<Failures> failures,
        int page,
        int pages) {
    static Listing of(String queue, String deadLetterQueue, List<Letter> letters, int outOfSight, Page page) {
        Map<String, List<Letter>> byFingerprint = new HashMap<>();
        letters.forEach(letter -> byFingerprint
                .computeIfAbsent(letter.fingerprint(), fingerprint -> new ArrayList<>())
                .add(letter));
        List<Failures> failures = byFingerprint.entrySet().stream()
                .map(same -> failures(same.getKey(), same.getValue()))
                .sorted(Comparator.comparing(Failures::letters).reversed().thenComparing(Failures::fingerprint))
                .toList();
        return new Listing(
                queue,
                deadLetterQueue,
                letters.size(),
                outOfSight,
                page.of(failures),
                page.number(),
                page.pages(failures.size()));
    }

    private static Failures failures(String fingerprint, List<Letter> letters) {
        List<Letter> byTime =
                letters.stream().sorted(Comparator.comparing(Letter::since)).toList();
        Letter youngest = byTime.get(byTime.size() - 1);
        return new Failures(fingerprint, letters.size(), byTime.get(0).since(), youngest.since(), youngest);
    }
}
