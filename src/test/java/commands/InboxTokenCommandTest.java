package commands;

import static org.assertj.core.api.Assertions.assertThat;
import static testing.Unneeded.nothing;

import inbox.ClientTokens;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InboxTokenCommandTest {
    private static final String SECRET = "a secret of sixteen and more";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void prints_the_token_of_a_client_and_nothing_else() {
        assertThat(run("inbox-token", "ana")).isZero();

        assertThat(out.toString().strip()).isEqualTo(ClientTokens.by(SECRET).of("ana"));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void takes_the_secret_from_another_property() {
        assertThat(run("inbox-token", "--property", "app.secret", "ana")).isZero();

        assertThat(out.toString().strip())
                .isEqualTo(ClientTokens.by("another secret of some length").of("ana"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            inbox-token                        | 64 | Missing required parameter: '<client>' (caravan inbox-token --help)
            inbox-token a/b                    | 64 | a client's name is 1 to 32 letters, digits, - and _: a/b (caravan inbox-token --help)
            inbox-token --property {{x}} ana   | 64 | --property must be the name of a property: {{x}} (caravan inbox-token --help)
            inbox-token --property none ana    | 78 | none: must be a secret: set it in the environment, such as INBOX_SECRET
            inbox-token --property short ana   | 78 | short: must be a secret of at least 16 characters, or several such secrets separated by commas
            """)
    void a_mistake_is_reported_in_one_line_without_the_secret(String arguments, int code, String line) {
        assertThat(run(arguments.split(" "))).isEqualTo(code);

        assertThat(err.toString().strip()).isEqualTo(line);
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... arguments) {
        Map<String, String> properties =
                Map.of("inbox.secret", SECRET, "app.secret", "another secret of some length", "short", "12345");
        return Caravan.run(
                        arguments,
                        new Installation(
                                nothing("AWS"),
                                nothing("topology"),
                                nothing("settings"),
                                List.of(new InboxTokenCommand(name -> properties.getOrDefault(name, "")))),
                        InputStream.nullInputStream(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .number();
    }
}
