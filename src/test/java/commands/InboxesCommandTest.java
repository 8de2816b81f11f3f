package commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
                    camel.route-template[doors].template-id  = inbox
                    camel.route-template[doors].inbox        = doors
                    camel.route-template[doors].clients      = front
                    camel.route-template[doors].path         = /doors/{client}
                    camel.route-template[doors].secret       = a secret of sixteen and more
                    """).property("dead-letters.token", TOKEN);
    private final CommandToProcess typed = new CommandToProcess(backbone::http, TOKEN);

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
    void clients_are_printed_as_a_table_with_the_waiting_events_of_each() {
        backbone.aws()
                .sqs()
                .sendMessage(request -> request.queueUrl(url("app-inbox-bob")).messageBody("{}"));

        assertThat(typed.run("inboxes", "app")).isZero();

        assertThat(typed.out().lines())
                .containsExactly(
                        "INBOX  CLIENT  CONNECTED SINCE  UNANSWERED  WAITING  IN FLIGHT  PAUSED",
                        "app    ana     -                -           0        0          -",
                        "app    bob     -                -           1        0          -",
                        "",
                        "page 1 of 1, 2 clients");
    }

    @Test
    void the_count_of_a_single_client_is_in_the_singular() {
        assertThat(typed.run("inboxes", "doors")).isZero();

        assertThat(typed.out().lines()).last().isEqualTo("page 1 of 1, 1 client");
    }

    @Test
    void a_page_of_one_inbox_can_be_printed_as_json() {
        assertThat(typed.run("inboxes", "app", "--page", "2", "--size", "1", "--json"))
                .isZero();

        assertThat(typed.out())
                .contains("\"client\" : \"bob\"", "\"pages\" : 2")
                .doesNotContain("ana");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inboxes other      | 6  | inbox other: no route of this application serves it; it serves app, doors",
                "inboxes --size 201 | 64 | size 201: must be a whole number from 1 to 200",
                "inboxes --page 0   | 64 | page 0: must be a whole number from 1"
            })
    void a_list_that_cannot_be_read_is_reported_in_one_line(String arguments, int code, String why) {
        assertThat(typed.run(arguments.split(" "))).isEqualTo(code);

        assertThat(typed.err().lines()).containsExactly(why);
        assertThat(typed.out()).isEmpty();
    }

    private String url(String queue) {
        return backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName(queue))
                .queueUrl();
    }
}
