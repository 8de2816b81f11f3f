package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Receives and acknowledgements share places, and acknowledgements go first. */
class CallsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Calls calls = new Calls(2, threads);
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void an_acknowledgement_is_made_beside_a_receive() throws Exception {
        calls.begin();

        calls.execute(() -> done.add("delete"));

        await().until(() -> done.contains("delete"));
    }

    @Test
    void a_receive_that_would_leave_no_place_for_acknowledgements_may_not_wait() throws Exception {
        assertThat(calls.begin()).isTrue();
        assertThat(calls.begin()).isFalse();

        calls.end();
        calls.end();

        assertThat(calls.begin()).isTrue();
    }

    @Test
    void a_receive_may_wait_beside_an_acknowledgement() throws Exception {
        calls.execute(this::unanswered);

        assertThat(calls.begin()).isTrue();
    }

    @Test
    void who_has_received_makes_what_waits_for_a_place() throws Exception {
        calls.begin();
        calls.begin();
        Thread receiver = Thread.currentThread();
        calls.execute(() -> done.add(Thread.currentThread() == receiver ? "delete" : "in another thread"));
        calls.execute(() -> done.add("another"));
        assertThat(done).isEmpty();

        calls.end();

        assertThat(done).containsExactly("delete", "another");
    }

    @Test
    void a_receive_waits_while_all_places_are_taken_and_goes_last() throws Exception {
        calls.begin();
        calls.execute(this::unanswered);
        threads.execute(this::receive);
        calls.execute(() -> done.add("delete"));

        answer.countDown();

        await().until(() -> done.size() == 2);
        assertThat(done).containsExactly("delete", "receive");
    }

    @Test
    void a_call_that_fails_unexpectedly_takes_neither_its_place_nor_the_next_call_with_it() throws Exception {
        calls.begin();
        calls.begin();
        calls.execute(() -> {
            throw new IllegalStateException("a call that fails, as the test wants it");
        });
        calls.execute(() -> done.add("delete"));

        calls.end();

        assertThat(done).containsExactly("delete");
        calls.begin();
    }

    private void receive() {
        try {
            calls.begin();
            done.add("receive");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void unanswered() {
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
