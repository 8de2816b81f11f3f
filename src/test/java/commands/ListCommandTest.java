package commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import delivery.QueueForTests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import ledger.EmbeddedTable;
import ledger.ParkedGroups;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code list} shows the queues, then the failures of a queue, then their letters. */
class ListCommandTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final LettersForTests letters = new LettersForTests(TABLE, QueueForTests.standard());
    private final String queue = letters.name();

    @AfterEach
    void close() {
        letters.close();
    }

    @Test
    void lists_the_queues_with_the_number_of_their_letters() throws Exception {
        letters.letters("till 1", "till 2");

        int code = letters.run("dead-letters", "list");

        assertThat(code).isZero();
        assertThat(letters.out().lines())
                .hasSize(2)
                .satisfiesExactly(
                        headings -> assertThat(headings).matches("LETTERS +QUEUE +DEAD-LETTER QUEUE"),
                        row -> assertThat(row).matches("2 +" + queue + " +letters-.*"));
        letters.run("dead-letters", "list", "--prefix", queue.substring(0, 8), "--json");
        assertThat(letters.json().get(0).get("queue").asText()).isEqualTo(queue);
        assertThat(letters.json().get(0).get("letters").asInt()).isEqualTo(2);
    }

    @Test
    void ends_with_1_when_no_queue_has_a_dead_letter_queue() {
        int code = letters.run("dead-letters", "list", "--prefix", "elsewhere");

        assertThat(code).isEqualTo(6);
        assertThat(letters.err())
                .isEqualToIgnoringNewLines("no queue whose name begins with elsewhere has a dead-letter queue");
    }

    @Test
    void lists_the_failures_of_a_queue_with_the_most_frequent_first() throws Exception {
        letters.letters("till 1", "till " + "x".repeat(100), "stock\u009b31m 1");

        int code = letters.run("dead-letters", "list", queue);

        assertThat(code).isZero();
        assertThat(letters.out().lines().toList())
                .satisfiesExactly(
                        headings -> assertThat(headings)
                                .matches("LETTERS +FINGERPRINT +EXCEPTION +MESSAGE +FIRST +LAST +EXAMPLE"),
                        row -> assertThat(row)
                                .matches("2 +[0-9a-f]{12} +IllegalStateException +till (1|x{54}…) .*Z  e-\\S+"),
                        row -> assertThat(row).matches("1 +[0-9a-f]{12} +IllegalArgumentException +stock 31m 1 .*"),
                        empty -> assertThat(empty).isEmpty(),
                        sum -> assertThat(sum).matches("3 letters in letters-\\S+"));
        assertThat(letters.queue().deadLetters()).hasSize(3);
    }

    @Test
    void prints_the_failures_as_json() throws Exception {
        letters.letters("till 1", "till 2");

        int code = letters.run("dead-letters", "list", queue, "--json");

        assertThat(code).isZero();
        JsonNode failure = letters.json().get("failures").get(0);
        assertThat(failure.get("letters").asInt()).isEqualTo(2);
        assertThat(Instant.parse(failure.get("first").asText()))
                .isBefore(Instant.parse(failure.get("last").asText()));
        assertThat(failure.get("example").get("exception").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(letters.err()).isEmpty();
    }

    @Test
    void shows_how_many_letters_are_hidden() throws Exception {
        letters.letters("till 1", "till 2");
        letters.queue()
                .sqs()
                .receiveMessage(request ->
                        request.queueUrl(letters.queue().deadLetterUrl()).visibilityTimeout(60));

        int code = letters.run("dead-letters", "list", queue);

        assertThat(code).isZero();
        assertThat(letters.out())
                .contains("1 letter in letters-")
                .contains("; 1 more out of sight: hidden by another reader, or behind others of their group");
    }

    @Test
    void lists_selected_letters_page_by_page() throws Exception {
        letters.letters("till 1", "till 2", "till 3", "stock 1");
        String till = letters.fingerprint(1);

        int code = letters.run("dead-letters", "list", queue, "--fingerprint", till, "--page", "2", "--size", "2");

        assertThat(code).isZero();
        assertThat(letters.out().lines().toList())
                .satisfiesExactly(
                        headings -> assertThat(headings)
                                .matches("SINCE +EVENT +TYPE +GROUP +ATTEMPTS +EXCEPTION +MESSAGE +MESSAGE ID"),
                        row -> assertThat(row)
                                .matches("\\S+Z +e-\\S+ +OrderPlaced +1 +IllegalStateException +till . .*"),
                        empty -> assertThat(empty).isEmpty(),
                        sum -> assertThat(sum).isEqualTo("1 letter of " + queue + ", page 2 of 2"));
        letters.run("dead-letters", "list", queue, "--fingerprint", till, "--json");
        assertThat(letters.json().get("letters")).hasSize(3);
        assertThat(letters.json().get("pages").asInt()).isEqualTo(1);
    }

    @Test
    void selects_by_id_attribute_and_path_together() throws Exception {
        letters.letters("{\"amount\":5}", "{\"amount\":50}", "no json");

        assertThat(chosen("--where", "$[?(@.amount > 10)]")).containsExactly(letters.id(2));
        assertThat(chosen("--attribute", "shop=s3")).containsExactly(letters.id(3));
        assertThat(chosen("--id", letters.id(1), "--id", letters.id(3)))
                .containsExactlyInAnyOrder(letters.id(1), letters.id(3));
        assertThat(chosen("--attribute", "ce_type=OrderPlaced", "--attribute", "shop=s1"))
                .containsExactly(letters.id(1));
        assertThat(chosen("--where", "$.amount", "--attribute", "shop=s3")).isEmpty();
    }

    private Stream<String> chosen(String... choice) {
        letters.run(Stream.concat(Stream.of("dead-letters", "list", queue, "--json"), Stream.of(choice))
                .toArray(String[]::new));
        return letters.json()
                .get("letters")
                .valueStream()
                .map(letter -> letter.get("event").asText());
    }

    @Test
    void ends_with_1_when_there_is_no_letter() {
        assertThat(letters.run("dead-letters", "list", queue)).isEqualTo(6);
        assertThat(letters.out()).matches("0 letters in letters-\\S+\n");

        assertThat(letters.run("dead-letters", "list", queue, "--group", "a")).isEqualTo(6);
        assertThat(letters.out()).isEqualTo("0 letters of " + queue + "\n");

        assertThat(letters.run("dead-letters", "list", queue, "--page", "2")).isEqualTo(6);
        assertThat(letters.err()).isEqualToIgnoringNewLines("there is no page 2: the last one is 1");

        assertThat(letters.run("dead-letters", "list", "nowhere")).isEqualTo(6);
        letters.refusedWith("there is no queue nowhere");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    QUEUE --page 0                    | page 0: must be from 1
                    QUEUE --size 1001                 | size 1001: must be from 1 to 1000
                    QUEUE --page -1                   | page -1: must be from 1
                    QUEUE --page 99999999999          | Invalid value for option '--page': '99999999999' is not an int
                    QUEUE --size 0                    | size 0: must be from 1 to 1000
                    QUEUE --size -1                   | size -1: must be from 1 to 1000
                    QUEUE --page many                 | Invalid value for option '--page': 'many' is not an int
                    QUEUE --where $[?(                | path $[?(: must be a JSONPath such as
                    QUEUE --attribute shop            | 'shop' must be name=value
                    QUEUE --attribute a=1 --attribute a=2 | --attribute a: must be given once only
                    QUEUE --prefix q                  | --prefix is for a list of queues
                    --page 2                          | the queue is missing
                    --group a                         | the queue is missing
                    QUEUE --fingerprnt x              | did you mean --fingerprint
                    """)
    void refuses_wrong_arguments_in_one_line_before_it_calls_aws(String arguments, String why) {
        int code = letters.run(
                ("dead-letters list " + arguments).replace("QUEUE", queue).split(" "));

        assertThat(code).isEqualTo(64);
        letters.refusedWith(why);
        assertThat(letters.queue().proxy().calls()).isEmpty();
    }

    @Test
    void distinguishes_an_aws_that_does_not_answer_from_one_that_refuses() {
        letters.queue().proxy().faults().onEverything().unavailable();
        assertThat(letters.run("dead-letters", "list")).isEqualTo(3);
        letters.refusedWith("AWS does not answer: ");
        letters.queue().proxy().reset();

        letters.queue().proxy().faults().onEverything().refuse(403, "AccessDenied");
        assertThat(letters.run("dead-letters", "list", queue)).isEqualTo(77);
        letters.refusedWith("AWS refuses sqs:GetQueueUrl: ");
        letters.queue().proxy().reset();

        assertThat(letters.run("dead-letters", "list", queue, "--table", "elsewhere"))
                .isEqualTo(77);
        letters.refusedWith("AWS refuses dynamodb:UpdateItem: table elsewhere does not exist");
    }

    @Test
    void ends_with_4_while_the_letters_are_in_use_or_listing_would_move_or_delete_them() {
        new ParkedGroups(TABLE.table(), Clock.systemUTC()).lockLetters(queue, Duration.ofMinutes(1));
        assertThat(letters.run("dead-letters", "list", queue)).isEqualTo(4);
        letters.refusedWith("another operation is working on the dead letters of " + queue);

        letters.queue().giveTheDeadLetterQueueARedrivePolicy();
        assertThat(letters.run("dead-letters", "list", queue)).isEqualTo(4);
        letters.refusedWith("has a redrive policy itself");
    }

    @Test
    void shows_its_progress_on_a_terminal_and_clears_it_at_the_end() throws Exception {
        letters.letters("till 1", "till 2");
        letters.queue().proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(1500));

        letters.typing("", "dead-letters", "list", queue);

        assertThat(letters.err()).contains("\rlist: ").contains("of 2 letters");
        assertThat(letters.err().substring(letters.err().lastIndexOf('\r'))).isBlank();
        assertThat(letters.out()).startsWith("LETTERS").doesNotContain("\r");
        letters.run("dead-letters", "list", queue);
        assertThat(letters.err()).isEmpty();
    }
}
