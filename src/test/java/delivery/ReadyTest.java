package delivery;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.Ready.Beginning;
import delivery.Ready.NewLines;
import delivery.Ready.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Which messages a handler gets together, and when. */
class ReadyTest {
    private static final long NOW = 1_000_000_000;
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final List<String> retried = new ArrayList<>();

    @Test
    void a_full_batch_is_due_at_once_and_a_partial_one_after_the_wait() {
        Ready ready = ready(true, 3);

        add(ready, "a1", "b1");

        assertThat(ready.untilDue(NOW)).contains(WAIT);
        assertThat(ready.take(NOW)).isEmpty();
        assertThat(ready.untilDue(NOW + WAIT.toNanos())).contains(Duration.ZERO);

        add(ready, "c1", "d1");

        assertThat(ready.untilDue(NOW)).contains(Duration.ZERO);
        assertThat(names(ready.take(NOW))).containsExactly("a1", "b1", "c1");
        assertThat(ready.untilDue(NOW)).contains(WAIT);
    }

    @Test
    void a_batch_is_full_with_four_mebibytes() {
        Ready ready = ready(false, 10);
        ready.open(ready.sort(Stream.of("a1", "a2", "a3", "a4", "a5", "a6")
                        .map(name -> message(name, NOW, 1_000_000))
                        .toList())
                .begun());

        assertThat(ready.untilDue(NOW)).contains(Duration.ZERO);
        assertThat(names(ready.take(NOW))).containsExactly("a1", "a2", "a3", "a4");
        assertThat(ready.untilDue(NOW)).contains(WAIT);
        assertThat(names(ready.take(NOW + WAIT.toNanos()))).containsExactly("a5", "a6");
    }

    @Test
    void a_message_that_does_not_fit_into_a_batch_is_next_in_its_group_afterwards() {
        Ready ready = ready(true, 10);
        ready.open(ready.sort(Stream.of("a1", "a2", "a3")
                        .map(name -> message(name, NOW, 3_000_000))
                        .toList())
                .begun());

        Share first = ready.take(NOW).orElseThrow();
        assertThat(names(Optional.of(first))).containsExactly("a1");
        ready.ended(first.beginnings().get(0).line(), true);

        assertThat(names(ready.take(NOW))).containsExactly("a2");
    }

    @Test
    void a_message_larger_than_a_batch_gets_a_batch_of_its_own() {
        Ready ready = ready(false, 10);
        ready.open(ready.sort(Stream.of("a1", "a2")
                        .map(name -> message(name, NOW, 5_000_000))
                        .toList())
                .begun());

        assertThat(names(ready.take(NOW))).containsExactly("a1");
        assertThat(names(ready.take(NOW))).containsExactly("a2");
    }

    @Test
    void nothing_is_due_when_nothing_waits() {
        assertThat(ready(true, 3).untilDue(NOW)).isEmpty();
    }

    @Test
    void a_batch_takes_the_first_messages_of_a_group_and_the_rest_waits_until_it_ends() {
        Ready ready = ready(true, 3);
        add(ready, "a1", "a2", "b1", "b2", "c1", "c2");

        Share first = ready.take(NOW).orElseThrow();

        assertThat(names(Optional.of(first))).containsExactly("a1", "a2", "b1");
        assertThat(names(ready.take(NOW + WAIT.toNanos()))).containsExactly("c1", "c2");
        assertThat(ready.untilDue(NOW)).isEmpty();

        first.beginnings().forEach(beginning -> ready.ended(beginning.line(), true));

        assertThat(names(ready.take(NOW + WAIT.toNanos()))).containsExactly("b2");
    }

    @Test
    void a_standard_queue_knows_no_groups() {
        Ready ready = ready(false, 3);
        add(ready, "a1", "a2", "a3", "a4");

        assertThat(ready.take(NOW).orElseThrow().beginnings()).hasSize(3);
        assertThat(names(ready.take(NOW + WAIT.toNanos()))).containsExactly("a4");
    }

