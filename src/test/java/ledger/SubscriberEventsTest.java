package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import event.Identity;
import failure.Cause;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SubscriberEventsTest {
    @RegisterExtension
    static final EmbeddedTable EMBEDDED = new EmbeddedTable();

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Cause CAUSE = new Cause("java.io.IOException", "no route to host", "f1");

    private final MutableClock clock = new MutableClock();
    private final Ledger ledger = new DynamoDbLedger(EMBEDDED.table(), clock);
    private final SubscriberEvents events = new SubscriberEvents(EMBEDDED.table(), "billing", clock);
    private final String id = UUID.randomUUID().toString();
    private final Identity ofShop = new Identity(id, "/shop");
    private final Identity ofMarket = new Identity(id, "/market");
    private final Identity unknown = new Identity(id, "/fair");

    @Test
    void reads_the_states_of_events_with_different_ids_in_one_read() {
        Identity another = new Identity(id + "-2", "/shop");
        ledger.done(claimed(ofShop));
        ledger.failed(claimed(another), CAUSE);
        EMBEDDED.proxy().reset();

        assertThat(events.of(List.of(ofShop, another)))
                .hasEntrySatisfying(
                        ofShop, progress -> assertThat(progress.state()).isEqualTo(State.DONE))
                .hasEntrySatisfying(
                        another, progress -> assertThat(progress.state()).isEqualTo(State.FAILED));
        assertThat(EMBEDDED.actions()).containsExactly("BatchGetItem");
    }

    @Test
    void distinguishes_events_with_one_id_by_one_more_read() {
        ledger.done(claimed(ofShop));
        ledger.failed(claimed(ofMarket), CAUSE);
        EMBEDDED.proxy().reset();

        assertThat(events.of(List.of(ofMarket, ofShop, unknown)))
                .containsOnlyKeys(ofShop, ofMarket)
                .hasEntrySatisfying(
                        ofShop, progress -> assertThat(progress.state()).isEqualTo(State.DONE))
                .hasEntrySatisfying(
                        ofMarket, progress -> assertThat(progress.state()).isEqualTo(State.FAILED));
        assertThat(EMBEDDED.actions()).containsExactly("BatchGetItem", "BatchGetItem");
    }

    @Test
    void gives_up_the_event_of_one_source_alone() {
        ledger.failed(claimed(ofShop), CAUSE);
        ledger.failed(claimed(ofMarket), CAUSE);

        assertThat(events.giveUp(ofMarket, CAUSE)).isTrue();
        assertThat(events.giveUp(unknown, CAUSE)).isFalse();

        assertThat(state(ofMarket)).isEqualTo(State.DEAD);
        assertThat(state(ofShop)).isEqualTo(State.FAILED);
    }

    @Test
    void restarts_the_event_of_one_source_alone() {
        ledger.failed(claimed(ofShop), CAUSE);
        ledger.failed(claimed(ofMarket), CAUSE);

        assertThat(events.restart(ofShop)).isTrue();

        assertThat(claimed(ofShop).attempt()).isOne();
        assertThat(claimed(ofMarket).attempt()).isEqualTo(2);
        assertThat(events.restart(ofMarket)).as("somebody works on it").isFalse();
    }

    private State state(Identity event) {
        return events.of(List.of(event)).get(event).state();
    }

    private Lease claimed(Identity event) {
        Work work = new Work(event.id(), event.source(), "billing", "m-1", 1);
        return ((Claim.Granted) ledger.claim(work, LEASE)).lease();
    }
}
