package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import failure.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BooleanSupplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Three consumers, two sources with the same event id, two messages of each event, any order of steps, and every tenth
 * answer lost.
 */
class ClaimProtocolTest {
    private static final EmbeddedTable EMBEDDED = new EmbeddedTable();
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Cause CAUSE = new Cause("java.io.IOException", "no route to host", "f1");

    enum Action {
        CLAIM,
        CLAIM_THE_OTHER_MESSAGE,
        WAIT,
        RENEW,
        DONE,
        FAILED,
        GIVE_UP,
        DEAD,
        RELEASE
    }

    enum Source {
        SHOP,
        MARKET
    }

    /** The next step of a consumer with the event of a source. */
    record Step(Action action, int consumer, Source source) {}

    private record Held(int consumer, Source source) {}

    /** The state that the ledger must have, in plain fields. */
    private static final class Model {
        private State state = State.RELEASED;
        private int attempts;
        private boolean unsent;
        private long fence;
        private Lease holder;
        private Instant until;
        private String messageId;

        boolean free(String claimed, Instant now) {
            return switch (state) {
                case FAILED, RELEASED, GIVEN_UP -> true;
                case IN_PROGRESS -> !until.isAfter(now);
                case DEAD -> !messageId.equals(claimed);
                case DONE, EXPIRED -> false;
            };
        }

        void granted(Lease lease, Instant now) {
            state = State.IN_PROGRESS;
            attempts++;
            fence++;
            holder = lease;
            until = now.plus(LEASE);
            messageId = lease.work().messageId();
        }

        boolean accepts(Lease lease, State next) {
            return lease.equals(holder) && (state == State.IN_PROGRESS || state == next);
        }
    }

    @BeforeContainer
    static void start() {
        EMBEDDED.start();
        for (String write : List.of("UpdateItem", "BatchExecuteStatement")) {
            EMBEDDED.proxy().faults().on(write).withProbability(0.1).loseAnswer();
        }
    }

    @AfterContainer
    static void stop() {
        EMBEDDED.close();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Action.class),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(Source.class))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(50);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void grants_an_event_to_one_owner_at_a_time_whatever_the_order_of_steps(@ForAll("steps") List<Step> steps) {
        MutableClock clock = new MutableClock();
        play(steps, clock, new DynamoDbLedger(EMBEDDED.retryingTable(), clock));
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void grants_an_event_to_one_owner_at_a_time_in_batches(@ForAll("steps") List<Step> steps) {
        MutableClock clock = new MutableClock();
        play(
                steps,
                clock,
                new AwaitedLedger(
                        new DynamoDbLedger(EMBEDDED.retryingTable(), clock).shared(ForkJoinPool.commonPool())));
    }

    private static void play(List<Step> steps, MutableClock clock, Ledger ledger) {
        String event = UUID.randomUUID().toString();
        Map<Source, Model> models = Map.of(Source.SHOP, new Model(), Source.MARKET, new Model());
        Map<Held, Lease> leases = new HashMap<>();

        for (Step step : steps) {
            Model model = models.get(step.source());
            Lease lease = leases.get(new Held(step.consumer(), step.source()));
            switch (step.action()) {
                case CLAIM -> claim(ledger, clock, model, work(event, step, "message-1"), step, leases);
                case CLAIM_THE_OTHER_MESSAGE ->
                    claim(ledger, clock, model, work(event, step, "message-2"), step, leases);
                case WAIT -> clock.advance(LEASE.dividedBy(2));
                case RENEW -> {
                    if (write(model, lease, State.IN_PROGRESS, () -> ledger.renew(lease, LEASE))) {
                        model.until = clock.instant().plus(LEASE);
                    }
                }
                case DONE -> write(model, lease, State.DONE, () -> ledger.done(lease));
                case FAILED -> write(model, lease, State.FAILED, () -> ledger.failed(lease, CAUSE));
                case GIVE_UP -> {
                    if (write(model, lease, State.GIVEN_UP, () -> ledger.givenUp(lease, CAUSE))) {
                        model.attempts = lease.attempt();
                        model.unsent = true;
                    }
                }
                case DEAD -> {
                    if (write(model, lease, State.DEAD, () -> ledger.dead(lease, CAUSE))) {
                        model.attempts = 0;
                        model.unsent = false;
                    }
                }
                case RELEASE -> {
                    if (write(model, lease, State.RELEASED, () -> ledger.release(lease))) {
                        model.attempts = lease.attempt() - 1;
                    }
                }
            }
        }
    }

    private static void claim(
            Ledger ledger, MutableClock clock, Model model, Work work, Step step, Map<Held, Lease> leases) {
        boolean free = model.free(work.messageId(), clock.instant());

        Claim claim = ledger.claim(work, LEASE);

        if (free) {
            Lease lease = model.unsent ? ((Claim.GivenUp) claim).lease() : ((Claim.Granted) claim).lease();
            model.granted(lease, clock.instant());
            assertThat(lease.attempt()).isEqualTo(model.unsent ? model.attempts - 1 : model.attempts);
            assertThat(lease.fencingToken()).isEqualTo(model.fence);
            leases.put(new Held(step.consumer(), step.source()), lease);
        } else if (model.state == State.IN_PROGRESS) {
            assertThat(claim).isEqualTo(new Claim.HeldByAnother(model.until));
        } else {
            assertThat(claim).isEqualTo(new Claim.Finished());
        }
    }

    /** Makes a write, if the consumer ever had a lease. */
    private static boolean write(Model model, Lease lease, State next, BooleanSupplier write) {
        if (lease == null) {
            return false;
        }
        boolean accepted = model.accepts(lease, next);
        assertThat(write.getAsBoolean()).isEqualTo(accepted);
        if (accepted) {
            model.state = next;
        }
        return accepted;
    }

    private static Work work(String event, Step step, String messageId) {
        return new Work(event, step.source().name(), "billing", messageId, 1);
    }
}
