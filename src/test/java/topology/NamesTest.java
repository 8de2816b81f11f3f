package topology;

import static org.assertj.core.api.Assertions.assertThat;

import configuration.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "billing", "Billing_2-eu", "billing.fifo"})
    void accepts_the_names_that_sqs_accepts(String name) {
        assertThat(Names.queue().objection(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "bil ling", "billing.std", ".fifo", "bílling", "a.fifo.fifo", "arn:aws:sqs:x:1:q"})
    void refuses_the_names_that_sqs_refuses(String name) {
        assertThat(Names.queue().objection(name))
                .contains("a queue name: 1 to 80 letters, digits, - and _, with .fifo at the end for a FIFO queue");
    }

    @Test
    void counts_the_suffix_into_the_80_characters_of_a_queue() {
        assertThat(Names.queue().objection("q".repeat(80))).isEmpty();
        assertThat(Names.queue().objection("q".repeat(81))).isPresent();
        assertThat(Names.queue().objection("q".repeat(75) + ".fifo")).isEmpty();
        assertThat(Names.queue().objection("q".repeat(76) + ".fifo")).isPresent();
    }

    @Test
    void leaves_room_for_the_name_of_the_dead_letter_queue() {
        Rule rule = Names.queueWithDeadLetters();

        assertThat(rule.objection("q".repeat(67))).isEmpty();
        assertThat(rule.objection("q".repeat(68)))
                .contains("a queue name: 1 to 67 letters, digits, - and _, with .fifo at the end for a FIFO queue");
        assertThat(rule.objection("q".repeat(62) + ".fifo")).isEmpty();
        assertThat(rule.objection("q".repeat(63) + ".fifo")).isPresent();
    }

    @Test
    void distinguishes_standard_queues_from_fifo_queues() {
        assertThat(Names.standardQueue().objection("billing")).isEmpty();
        assertThat(Names.standardQueue().objection("billing.fifo"))
                .contains(
                        "the name of a standard queue: 1 to 80 letters, digits, - and _, without .fifo; or the ARN or URL of one of another account");
        assertThat(Names.fifoQueue().objection("billing.fifo")).isEmpty();
        assertThat(Names.fifoQueue().objection("billing"))
                .contains(
                        "the name of a FIFO queue: 1 to 80 letters, digits, - and _, with .fifo at the end; or the ARN or URL of one of another account");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "orders.fifo",
                "arn:aws:sns:eu-central-1:123456789012:orders",
                "arn:aws-us-gov:sns:us-gov-west-1:123456789012:orders.fifo"
            })
    void accepts_a_topic_by_its_name_or_its_arn(String topic) {
        assertThat(Names.topic().objection(topic)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "or ders",
                "orders.std",
                "arn:aws:sqs:eu-central-1:123456789012:orders",
                "arn:aws:sns:eu-central-1:1234:orders",
                "arn:aws:sns:eu-central-1:123456789012:",
                "arn:aws:sns:eu-central-1:123456789012:orders:5be8a0f8"
            })
    void refuses_names_that_are_no_topic(String topic) {
        assertThat(Names.topic().objection(topic))
                .contains("a topic's name (1 to 256 letters, digits, - and _, with .fifo at the end for a FIFO topic)"
                        + " or its ARN");
    }

    @Test
    void counts_the_suffix_into_the_256_characters_of_a_topic() {
        assertThat(Names.topic().objection("t".repeat(251) + ".fifo")).isEmpty();
        assertThat(Names.topic().objection("t".repeat(252) + ".fifo")).isPresent();
    }

    @Test
    void reads_the_name_of_a_topic_out_of_its_arn() {
        assertThat(Names.topicName("arn:aws:sns:eu-central-1:123456789012:orders.fifo"))
                .isEqualTo("orders.fifo");
        assertThat(Names.topicName("orders")).isEqualTo("orders");
    }

    @Test
    void names_the_dead_letter_queue_after_its_queue() {
        assertThat(Names.deadLetters("billing")).isEqualTo("billing-dead-letters");
        assertThat(Names.deadLetters("billing.fifo")).isEqualTo("billing-dead-letters.fifo");
    }
}
