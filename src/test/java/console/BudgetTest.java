package console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages stay small, and do only what their content security policy allows. */
class BudgetTest {
    private static final Path FILES = Path.of("src/main/resources/console");
    private static final Pattern MEDIA = Pattern.compile("(?s)@media .*?\\n\\}");
    private static final Pattern IMPORT = Pattern.compile("from '(\\.[^']+)'");

    @Test
    void the_first_view_takes_at_most_70_kb_of_own_javascript() throws IOException {
        Set<Path> loaded = new TreeSet<>();
        Deque<Path> open = new ArrayDeque<>(List.of(FILES.resolve("main.js"), FILES.resolve("pages/topology.js")));
        while (!open.isEmpty()) {
            Path file = open.pop().normalize();
            if (loaded.contains(file) || file.toString().contains("vendor")) {
                continue;
            }
            loaded.add(file);
            IMPORT.matcher(Files.readString(file))
                    .results()
                    .forEach(found -> open.add(file.resolveSibling(found.group(1))));
        }

        assertThat(loaded).hasSizeGreaterThan(10);
        assertThat(loaded.stream().mapToLong(BudgetTest::size).sum()).isLessThanOrEqualTo(70_000);
    }

    @Test
    void all_pages_together_take_at_most_70_kb_on_the_wire() throws IOException {
        long sent = 0;
        for (Path file : files(".js")) {
            sent += PageFile.of(Files.readAllBytes(file), "text/javascript")
                    .compressed()
                    .bytes()
                    .length;
        }

        assertThat(sent).isBetween(1L, 70_000L);
    }

    @Test
    void all_style_sheets_take_at_most_20_kb() throws IOException {
        assertThat(files(".css").stream().mapToLong(BudgetTest::size).sum()).isBetween(1L, 20_000L);
    }

    /** This keeps the page the same for a screen reader in each theme and width. */
    @Test
    void no_style_changes_visibility_by_theme_or_width() throws IOException {
        for (Path file : files(".css")) {
            List<String> blocks = MEDIA.matcher(Files.readString(file))
                    .results()
                    .map(found -> found.group())
                    .toList();

            assertThat(blocks)
                    .hasSizeGreaterThan(3)
                    .allSatisfy(block -> assertThat(block)
                            .doesNotContainPattern(
                                    "(?<![a-z-])(display|visibility|content|clip-path|order|position) *:"));
        }
    }

    @Test
    void no_page_makes_html_of_text_or_has_styles_inline() throws IOException {
        for (Path file : files(".js")) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "unsafeHTML", "style=", "eval(");
        }
    }

    @Test
    void no_page_refers_to_another_host() throws IOException {
        for (Path file :
                Stream.concat(files(".js").stream(), files(".css").stream()).toList()) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContain("http://", "https://");
        }
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(FILES)) {
            return all.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }
}
