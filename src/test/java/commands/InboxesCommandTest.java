package commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import testing.Backbone;

/** The clients of a running process, as a command lists them. */
class InboxesCommandTest {
    private static final String TOKEN = "a-token";

    private final Backbone backbone = Backbone.of("""
                    camel.main.name = shop
                    camel.route-template[phones].template-id = inbox
                    camel.route-template[phones].inbox       = app
                    camel.route-template[phones].clients     = ana, bob
                    camel.route-template[phones].secret      = a secret of sixteen and more
                    """).property("dead-letters.token", TOKEN);
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void start() {
        backbone.start();
        await().ignoreException(QueueDoesNotExistException.class)
                .until(() -> url("app-inbox-bob").endsWith("bob"));
    }

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void clients_are_a_table_with_what_waits_for_each() {
        backbone.aws()
                .sqs()
                .sendMessage(request -> request.queueUrl(url("app-inbox-bob")).messageBody("{}"));

        assertThat(run("inboxes")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "INBOX  CLIENT  CONNECTED SINCE  UNANSWERED  WAITING  IN FLIGHT  PAUSED",
                        "app    ana     -                -           0        0          -",
                        "app    bob     -                -           1        0          -",
                        "",
                        "page 1 of 1, 2 clients");
    }

    @Test
    void a_page_of_one_inbox_can_be_printed_as_json() {
        assertThat(run("inboxes", "app", "--page", "2", "--size", "1", "--json"))
                .isZero();

        assertThat(out.toString())
                .contains("\"client\" : \"bob\"", "\"pages\" : 2")
                .doesNotContain("ana");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inboxes other      | 6  | inbox other: no route of this application serves it; it serves app",
                "inboxes --size 201 | 64 | size 201: must be a whole number from 1 to 200",
                "inboxes --page 0   | 64 | page 0: must be a whole number from 1"
            })
    void what_cannot_be_listed_is_one_line(String arguments, int code, String why) {
        assertThat(run(arguments.split(" "))).isEqualTo(code);

        assertThat(err.toString().lines()).containsExactly(why);
        assertThat(out.toString()).isEmpty();
    }

    private String url(String queue) {
        return backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName(queue))
                .queueUrl();
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        Installation installation = new Installation(
                nothing("AWS"),
                nothing("topology"),
                nothing("settings"),
                nothing("stages"),
                address -> new RunningProcess(address.orElseGet(this::address), Optional.of("Bearer " + TOKEN)),
                List.of());
        return Caravan.run(
                        arguments,
                        installation,
                        InputStream.nullInputStream(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .number();
    }

    private URI address() {
        return backbone.http();
    }

    private static <T> Supplier<T> nothing(String what) {
        return () -> {
            throw new AssertionError("needs no " + what);
        };
    }
}
