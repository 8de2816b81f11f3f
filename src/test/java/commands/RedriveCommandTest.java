package commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.QueueForTests;
import java.util.Map;
import java.util.stream.Stream;
import ledger.EmbeddedTable;
import local.faults.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.Message;

/** {@code redrive} sends letters back to their queue. */
class RedriveCommandTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final LettersForTests letters = new LettersForTests(TABLE, QueueForTests.standard());
    private final String queue = letters.name();

    @AfterEach
    void close() {
        letters.close();
    }

    @Test
    void sends_the_selected_letters_back_and_shows_how_many() throws Exception {
        letters.letters("till 1", "till 2", "stock 1");
        String till = letters.fingerprint(1);
        letters.failAt();

        int code = letters.run("dead-letters", "redrive", queue, "--fingerprint", till, "--by", "ann");

        assertThat(code).isZero();
        assertThat(letters.out()).isEqualTo("""
                LETTERS  OUTCOME
                2        sent back to %s
                3        looked at
                """.formatted(queue));
        await().untilAsserted(() -> assertThat(letters.handled()).containsExactlyInAnyOrder("till 1", "till 2"));
        assertThat(letters.audit()).singleElement().satisfies(entry -> {
            assertThat(entry.by()).isEqualTo("ann");
            assertThat(entry.of()).isEqualTo("fingerprint " + till);
        });
    }

    @Test
    void sends_all_letters_back() throws Exception {
        letters.letters("till 1", "stock 1");
        letters.failAt();

        int code = letters.run("dead-letters", "redrive", queue, "--all", "--json");

        assertThat(code).isZero();
        assertThat(letters.json().get("counts").get("moved").asInt()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(letters.handled()).hasSize(2));
        assertThat(letters.audit())
                .singleElement()
                .satisfies(entry -> assertThat(entry.by()).startsWith(System.getProperty("user.name")));
    }

    @Test
    void a_dry_run_shows_what_would_be_sent_back() throws Exception {
        letters.letters("till 1", "till 2");
        letters.stopTheHandler();
        letters.queue().proxy().reset();

        int code = letters.run("dead-letters", "redrive", queue, "--all", "--dry-run");

        assertThat(code).isZero();
        assertThat(letters.out()).contains("2        would be sent back to " + queue);
        assertThat(letters.queue().proxy().calls())
                .extracting(Call::action)
                .doesNotContain("SendMessageBatch", "DeleteMessageBatch", "StartMessageMoveTask");
    }

    @Test
    void ends_with_1_when_no_letter_is_selected() throws Exception {
        letters.letters("till 1");

        int code = letters.run("dead-letters", "redrive", queue, "--id", "nobody");

        assertThat(code).isEqualTo(6);
        assertThat(letters.err()).isEqualToIgnoringNewLines("no dead letter of " + queue + " matches");
        assertThat(letters.queue().deadLetters()).hasSize(1);
    }

    @Test
    void ends_with_5_when_sqs_did_not_take_all_letters_and_continues_at_the_next_run() throws Exception {
        letters.letters("till 1", "till 2");
        letters.stopTheHandler();
        letters.queue().proxy().faults().on("SendMessageBatch").times(1).failEntries(place -> place == 0);
        String fingerprint = letters.fingerprint(1);

        int code = letters.run("dead-letters", "redrive", queue, "--fingerprint", fingerprint);

        assertThat(code).isEqualTo(5);
        assertThat(letters.out())
                .contains("1        sent back to " + queue)
                .contains("1        left: SQS did not accept them");
        assertThat(letters.err()).startsWith("incomplete: ");
        assertThat(letters.queue().deadLetterCount()).isEqualTo(1);
        assertThat(letters.run("dead-letters", "redrive", queue, "--fingerprint", fingerprint))
                .isZero();
        assertThat(letters.queue().left()).isEqualTo(2);
    }

    @Test
    void ends_with_3_when_aws_becomes_unavailable_midway() throws Exception {
        letters.letters("till 1");
        letters.queue().proxy().faults().on("SendMessageBatch").unavailable();

        int code = letters.run("dead-letters", "redrive", queue, "--id", letters.id(1));

        assertThat(code).isEqualTo(3);
        letters.refusedWith("AWS does not answer: ");
        assertThat(letters.queue().deadLetters()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    QUEUE                           | the letters to change are missing: --fingerprint, --id, --attribute, --where or --group, or --all
                    QUEUE --all --id x              | --all cannot be combined with other selections: id x
                    QUEUE --all --rate 0            | --rate 0: must be a number of letters a second from 1
                    QUEUE --all --rate fast         | Invalid value for option '--rate'
                    QUEUE --where $[?(              | path $[?(: must be a JSONPath such as
                    QUEUE --all --by  \\              | --by: must be a name
                    QUEUE --all --audit-retention 1 | --audit-retention 1: must be a duration
                    --all                           | Missing required parameter: '<queue>'
                    """)
    void refuses_wrong_arguments_in_one_line_before_it_calls_aws(String arguments, String why) {
        String[] words = Stream.of(("dead-letters redrive " + arguments.replace("QUEUE", queue)).split(" +"))
                .map(word -> word.equals("\\") ? " " : word)
                .toArray(String[]::new);

        int code = letters.run(words);

        assertThat(code).isEqualTo(64);
        letters.refusedWith(why);
        assertThat(letters.queue().proxy().calls()).isEmpty();
    }

    @Test
    void sends_an_edited_letter_back() throws Exception {
        letters.letters("{\"amount\":-1}");
        letters.stopTheHandler();

        int code = letters.run(
                "dead-letters",
                "edit",
                queue,
                letters.id(1),
                "--body",
                "{\"amount\":1}",
                "--set",
                "kind=a=b",
                "--remove",
                "shop",
                "--by",
                "ann");

        assertThat(code).isZero();
        Message back = letters.queue().peek();
        assertThat(back.body()).isEqualTo("{\"amount\":1}");
        assertThat(back.messageAttributes()).containsOnlyKeys("ce_id", "ce_type", "kind");
        assertThat(back.messageAttributes().get("kind").stringValue()).isEqualTo("a=b");
        letters.run("dead-letters", "audit", queue);
        assertThat(letters.out().lines())
                .hasSize(2)
                .last()
                .asString()
                .matches("\\S+Z +\\S+Z +ann +edit +id " + "\\S+ +done +1 moved");
        letters.run("dead-letters", "audit", queue, "--json", "--most", "1");
        assertThat(letters.json().get(0).get("original").asText()).contains("{\\\"amount\\\":-1}");
    }

    @Test
    void reads_a_new_body_from_standard_input_as_it_is() throws Exception {
        letters.letters("till 1");
        letters.stopTheHandler();

        int code =
                letters.reading("Füße\n", "dead-letters", "edit", queue, letters.id(1), "--body-file", "-", "--json");

        assertThat(code).isZero();
        assertThat(letters.json().get("counts").get("moved").asInt()).isEqualTo(1);
        assertThat(letters.queue().peek().body()).isEqualTo("Füße\n");
    }

    @Test
    void takes_a_body_that_begins_like_an_argument_file_or_an_option() throws Exception {
        letters.letters("till 1");
        letters.stopTheHandler();

        assertThat(letters.run("dead-letters", "edit", queue, letters.id(1), "--body", "@-1"))
                .isZero();

        assertThat(letters.queue().peek().body()).isEqualTo("@-1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ID                                  | 64 | nothing to change: give a body, or attributes
                    ID --body a --body-file b           | 64 | are mutually exclusive
                    ID --body-file /nowhere/body        | 64 | --body-file /nowhere/body: there is no such file
                    ID --body-file /                    | 64 | --body-file /: cannot be read
                    ID --set a                          | 64 | 'a' must be name=value
                    ID --set a=1 --set a=2              | 64 | --set a: must be given once only
                    ID --set ce_id=x                    | 64 | ce_id: must not change
                    ID --remove none                    | 64 | none: is not an attribute of this message
                    nobody --body a                     | 6  | has the message id or the event id nobody
                    """)
    void refuses_an_impossible_edit(String arguments, int expected, String why) throws Exception {
        letters.letters("till 1");

        int code = letters.run(("dead-letters edit " + queue + " " + arguments)
                .replace("ID", letters.id(1))
                .split(" "));

        assertThat(code).isEqualTo(expected);
        letters.refusedWith(why);
        assertThat(letters.queue().deadLetters()).hasSize(1);
    }

    @Test
    void ends_with_4_where_an_edited_letter_stays_because_its_event_was_handled_meanwhile() throws Exception {
        letters.letters("till 1");
        letters.failAt();
        letters.queue().send("till 1", Map.of("ce_id", letters.id(1)));
        await().untilAsserted(() -> assertThat(letters.handled()).hasSize(1));

        int code = letters.run("dead-letters", "edit", queue, letters.id(1), "--body", "x");

        assertThat(code).isEqualTo(4);
        assertThat(letters.out()).contains("1        left: " + queue + " has already handled their event");
    }

    @Test
    void an_empty_audit_trail_is_reported_in_one_line() {
        assertThat(letters.run("dead-letters", "audit", queue)).isEqualTo(6);
        letters.refusedWith("nobody has changed the dead letters of " + queue);
        assertThat(letters.run("dead-letters", "audit", queue, "--most", "0")).isEqualTo(64);
        letters.refusedWith("--most 0: must be from 1 to 1000");
    }
}
