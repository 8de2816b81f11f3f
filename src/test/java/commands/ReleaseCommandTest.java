package commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.QueueForTests;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import ledger.EmbeddedTable;
import ledger.ParkedGroup;
import ledger.ParkedGroups;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** {@code release} lets a parked group continue. */
class ReleaseCommandTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final LettersForTests letters = new LettersForTests(TABLE, QueueForTests.fifo());
    private final String queue = letters.name();
    private final ParkedGroups groups = new ParkedGroups(TABLE.table(), Clock.systemUTC());

    @AfterEach
    void close() {
        letters.close();
    }

    @Test
    void sends_the_letters_of_a_parked_group_back_in_their_order() throws Exception {
        parked("a1", "a2", "a3");

        int code = letters.run("release", "a", "--queue", queue);

        assertThat(code).isZero();
        assertThat(letters.out()).contains("3        sent back to " + queue);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(letters.handled()).containsExactly("a1", "a2", "a3"));
    }

    @Test
    void finds_the_queue_in_which_the_group_is_parked() throws Exception {
        parked("a1");
        other();

        int code = letters.run("release", "a", "--json");

        assertThat(code).isZero();
        assertThat(letters.json().get("operation").asText()).isEqualTo("release");
        assertThat(letters.json().get("queue").asText()).isEqualTo(queue);
        assertThat(letters.json().get("counts").get("moved").asInt()).isEqualTo(1);
    }

    @Test
    void ends_with_2_when_several_queues_have_a_group_of_that_name() {
        groups.put(ParkedGroup.parked(queue, "e"));
        groups.put(ParkedGroup.parked(other(), "e"));

        assertThat(letters.run("release", "e")).isEqualTo(64);

        letters.refusedWith("name the queue by --queue");
        assertThat(groups.find(queue, "e")).isPresent();
    }

    @Test
    void ends_with_1_for_a_group_that_is_not_parked() {
        assertThat(letters.run("release", "b")).isEqualTo(6);
        letters.refusedWith("group b is not parked in any FIFO queue");
        assertThat(letters.run("release", "b", "--queue", queue)).isEqualTo(6);
        letters.refusedWith("group b is not parked in " + queue);
        assertThat(letters.audit()).isEmpty();
    }

    @Test
    void releases_a_group_whose_letters_are_gone() {
        groups.put(ParkedGroup.parked(queue, "c"));

        assertThat(letters.run("release", "c")).isZero();

        assertThat(letters.err()).contains("group c of " + queue + " has no dead letters; it was released");
        assertThat(groups.find(queue, "c")).isEmpty();
    }

    @Test
    void ends_with_4_while_somebody_else_releases_the_group() {
        groups.put(ParkedGroup.parked(queue, "d"));
        groups.lock(queue, "d", Duration.ofMinutes(1));

        assertThat(letters.run("release", "d")).isEqualTo(4);

        letters.refusedWith("another operation is releasing group d of " + queue);
    }

    private void parked(String... bodies) throws Exception {
        letters.failAt(bodies[0]);
        letters.queue().sendToGroup("a", bodies);
        letters.consume("&onFailure=park");
        await().untilAsserted(
                        () -> assertThat(letters.queue().deadLetterCount()).isEqualTo(bodies.length));
        letters.failAt();
    }

    private String other() {
        letters.queue()
                .sqs()
                .createQueue(request ->
                        request.queueName("other.fifo").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")));
        return "other.fifo";
    }
}
