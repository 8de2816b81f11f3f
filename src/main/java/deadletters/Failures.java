package deadletters;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
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
 * @param course how many letters were given up in each of {@value #SPANS} equal spans of time, from the oldest letter of the
 *     queue to the time of the look
 */
public record Failures(
        String fingerprint, int letters, Instant first, Instant last, Letter example, List<Integer> course) {
    private static final int SPANS = 30;

    /** Groups letters by failure, the largest group first; their course ends with the latest letter. */
    public static List<Failures> of(List<Letter> letters) {
        return of(
                letters,
                letters.stream()
                        .map(Letter::since)
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH));
    }

    /**
     * Groups letters by failure, the largest group first.
     *
     * @param at when they were read
     */
    public static List<Failures> of(List<Letter> letters, Instant at) {
        Instant from = letters.stream()
                .map(Letter::since)
                .min(Comparator.naturalOrder())
                .orElse(at);
        return letters.stream().collect(Collectors.groupingBy(Letter::fingerprint)).values().stream()
                .map(same -> ofSame(same, from, at))
                .sorted(Comparator.comparing(Failures::letters).reversed().thenComparing(Failures::fingerprint))
                .toList();
    }

    private static Failures ofSame(List<Letter> letters, Instant from, Instant at) {
        List<Letter> byTime =
                letters.stream().sorted(Comparator.comparing(Letter::since)).toList();
        Letter youngest = byTime.get(byTime.size() - 1);
        return new Failures(
                youngest.fingerprint(),
                letters.size(),
                byTime.get(0).since(),
                youngest.since(),
                youngest,
                course(letters, from, at));
    }

    private static List<Integer> course(List<Letter> letters, Instant from, Instant at) {
        long span = Math.max(1, Duration.between(from, at).toMillis());
        int[] counts = new int[SPANS];
        for (Letter letter : letters) {
            long after = Duration.between(from, letter.since()).toMillis();
            counts[(int) Math.min(SPANS - 1L, after * SPANS / span)]++;
        }
        return Arrays.stream(counts).boxed().toList();
    }
}
