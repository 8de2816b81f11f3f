package commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import deadletters.Job;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
    private final StringWriter err = new StringWriter();

    @Test
    void a_terminal_shows_one_line_that_is_gone_at_the_end() {
        try (ProgressLine line = new ProgressLine("redrive", new Job(), terminal(true))) {
            line.start();
            await().until(() -> err.toString().contains("\rredrive: 0 letters"));
        }

        assertThat(err.toString())
                .doesNotContain("\n")
                .endsWith("\r" + " ".repeat("redrive: 0 letters".length()) + "\r");
    }

    @Test
    void an_operation_that_ends_at_once_shows_nothing() {
        try (ProgressLine line = new ProgressLine("redrive", new Job(), terminal(true))) {
            line.start();
        }

        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 | list: 0 letters",
                "7 | 0 | list: 7 letters",
                "0 | 9 | list: 0 of 9 letters, 0 %",
                "5 | 9 | list: 5 of 9 letters, 55 %",
                "9 | 9 | list: 9 of 9 letters, 100 %",
                "10 | 9 | list: 10 letters",
                "2000000000 | 2100000000 | list: 2000000000 of 2100000000 letters, 95 %"
            })
    void shows_how_many_are_done_and_the_total_if_known(int lookedAt, int expected, String text) {
        assertThat(ProgressLine.text("list", lookedAt, expected)).isEqualTo(text);
    }

    private Terminal terminal(boolean hasPerson) {
        return new Terminal(InputStream.nullInputStream(), new PrintWriter(err), new PrintWriter(err), hasPerson);
    }
}
