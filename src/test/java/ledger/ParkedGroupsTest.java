package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import history.EventHistory;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import ledger.ParkedGroup.Standing;
import ledger.ParkedGroups.Parked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All processes share the knowledge of parked groups, and change it one at a time. */
class ParkedGroupsTest {
    @RegisterExtension
    static final EmbeddedTable EMBEDDED = new EmbeddedTable();

    private static final String QUEUE = "orders.fifo";
    private static final Duration LOCK = Duration.ofSeconds(30);

    private final MutableClock clock = new MutableClock();
    private final String group = UUID.randomUUID().toString();

    @Test
    void another_consumer_finds_a_parked_group() {
        ParkedGroup released = ParkedGroup.parked(QUEUE, group)
                .with(new BigInteger("18849496460467696128"))
                .with(Standing.RELEASED, "release-1");

        groups().put(released);

        assertThat(groups().find(QUEUE, group)).contains(released);
        assertThat(groups().find("other.fifo", group)).isEmpty();
    }

    @Test
    void a_group_that_changed_meanwhile_is_not_forgotten() {
        ParkedGroup before = ParkedGroup.parked(QUEUE, group).with(Standing.RELEASED, "release-1");
        ParkedGroup after = before.with(BigInteger.TEN);
        groups().put(after);

        groups().forget(before);
        assertThat(groups().find(QUEUE, group)).contains(after);
        groups().forget(after);

        assertThat(groups().find(QUEUE, group)).isEmpty();
    }

    @Test
    void the_parked_groups_of_a_queue_are_listed_with_their_time_until_they_are_released() {
        String queue = group + ".fifo";
        groups().put(ParkedGroup.parked(queue, "b"));
        Instant first = clock.instant();
        clock.advance(LOCK);
        groups().put(ParkedGroup.parked(queue, "a").with(Standing.RELEASING, "release-1"));
        groups().put(ParkedGroup.parked(queue, "b"));
        groups().put(ParkedGroup.parked("other-" + queue, "c"));

        assertThat(groups().of(queue, List.of("none")))
                .containsExactly(
                        new Parked(ParkedGroup.parked(queue, "b"), first),
                        new Parked(
                                ParkedGroup.parked(queue, "a").with(Standing.RELEASING, "release-1"), clock.instant()));

        groups().put(ParkedGroup.parked(queue, "a").with(Standing.RELEASED, "release-1"));
        groups().forget(ParkedGroup.parked(queue, "b"));
        assertThat(groups().of(queue, List.of("a", "b"))).isEmpty();
        assertThat(EMBEDDED.table().query(queue)).isEmpty();
    }

    @Test
    void a_lock_is_held_by_one_owner_until_it_is_released_or_expires() {
        Lease lock = groups().lock(QUEUE, group, LOCK).orElseThrow();

        assertThat(groups().lock(QUEUE, group, LOCK)).isEmpty();
        assertThat(groups().lock("other.fifo", group, LOCK)).isPresent();
        groups().unlock(lock);
        assertThat(groups().lock(QUEUE, group, LOCK)).isPresent();
        clock.advance(LOCK);
        assertThat(groups().lock(QUEUE, group, LOCK)).isPresent();
        assertThat(groups().renew(lock, LOCK)).isFalse();
    }

    @Test
    void a_group_that_is_called_like_an_event_is_no_part_of_its_history() {
        groups().put(ParkedGroup.parked(QUEUE, group));
        assertThat(groups().lock(QUEUE, group, LOCK)).isPresent();

        assertThat(new EventHistory(EMBEDDED.table()).of(group)).isEmpty();
    }

    private ParkedGroups groups() {
        return new ParkedGroups(EMBEDDED.table(), clock);
    }
}
