package commands;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.QueueForTests;
import ledger.EmbeddedTable;
import local.faults.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

/** {@code discard} deletes letters permanently, but never by mistake. */
class DiscardCommandTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final LettersForTests letters = new LettersForTests(TABLE, QueueForTests.standard());
    private final String queue = letters.name();

    @AfterEach
    void close() {
        letters.close();
    }

    @Test
    void shows_how_many_letters_would_be_deleted_and_deletes_them_when_the_name_is_typed() throws Exception {
        letters.letters("till 1", "till 2", "stock 1");
        String till = letters.fingerprint(1);

        int code = letters.typing(queue + "\n", "dead-letters", "discard", queue, "--fingerprint", till);

        assertThat(code).isZero();
        assertThat(letters.err())
                .contains("2 letters of " + queue + " (fingerprint " + till + ") will be deleted for good. Type the"
                        + " queue's name to continue: ");
        assertThat(letters.out()).isEqualTo("""
                LETTERS  OUTCOME
                2        deleted for good
                3        looked at
                """);
        assertThat(letters.queue().deadLetters()).extracting(Message::body).containsExactly("stock 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes\n", "\n", "", "QUEUE-2\n"})
    void deletes_nothing_when_something_else_is_typed(String typed) throws Exception {
        letters.letters("till 1");

        int code = letters.typing(typed.replace("QUEUE", queue), "dead-letters", "discard", queue, "--all");

        assertThat(code).isEqualTo(5);
        assertThat(letters.out()).isEmpty();
        assertThat(letters.err()).contains("nothing was discarded: '").contains("' is not " + queue);
        assertThat(letters.queue().deadLetters()).hasSize(1);
        assertThat(letters.audit()).isEmpty();
    }

    @Test
    void deletes_without_a_prompt_when_the_confirmation_is_an_option() throws Exception {
        letters.letters("till 1", "till 2");

        int code = letters.run("dead-letters", "discard", queue, "--all", "--confirm", queue, "--json");

        assertThat(code).isZero();
        assertThat(letters.json().get("counts").get("discarded").asInt()).isEqualTo(2);
        assertThat(letters.queue().deadLetterCount()).isZero();
        assertThat(letters.audit())
                .singleElement()
                .satisfies(entry -> assertThat(entry.operation()).isEqualTo("discard"));
    }

    @Test
    void deletes_nothing_without_a_confirmation_or_with_one_for_another_queue() {
        assertThat(letters.run("dead-letters", "discard", queue, "--all")).isEqualTo(64);
        letters.refusedWith("nothing was discarded: there is no terminal to ask for confirmation; --confirm " + queue
                + " confirms");

        assertThat(letters.run("dead-letters", "discard", queue, "--all", "--confirm", "shipping"))
                .isEqualTo(64);
        letters.refusedWith("nothing was discarded: --confirm shipping is not " + queue);

        assertThat(letters.run("dead-letters", "discard", queue, "--confirm", queue))
                .isEqualTo(64);
        letters.refusedWith("the letters to change are missing");
        assertThat(letters.queue().proxy().calls()).isEmpty();
    }

    @Test
    void a_dry_run_shows_what_would_be_deleted_without_a_prompt() throws Exception {
        letters.letters("till 1", "till 2");
        letters.stopTheHandler();
        letters.queue().proxy().reset();

        int code = letters.run("dead-letters", "discard", queue, "--all", "--dry-run");

        assertThat(code).isZero();
        assertThat(letters.out()).contains("2        would be deleted for good");
        assertThat(letters.queue().proxy().calls()).extracting(Call::action).doesNotContain("DeleteMessageBatch");
    }

    @Test
    void shows_no_prompt_when_there_is_nothing_to_delete() {
        int code = letters.typing(queue + "\n", "dead-letters", "discard", queue, "--all");

        assertThat(code).isEqualTo(6);
        assertThat(letters.err())
                .contains("no dead letter of " + queue + " matches")
                .doesNotContain("Type");
    }

    @Test
    void ends_with_5_when_sqs_did_not_delete_all_letters() throws Exception {
        letters.letters("till 1", "till 2");
        letters.queue().proxy().faults().on("DeleteMessageBatch").failEntries(place -> place == 0);

        int code = letters.run("dead-letters", "discard", queue, "--all", "--confirm", queue);

        assertThat(code).isEqualTo(5);
        assertThat(letters.out()).contains("1        of them left: SQS did not delete them");
        assertThat(letters.queue().deadLetterCount()).isEqualTo(1);
    }
}
