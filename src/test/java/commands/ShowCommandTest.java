package commands;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.QueueForTests;
import ledger.EmbeddedTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code show} prints one letter completely. */
class ShowCommandTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final LettersForTests letters = new LettersForTests(TABLE, QueueForTests.standard());
    private final String queue = letters.name();

    @AfterEach
    void close() {
        letters.close();
    }

    @Test
    void shows_the_cause_attributes_body_and_event_history_of_a_letter() throws Exception {
        letters.letters("till\n1");

        int code = letters.run("dead-letters", "show", queue, letters.id(1));

        assertThat(code).isZero();
        assertThat(letters.out())
                .containsPattern("event +" + letters.id(1))
                .containsPattern("type +OrderPlaced")
                .containsPattern("origin +given up by its consumer")
                .containsPattern("exception +java.lang.IllegalStateException")
                .containsPattern("message +till 1\n")
                .containsPattern("fingerprint +[0-9a-f]{12}")
                .containsPattern("attempts +1\n")
                .containsPattern("shop +s1\n")
                .contains("\nBODY\ntill\n1\n")
                .containsPattern(queue + " +DEAD");
    }

    @Test
    void prints_no_control_characters_to_the_terminal() throws Exception {
        letters.letters("till 1\t\u009b31m\u007f\u202eevil\r\nnext");

        letters.run("dead-letters", "show", queue, letters.id(1));

        assertThat(letters.out())
                .contains("\nBODY\ntill 1\t\uFFFD31m\uFFFD\uFFFDevil\nnext\n")
                .doesNotContain("\u009b", "\u007f", "\u202e", "\r");
    }

    @Test
    void prints_the_letter_as_json() throws Exception {
        letters.letters("till 1");

        int code = letters.run("dead-letters", "show", queue, letters.id(1), "--json");

        assertThat(code).isZero();
        assertThat(letters.json().get("body").asText()).isEqualTo("till 1");
        assertThat(letters.json().get("letter").get("event").asText()).isEqualTo(letters.id(1));
        assertThat(letters.json()
                        .get("history")
                        .get("subscribers")
                        .get(0)
                        .get("state")
                        .asText())
                .isEqualTo("DEAD");
    }

    @Test
    void ends_with_1_for_a_letter_that_is_not_there() {
        assertThat(letters.run("dead-letters", "show", queue, "nobody", "--json"))
                .isEqualTo(6);
        letters.refusedWith("no dead letter of " + queue + " has the message id or the event id nobody");
    }

    @Test
    void ends_with_2_without_an_id() {
        assertThat(letters.run("dead-letters", "show", queue)).isEqualTo(64);
        letters.refusedWith("Missing required parameter: '<id>' (caravan dead-letters show --help)");
    }
}
