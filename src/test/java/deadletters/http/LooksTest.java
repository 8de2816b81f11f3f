package deadletters.http;

import static org.assertj.core.api.Assertions.assertThat;

import deadletters.Look;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Viewers share a look at dead letters if it is complete and recent enough. */
class LooksTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Looks looks = new Looks(Clock.fixed(NOW, ZoneOffset.UTC));
    private final AtomicInteger looked = new AtomicInteger();

    @Test
    void a_recent_look_is_shared_and_an_older_one_is_not() {
        look(NOW.minusSeconds(30), null, false);

        assertThat(look(NOW, null, false).at()).isEqualTo(NOW.minusSeconds(30));
        assertThat(looks.of("billing", Duration.ofSeconds(30), at(NOW, null), () -> false)
                        .at())
                .isEqualTo(NOW);
    }

    @Test
    void a_look_that_was_cancelled_is_not_shared() {
        look(NOW.minusSeconds(1), null, true);

        assertThat(look(NOW, null, false).at()).isEqualTo(NOW);
    }

    @Test
    void a_look_that_sqs_ended_early_is_not_shared() {
        look(NOW.minusSeconds(1), "SQS returns no more letters", false);

        assertThat(look(NOW, null, false).at()).isEqualTo(NOW);
    }

    @Test
    void a_change_makes_the_next_look_a_new_one() {
        look(NOW.minusSeconds(1), null, false);

        looks.forget("billing");

        assertThat(look(NOW, null, false).at()).isEqualTo(NOW);
    }

    @Test
    void two_concurrent_requests_share_one_look() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Look> first = CompletableFuture.supplyAsync(() -> looks.of(
                "billing",
                MINUTE,
                () -> {
                    begun.countDown();
                    await(end);
                    return at(NOW, null).get();
                },
                () -> false));
        begun.await();
        CompletableFuture<Look> second = CompletableFuture.supplyAsync(() -> look(NOW, null, false));

        end.countDown();

        assertThat(second.get()).isSameAs(first.get());
        assertThat(looked).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Look look(Instant at, String stopped, boolean cancelled) {
        return looks.of("billing", MINUTE, at(at, stopped), () -> cancelled);
    }

    private Supplier<Look> at(Instant at, String stopped) {
        return () -> {
            looked.incrementAndGet();
            return new Look("billing", "billing-dead-letters", at, List.of(), 0, stopped);
        };
    }
}
