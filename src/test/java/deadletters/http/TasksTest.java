package deadletters.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TasksTest {
    private static final int REMEMBERED = 200;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Tasks tasks = new Tasks(context);
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch lastEnd = new CountDownLatch(1);

    @BeforeEach
    void start() {
        context.start();
        tasks.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        lastEnd.countDown();
        tasks.stop();
        context.stop();
    }

    @Test
    void the_last_two_hundred_that_have_ended_can_be_asked_for() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < REMEMBERED + 2; i++) {
            ids.add(endingAt(end).id());
        }
        assertThat(ids).allMatch(id -> state(id).equals(Optional.of(Task.Status.RUNNING)));

        end.countDown();
        await().untilAsserted(() -> assertThat(ids).allMatch(id -> state(id).equals(Optional.of(Task.Status.DONE))));
        String last = endingAt(lastEnd).id();

        assertThat(ids.subList(0, 2)).allMatch(id -> state(id).isEmpty());
        assertThat(ids.subList(2, ids.size())).allMatch(id -> state(id).isPresent());
        assertThat(state(last)).contains(Task.Status.RUNNING);
    }

    private Optional<Task.Status> state(String id) {
        return tasks.find("billing", id).map(Task::state);
    }

    /** One that its caller does not wait for. */
    private Task endingAt(CountDownLatch latch) throws InterruptedException {
        return tasks.run("billing", "redrive", Duration.ZERO, job -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "told later";
        });
    }
}
