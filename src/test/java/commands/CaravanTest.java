package commands;

import static org.assertj.core.api.Assertions.assertThat;
import static testing.Unneeded.nothing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import process.ExitCode;

/** The help and the version of the command line. */
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
                "release",
                "pause",
                "resume",
                "inboxes"
            })
    void every_command_on_letters_or_consumers_explains_itself_with_examples(String command) {
        assertThat(run((command + " --help").split(" "))).isZero();

        assertThat(out.toString())
                .contains("Usage: caravan " + command)
                .contains("Example")
                .doesNotContain("${");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "event",
                "dead-letters",
                "dead-letters list",
                "dead-letters audit",
                "release",
                "pause",
                "resume",
                "inboxes",
                "plan",
                "apply",
                "doctor",
                "export",
                "export iam",
                "export cloudformation",
                "generate-completion"
            })
    void every_command_has_the_one_table_of_exit_codes(String command) {
        assertThat(run((command + " --help").strip().split(" "))).isZero();

        String unfolded = out.toString().replaceAll("\\s+", " ");
        ExitCode.table().forEach((number, meaning) -> assertThat(unfolded).contains(" " + number + " " + meaning));
    }

    @Test
    void reports_an_output_that_cannot_be_written() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThat(run(new PrintWriter(full, true, StandardCharsets.UTF_8), "--help"))
                .isEqualTo(5);

        assertThat(err.toString()).isEqualToIgnoringNewLines("the output is incomplete: standard output was closed");
    }

    @Test
    void dead_letters_without_a_subcommand_lists_its_subcommands() {
        assertThat(run("dead-letters")).isEqualTo(64);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("Missing required subcommand (caravan dead-letters --help)");

        run("dead-letters", "--help");
        assertThat(out.toString()).contains("list", "show", "redrive", "edit", "discard", "audit");
    }

    @Test
    void a_mistyped_command_is_answered_with_the_likely_one() {
        assertThat(run("dead-leters", "list")).isEqualTo(64);

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
        return run(new PrintWriter(out, true), arguments);
    }

    private int run(PrintWriter answer, String... arguments) {
        return Caravan.run(
                        arguments,
                        new Installation(nothing("AWS"), nothing("topology"), nothing("settings")),
                        InputStream.nullInputStream(),
                        answer,
                        new PrintWriter(err, true))
                .number();
    }
}
