package deadletters;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dead letters that share a failure.
 *
 * @param fingerprint the fingerprint of the failure
 * @param letters the number of letters
 * @param first when the oldest was given up
 * @param last when the latest was given up
 * @param example the latest
 */
public record Failures(String fingerprint, int letters, Instant first, Instant last, Letter example) {
    /** Groups letters by failure, the largest group first. */
    public static List<Failures> of(List<Letter> letters) {
        return letters.stream().collect(Collectors.groupingBy(Letter::fingerprint)).values().stream()
                .map(Failures::ofSame)
                .sorted(Comparator.comparing(Failures::letters).reversed().thenComparing(Failures::fingerprint))
                .toList();
    }

    private static Failures ofSame(List<Letter> letters) {
        List<Letter> byTime =
                letters.stream().sorted(Comparator.comparing(Letter::since)).toList();
        Letter youngest = byTime.get(byTime.size() - 1);
        return new Failures(
                youngest.fingerprint(), letters.size(), byTime.get(0).since(), youngest.since(), youngest);
    }
}
