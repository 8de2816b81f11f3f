package local.sqs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.event.NoLogging;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

class DeferringSchedulerTest {
    private static final ExecutionContext AT_ONCE = ExecutionContext.fromExecutor(Runnable::run);

    @ParameterizedTest
    @ValueSource(longs = {-60_000, 0, 1})
    void a_task_that_is_due_waits_for_the_next_tick(long millis) throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        try (DeferringScheduler scheduler = scheduler()) {
            scheduler.scheduleOnce(
                    FiniteDuration.create(millis, "ms"), () -> ran.complete(Thread.currentThread()), AT_ONCE);

            assertThat(ran.get(20, SECONDS)).isNotSameAs(Thread.currentThread());
        }
    }

    @Test
    void a_task_that_is_not_due_keeps_its_delay() {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        DeferringScheduler scheduler = scheduler();
        scheduler.scheduleOnce(
                (FiniteDuration) Duration.create("1 hour"), () -> ran.complete(Thread.currentThread()), AT_ONCE);

        scheduler.close();

        assertThat(ran).isNotDone();
    }

    private static DeferringScheduler scheduler() {
        return new DeferringScheduler(ConfigFactory.load(), NoLogging.getInstance(), Thread::new);
    }
}
