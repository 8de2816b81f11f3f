package commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void each_prompt_reads_one_line_of_input_and_leaves_the_rest() throws Exception {
        Terminal terminal = typing("billing\r\n käse \n\nthe rest");

        assertThat(terminal.ask("Queue? ")).contains("billing");
        assertThat(terminal.ask("")).contains("käse");
        assertThat(terminal.ask("")).contains("");
        assertThat(terminal.in().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("the rest");
        assertThat(terminal.ask("")).isEmpty();
        assertThat(err).hasToString("Queue? ");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"y, true", "YES, true", "' y ', true", "n, false", "'', false", "yes please, false", "yy, false"})
    void only_the_word_yes_confirms(String answer, boolean agreed) {
        assertThat(typing(answer).agrees("Sure?")).isEqualTo(agreed);
        assertThat(err).hasToString("Sure? [y/N] ");
    }

    private Terminal typing(String input) {
        return new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                true);
    }
}
