package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import failure.Cause;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import ledger.Claim;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.Lease;
import ledger.Ledger;
import ledger.LedgerUnavailableException;
import ledger.LedgerWrites;
import ledger.Work;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The next message of a group is claimed while the message before is marked as done. The claim is released if the next
 * message must wait.
 */
class ClaimsTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final QueueForTests queue = QueueForTests.fifo();
    private final Ledger real = new DynamoDbLedger(TABLE.table(), Clock.systemUTC());
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<Integer> releasedAttempts = new CopyOnWriteArrayList<>();
    private final CountDownLatch secondIsClaimed = new CountDownLatch(2);
    private final Processor handler = exchange -> handled.add(exchange.getIn().getBody(String.class));

    @AfterEach
    void stop() {
        queue.close();
    }

    @Test
    void the_next_message_of_a_group_is_claimed_before_the_previous_one_is_done() throws Exception {
        queue.use(new Watched() {
            @Override
            public boolean done(Lease lease) {
                return secondIsClaimed() && super.done(lease);
            }
        });
        queue.sendToGroup("a", "a1", "a2");

        queue.consume("", handler);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly("a1", "a2");
        assertThat(releasedAttempts).isEmpty();
    }

    @Test
    void a_message_claimed_ahead_is_released_without_an_attempt_if_the_previous_one_was_lost() throws Exception {
        queue.use(new Watched() {
            private boolean lost;

            @Override
            public boolean done(Lease lease) {
                if (!lost) {
                    lost = true;
                    return !secondIsClaimed();
                }
                return super.done(lease);
            }
        });
        queue.sendToGroup("a", "a1", "a2");

        queue.consume("visibilityTimeout=2", handler);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly("a1", "a1", "a2");
        assertThat(releasedAttempts).containsExactly(1);
    }

    @Test
    void a_claim_ahead_that_fails_lets_the_message_be_redelivered() throws Exception {
        queue.use(new Watched() {
            @Override
            public Claim claim(Work work, Duration lease) {
                if (handled.size() == 1 && secondIsClaimed.getCount() == 1) {
                    secondIsClaimed.countDown();
                    throw new LedgerUnavailableException("it is away", null);
                }
                return super.claim(work, lease);
            }

            @Override
            public boolean done(Lease lease) {
                return secondIsClaimed() && super.done(lease);
            }
        });
        queue.sendToGroup("a", "a1", "a2");

        queue.consume("backoff=0s&maxBackoff=0s", handler);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly("a1", "a2");
    }

    /** Whether the ledger has got the claims of the current message and of the next. */
    private boolean secondIsClaimed() {
        try {
            return secondIsClaimed.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void messages_that_cannot_be_claimed_together_are_claimed_at_their_turn() throws Exception {
        AtomicBoolean refuses = new AtomicBoolean(true);
        queue.use(new Watched() {
            @Override
            public LedgerWrites shared(Executor calls) {
                return refusingOnce(super.shared(calls), refuses);
            }
        });
        queue.sendToGroup("a", "a1", "a2");

        queue.consume("", handler);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly("a1", "a2");
        assertThat(refuses).isFalse();
    }

    private static LedgerWrites refusingOnce(LedgerWrites writes, AtomicBoolean refuses) {
        return (LedgerWrites) Proxy.newProxyInstance(
                LedgerWrites.class.getClassLoader(),
                new Class<?>[] {LedgerWrites.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("claim") && refuses.getAndSet(false)) {
                        throw new IllegalStateException("no claim can be asked for");
                    }
                    try {
                        return method.invoke(writes, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The real ledger, with a record of claims and releases. */
    private class Watched implements Ledger {
        @Override
        public Claim claim(Work work, Duration lease) {
            Claim claim = real.claim(work, lease);
            secondIsClaimed.countDown();
            return claim;
        }

        @Override
        public boolean renew(Lease lease, Duration duration) {
            return real.renew(lease, duration);
        }

        @Override
        public boolean done(Lease lease) {
            return real.done(lease);
        }

        @Override
        public boolean failed(Lease lease, Cause cause) {
            return real.failed(lease, cause);
        }

        @Override
        public boolean givenUp(Lease lease, Cause cause) {
            return real.givenUp(lease, cause);
        }

        @Override
        public boolean dead(Lease lease, Cause cause) {
            return real.dead(lease, cause);
        }

        @Override
        public boolean release(Lease lease) {
            releasedAttempts.add(lease.attempt());
            return real.release(lease);
        }
    }
}
