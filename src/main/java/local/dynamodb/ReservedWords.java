package local.dynamodb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The words that cannot be an attribute's name without a placeholder or quotes. */
final class ReservedWords {
    private static final Set<String> OF_EXPRESSIONS = read("reserved-words.txt");
    private static final Set<String> OF_STATEMENTS = read("statement-keywords.txt");

    private ReservedWords() {}

    /** Whether an expression needs a placeholder for this name; the list is the one AWS publishes. */
    static boolean contains(String name) {
        return OF_EXPRESSIONS.contains(name.toUpperCase(Locale.ROOT));
    }

    /** Whether a statement needs double quotes for this name: the keywords of SQL-92 and of PartiQL, a shorter list. */
    static boolean isKeyword(String name) {
        return OF_STATEMENTS.contains(name.toUpperCase(Locale.ROOT));
    }

    private static Set<String> read(String resource) {
        try (InputStream words = Objects.requireNonNull(ReservedWords.class.getResourceAsStream(resource))) {
            return new String(words.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