    @Test
    void a_retried_message_is_taken_alone_and_at_once_and_never_behind_others_of_its_group() {
        retried.addAll(List.of("a2", "b1"));
        Ready ready = ready(true, 3);
        add(ready, "a1", "a2", "a3", "b1", "b2", "c1");

        Share alone = ready.take(NOW).orElseThrow();
        assertThat(alone.together()).isFalse();
        assertThat(names(Optional.of(alone))).containsExactly("b1");
        Share together = ready.take(NOW).orElseThrow();
        assertThat(together.together()).isTrue();
        assertThat(names(Optional.of(together))).containsExactly("a1", "c1");

        together.beginnings().forEach(beginning -> ready.ended(beginning.line(), true));

        assertThat(names(ready.take(NOW))).containsExactly("a2");
    }

    @Test
    void the_message_that_has_waited_longest_comes_first_whether_taken_alone_or_not() {
        retried.add("b1");
        Ready ready = ready(true, 1);
        add(ready, 0, "a1");
        add(ready, 1, "b1");
        add(ready, 2, "c1");

        assertThat(Stream.generate(() -> names(ready.take(NOW)).get(0)).limit(3))
                .containsExactly("a1", "b1", "c1");
    }

    @Test
    void the_rest_of_a_group_that_cannot_continue_is_returned() {
        Ready ready = ready(true, 2);
        add(ready, "a1", "a2", "a3", "a4");
        Beginning beginning = ready.take(NOW).orElseThrow().beginnings().get(0);

        assertThat(ready.ended(beginning.line(), false))
                .extracting(ReadyTest::name)
                .containsExactly("a3", "a4");
        assertThat(ready.untilDue(NOW)).isEmpty();
    }

    @Test
    void a_stop_returns_waiting_messages_and_accepts_none_until_a_resume() {
        Ready ready = ready(true, 2);
        add(ready, "a1", "a2", "a3", "b1");
        Share share = ready.take(NOW).orElseThrow();

        assertThat(ready.stop()).extracting(ReadyTest::name).containsExactlyInAnyOrder("a3", "b1");
        assertThat(ready.working()).hasSize(2);
        assertThat(ready.sort(List.of(message("c1", NOW))).late()).hasSize(1);
        share.beginnings().forEach(beginning -> ready.ended(beginning.line(), true));
        assertThat(ready.untilDue(NOW)).isEmpty();

        ready.resume();
        add(ready, "a5", "b5");

        assertThat(names(ready.take(NOW))).containsExactly("a5", "b5");
    }

    @Test
    void messages_that_a_handler_does_not_take_are_first_in_their_group_again() {
        Ready ready = ready(true, 3);
        add(ready, "a1", "a2", "a3", "a4");
        Beginning beginning = ready.take(NOW).orElseThrow().beginnings().get(0);

        assertThat(ready.keep(beginning, 1)).isEmpty();
        assertThat(ready.working()).hasSize(1);
        ready.ended(beginning.line(), true);

        Share next = ready.take(NOW).orElseThrow();
        assertThat(next.together()).isFalse();
        assertThat(names(Optional.of(next))).containsExactly("a2");
        assertThat(name(next.beginnings().get(0).before())).isEqualTo("a1");
    }

    private Ready ready(boolean ordered, int size) {
        return new Ready(
                ordered,
                new Batching(size, WAIT),
                message -> message.isShareable() && !retried.contains(name(message)));
    }

    private static void add(Ready ready, String... names) {
        add(ready, 0, names);
    }

    private static void add(Ready ready, long later, String... names) {
        NewLines sorted = ready.sort(
                Stream.of(names).map(name -> message(name, NOW + later)).toList());
        ready.open(sorted.begun());
    }

    private static List<String> names(Optional<Share> share) {
        return share.orElseThrow().beginnings().stream()
                .flatMap(beginning -> beginning.messages().stream())
                .map(ReadyTest::name)
                .toList();
    }

    private static String name(InFlight message) {
        return message.message().messageId();
    }

    private static InFlight message(String name, long received) {
        return message(name, received, 0);
    }

    private static InFlight message(String name, long received, int bytes) {
        return new InFlight(
                Message.builder()
                        .messageId(name)
                        .body("x".repeat(bytes))
                        .attributes(Map.of(
                                MessageSystemAttributeName.MESSAGE_GROUP_ID,
                                name.substring(0, 1),
                                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                                "1"))
                        .build(),
                received);
    }
}
