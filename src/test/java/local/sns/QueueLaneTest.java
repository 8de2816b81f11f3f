package local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** What happens to waiting messages while the queue's service fails. */
class QueueLaneTest {
    private static final Arn FIFO = new Arn("sqs", "us-east-1", Arn.LOCAL_ACCOUNT, "billing.fifo");
    private static final Arn STANDARD = new Arn("sqs", "us-east-1", Arn.LOCAL_ACCOUNT, "billing");
    private static final SendMessageBatchResponse ALL_WELL =
            SendMessageBatchResponse.builder().build();

    private final Queue<Function<SendMessageBatchRequest, SendMessageBatchResponse>> troubles =
            new ConcurrentLinkedQueue<>();
    private final Queue<List<String>> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<String> givenUp = new ConcurrentLinkedQueue<>();
    private final DeliveryThreads threads = new DeliveryThreads("test", 1);

    @AfterEach
    void stop() {
        threads.close();
    }

    @Test
    void a_throttled_call_is_repeated() {
        QueueLane lane = lane(STANDARD);
        troubles.add(request -> fail(400, "ThrottlingException"));
        troubles.add(request -> fail(503, "ServiceUnavailable"));

        lane.add(delivery("group", "hello"));

        await().untilAsserted(() -> assertThat(accepted).containsExactly(List.of("hello")));
        assertThat(givenUp).isEmpty();
    }

    @Test
    void a_message_that_failed_is_not_overtaken_by_the_next_of_its_group() {
        QueueLane lane = lane(FIFO);
        troubles.add(request -> fail(503, "ServiceUnavailable"));
        troubles.add(request -> failed(request, "a1", false));

        for (String text : List.of("a1", "b1", "a2", "b2", "a3")) {
            lane.add(delivery(text.substring(0, 1), text));
        }

        await().untilAsserted(() ->
                assertThat(accepted.stream().flatMap(List::stream)).hasSize(5));
        assertThat(accepted.stream().flatMap(List::stream).filter(text -> text.startsWith("a")))
                .containsExactly("a1", "a2", "a3");
        assertThat(accepted.stream().flatMap(List::stream).filter(text -> text.startsWith("b")))
                .containsExactly("b1", "b2");
    }

    @Test
    void a_refused_message_is_given_up_and_other_messages_are_delivered() {
        QueueLane lane = lane(STANDARD);
        troubles.add(request -> fail(503, "ServiceUnavailable"));
        troubles.add(request -> failed(request, "bad", true));

        lane.add(delivery("group", "bad"));
        lane.add(delivery("group", "good"));

        await().untilAsserted(() ->
                assertThat(accepted.stream().flatMap(List::stream)).containsExactly("good"));
        assertThat(givenUp).containsExactly("bad");
    }

    @Test
    void a_message_that_makes_its_whole_call_fail_is_isolated() {
        QueueLane lane = lane(STANDARD);
        troubles.add(request -> fail(503, "ServiceUnavailable"));
        for (int i = 0; i < 4; i++) {
            troubles.add(request -> texts(request).contains("bad") ? fail(400, "InvalidMessageContents") : ALL_WELL);
        }

        for (String text : List.of("one", "bad", "other")) {
            lane.add(delivery("group", text));
        }

        await().untilAsserted(() ->
                assertThat(accepted.stream().flatMap(List::stream)).containsExactly("one", "other"));
        assertThat(givenUp).containsExactly("bad");
    }

    private QueueLane lane(Arn queue) {
        Envelope envelope = new Envelope(new MessageSigner(), () -> URI.create("http://localhost"));
        return new QueueLane(queue, new Sqs(), envelope, threads, (delivery, cause) -> givenUp.add(delivery.text()));
    }

    private static Delivery delivery(String group, String text) {
        return new Delivery(
                new Message(
                        Message.Type.Notification,
                        "id",
                        Map.of(Message.DEFAULT, text),
                        null,
                        Map.of(),
                        group,
                        text,
                        "1",
                        null,
                        null,
                        Instant.EPOCH),
                new Subscriber("topic", "subscription", "sqs", "queue", true, null, DeliveryPolicy.NONE, "1"));
    }

    private static SendMessageBatchResponse fail(int status, String code) {
        throw SqsException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    private static SendMessageBatchResponse failed(SendMessageBatchRequest request, String text, boolean senderFault) {
        return SendMessageBatchResponse.builder()
                .failed(request.entries().stream()
                        .filter(entry -> entry.messageBody().equals(text))
                        .map(entry -> BatchResultErrorEntry.builder()
                                .id(entry.id())
                                .code("Trouble")
                                .senderFault(senderFault)
                                .build())
                        .toList())
                .build();
    }

    private static List<String> texts(SendMessageBatchRequest request) {
        return request.entries().stream()
                .map(SendMessageBatchRequestEntry::messageBody)
                .toList();
    }

    /** An SQS that accepts everything once its faults are over. */
    private final class Sqs implements SqsClient {
        @Override
        public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
            return GetQueueUrlResponse.builder().queueUrl("http://queue").build();
        }

        @Override
        public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
            Function<SendMessageBatchRequest, SendMessageBatchResponse> trouble = troubles.poll();
            SendMessageBatchResponse answer = trouble == null ? ALL_WELL : trouble.apply(request);
            List<String> failed =
                    answer.failed().stream().map(BatchResultErrorEntry::id).toList();
            accepted.add(request.entries().stream()
                    .filter(entry -> !failed.contains(entry.id()))
                    .map(SendMessageBatchRequestEntry::messageBody)
                    .toList());
            return answer;
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
