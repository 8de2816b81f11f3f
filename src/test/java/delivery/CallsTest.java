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

        acknowledge(() -> done.add("delete"));

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
        acknowledge(() -> done.add(Thread.currentThread() == receiver ? "delete" : "in another thread"));
        acknowledge(() -> done.add("another"));
        assertThat(done).isEmpty();

        calls.end();

        assertThat(done).containsExactly("delete", "another");
    }

    @Test
    void a_receive_waits_while_all_places_are_taken_and_goes_last() throws Exception {
        calls.begin();
        acknowledge(this::unanswered);
        threads.execute(this::receive);
        acknowledge(() -> done.add("delete"));

        answer.countDown();

        await().until(() -> done.size() == 2);
        assertThat(done).containsExactly("delete", "receive");
    }

    @Test
    void what_a_receiver_acknowledges_it_makes_itself_and_another_receives_meanwhile() throws Exception {
        Thread receiver = Thread.currentThread();
        calls.begin();
        calls.execute(() -> {
            threads.execute(this::receive);
            await().until(() -> done.contains("receive"));
            done.add(Thread.currentThread() == receiver ? "delete" : "in another thread");
        });
        assertThat(done).isEmpty();

        calls.end();

        assertThat(done).containsExactly("receive", "delete");
    }

    @Test
    void what_a_receiver_that_is_relieved_has_acknowledged_is_made_elsewhere_and_what_it_acknowledges_then()
            throws Exception {
        Thread receiver = Thread.currentThread();
        Runnable delete = () -> done.add(Thread.currentThread() == receiver ? "by the receiver" : "delete");
        calls.begin();
        calls.execute(delete);

        calls.endElsewhere(receiver);
        await().until(() -> done.size() == 1);
        calls.execute(delete);
        await().until(() -> done.size() == 2);

        assertThat(done).containsOnly("delete");
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

    /** In a thread that does not receive. */
    private void acknowledge(Runnable call) throws Exception {
        threads.submit(() -> calls.execute(call)).get();
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
