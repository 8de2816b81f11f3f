package local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.VISIBILITY_TIMEOUT;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SqsException;

class SqsLongPollTest {
    private static final Duration BEFORE_THE_WAIT_ENDS = Duration.ofSeconds(15);

    @RegisterExtension
    static final SqsUnderContract sqs = new SqsUnderContract();

    @Test
    void a_poll_ends_when_a_message_is_sent() {
        String queue = sqs.queue(Map.of());
        CompletableFuture<List<Message>> poll = poll(queue, 20);
        assertStaysOpen(poll);

        sqs.send(queue, "x");

        await().atMost(BEFORE_THE_WAIT_ENDS).until(poll::isDone);
        assertThat(poll.join()).extracting(Message::body).containsExactly("x");
    }

    @Test
    void a_poll_ends_when_a_message_becomes_visible_again() {
        String queue = sqs.queue(Map.of(VISIBILITY_TIMEOUT, "2"));
        sqs.send(queue, "x");
        sqs.receive(queue);

        CompletableFuture<List<Message>> poll = poll(queue, 20);

        await().atMost(BEFORE_THE_WAIT_ENDS).until(poll::isDone);
        assertThat(poll.join()).extracting(Message::body).containsExactly("x");
    }

    @Test
    void a_poll_ends_empty_after_its_wait_time() {
        String queue = sqs.queue(Map.of());
        Instant before = Instant.now();

        List<Message> messages = poll(queue, 2).join();

        assertThat(messages).isEmpty();
        assertThat(Duration.between(before, Instant.now())).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(15));
    }

    @Test
    void a_poll_without_a_wait_time_uses_that_of_the_queue() {
        String queue = sqs.queue(Map.of(RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "20"));
        CompletableFuture<List<Message>> poll = CompletableFuture.supplyAsync(
                () -> sqs.client().receiveMessage(r -> r.queueUrl(queue)).messages());
        assertStaysOpen(poll);

        sqs.send(queue, "x");

        await().atMost(BEFORE_THE_WAIT_ENDS).until(poll::isDone);
    }

    @Test
    void a_wait_of_21_seconds_is_refused() {
        String queue = sqs.queue(Map.of());

        assertThatThrownBy(
                        () -> sqs.client().receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(21)))
                .isInstanceOfSatisfying(
                        SqsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).contains("InvalidParameterValue"));
    }

    private static CompletableFuture<List<Message>> poll(String queue, int seconds) {
        return CompletableFuture.supplyAsync(() -> sqs.client()
                .receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(seconds))
                .messages());
    }

    private static void assertStaysOpen(CompletableFuture<?> poll) {
        await().during(Duration.ofMillis(300)).until(() -> !poll.isDone());
    }
}
