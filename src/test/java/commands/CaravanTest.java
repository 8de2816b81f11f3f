package commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says of itself. */
class CaravanTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dead-letters list",
                "dead-letters show",
                "dead-letters redrive",
                "dead-letters edit",
                "dead-letters discard",
                "dead-letters audit",
                "release"
            })
    void every_command_explains_itself_with_examples_and_exit_codes(String command) {
        assertThat(run((command + " --help").split(" "))).isZero();

        assertThat(out.toString())
                .contains("Usage: caravan " + command)
                .contains("Example")
                .containsPattern("5 +incomplete")
                .doesNotContain("${");
    }

    @Test
    void dead_letters_alone_names_its_commands() {
        assertThat(run("dead-letters")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("Missing required subcommand (caravan dead-letters --help)");

        run("dead-letters", "--help");
        assertThat(out.toString()).contains("list", "show", "redrive", "edit", "discard", "audit");
    }

    @Test
    void a_mistyped_command_is_told_which_was_meant() {
        assertThat(run("dead-leters", "list")).isEqualTo(2);

        assertThat(err.toString().lines()).singleElement().asString().contains("did you mean dead-letters");
    }

    @Test
    void makes_a_completion_script_that_bash_can_read() throws Exception {
        assertThat(run("generate-completion")).isZero();

        Process bash =
                new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
        try (PrintWriter script = new PrintWriter(bash.outputWriter())) {
            script.print(out);
        }
        assertThat(bash.waitFor()).isZero();
        assertThat(out.toString())
                .contains("_picocli_caravan_deadletters_redrive")
                .contains("--fingerprint");
    }

    private int run(String... arguments) {
        return Caravan.run(
                arguments,
                () -> {
                    throw new AssertionError("needs no AWS");
                },
                () -> {
                    throw new AssertionError("needs no configuration");
                },
                InputStream.nullInputStream(),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }
}
