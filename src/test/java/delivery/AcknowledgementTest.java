package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A message is deleted only after its handler has succeeded. Deletes share calls. */
class AcknowledgementTest {
    private final QueueForTests queue = QueueForTests.standard();
    private final AtomicInteger handled = new AtomicInteger();

    @AfterEach
    void stop() {
        queue.close();
    }

    @Test
    void a_message_is_deleted_only_after_its_handler_succeeded() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        queue.consume("", exchange -> {
            handled.incrementAndGet();
            finish.await();
        });

        queue.send("placed");
        await().untilAtomic(handled, equalTo(1));
        assertThat(queue.proxy().count("DeleteMessageBatch")).isZero();
        assertThat(queue.inFlight()).isEqualTo(1);
        finish.countDown();

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(queue.proxy().count("DeleteMessage")).isZero();
    }

    @Tag("timing")
    @Test
    void a_thousand_messages_take_a_hundred_polls_and_a_hundred_deletes() throws Exception {
        queue.sendNumbers(1000);

        queue.consume("deleteLinger=6s", exchange -> handled.incrementAndGet());

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        long receives = queue.proxy().calls("ReceiveMessage").stream()
                .filter(call -> call.status() == 200)
                .count();
        assertThat(handled).hasValue(1000);
        assertThat(receives).isLessThanOrEqualTo(100 + 10);
        assertThat(queue.proxy().count("DeleteMessageBatch")).isEqualTo(100);
    }

    @Test
    void a_lone_delete_is_sent_within_the_linger() throws Exception {
        queue.consume("", exchange -> handled.incrementAndGet());

        queue.send("placed");

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(queue.proxy().count("DeleteMessageBatch")).isEqualTo(1);
    }

    @Test
    void an_entry_that_failed_to_delete_is_tried_again() throws Exception {
        queue.proxy().faults().on("DeleteMessageBatch").times(1).failEntries(position -> position == 0);
        queue.sendNumbers(3);

        queue.consume("", exchange -> handled.incrementAndGet());

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).hasValue(3);
    }

    @Test
    void a_delete_whose_answer_was_lost_is_tried_again() throws Exception {
        queue.proxy().faults().on("DeleteMessageBatch").times(1).loseAnswer();
        queue.send("placed");

        queue.consume("", exchange -> handled.incrementAndGet());

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).hasValue(1);
    }

    @Test
    void a_route_that_removes_every_header_still_deletes() throws Exception {
        queue.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bill").removeHeaders("*").process(exchange -> handled.incrementAndGet());
            }
        });
        queue.send("placed");

        queue.consume("", "direct:bill");

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).hasValue(1);
    }

    @Test
    void a_rollback_keeps_the_message() throws Exception {
        queue.send("placed");

        queue.consume("backoff=60s", exchange -> {
            handled.incrementAndGet();
            exchange.setRollbackOnly(true);
        });

        await().untilAtomic(handled, equalTo(1));
        await().untilAsserted(() ->
                assertThat(queue.proxy().count("ChangeMessageVisibilityBatch")).isEqualTo(1));
        assertThat(queue.left()).isEqualTo(1);
        assertThat(queue.proxy().count("DeleteMessageBatch")).isZero();
    }

    @Test
    void a_failure_that_the_users_own_error_handler_has_handled_is_acknowledged() throws Exception {
        queue.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("aws2-sqs:" + queue.name() + "?waitTimeSeconds=1")
                        .onException(IllegalStateException.class)
                        .handled(true)
                        .process(exchange -> handled.incrementAndGet())
                        .end()
                        .throwException(new IllegalStateException("no such order"));
            }
        });
        queue.send("placed");

        queue.context().start();

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).hasValue(1);
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void deletes_that_fail_together_are_tried_again_together() throws Exception {
        queue.proxy().faults().on("DeleteMessageBatch").times(1).failEntries(position -> true);
        queue.sendNumbers(10);
        CyclicBarrier allTen = new CyclicBarrier(10);

        // A delete waits for nine others, however slow the machine is.
        queue.consume("deleteLinger=15s", exchange -> {
            allTen.await(10, TimeUnit.SECONDS);
            handled.incrementAndGet();
        });

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).hasValue(10);
        assertThat(queue.batches("DeleteMessageBatch")).containsExactly(10, 10);
    }

    @Test
    void a_message_attribute_does_not_become_a_camel_control_header() throws Exception {
        List<Object> operations = new ArrayList<>();
        queue.send("placed", Map.of("CamelAwsSqsOperation", "purgeQueue", "kind", "order"));

        queue.consume("", exchange -> operations.add(exchange.getIn().getHeader("CamelAwsSqsOperation")));

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(operations).containsExactly((Object) null);
    }
}
