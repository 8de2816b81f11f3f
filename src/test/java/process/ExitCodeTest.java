package process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (.*?) \\|$");

    @Test
    void each_number_has_one_meaning() {
        assertThat(Stream.of(ExitCode.values()).map(ExitCode::number))
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(ExitCode.table()).hasSameSizeAs(ExitCode.values()).doesNotContainValue("");
        assertThat(ExitCode.table().values()).doesNotHaveDuplicates();
    }

    @Test
    void the_page_has_the_same_table() throws Exception {
        String page = Files.readString(Path.of("docs", "running.md"));
        Map<String, String> rows = new LinkedHashMap<>();
        ROW.matcher(page).results().forEach(row -> rows.put(row.group(1), row.group(2)));

        assertThat(rows).containsExactlyEntriesOf(ExitCode.table());
    }

    @Test
    void the_script_ends_with_no_other_number() throws Exception {
        String script = Files.readString(Path.of("caravan"));

        assertThat(Pattern.compile("(?m)^ *exit (.*)$")
                        .matcher(script)
                        .results()
                        .map(end -> end.group(1)))
                .containsExactly(Integer.toString(ExitCode.NOT_BUILT.number()));
    }
}
