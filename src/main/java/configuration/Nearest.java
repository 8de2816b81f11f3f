package configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a misspelt word most likely means. */
public final class Nearest {
    private Nearest() {}

    /** The known word with the fewest edits: at most two, or a third of its length. */
    static Optional<String> to(String written, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String word) -> distance(written, word))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(word -> distance(written, word) <= Math.max(2, written.length() / 3));
    }

    /** A question that follows what is wrong, such as {@code "; did you mean billing?"}; empty if nothing is near. */
    public static String question(String written, Collection<String> known) {
        return to(written, known).map(near -> "; did you mean " + near + "?").orElse("");
    }

    /** The Levenshtein distance, ignoring case. */
    private static int distance(String a, String b) {
        String from = a.toLowerCase(Locale.ROOT);
        String to = b.toLowerCase(Locale.ROOT);
        int[] above = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], above[j]));
            }
            above = row;
        }
        return above[to.length()];
    }
}
