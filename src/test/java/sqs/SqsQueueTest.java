package sqs;

import static org.assertj.core.api.Assertions.assertThat;

import aws.AwsClients;
import cost.Costs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import local.faults.AwsProxy;
import local.faults.Call;
import local.sqs.LocalSqs;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The calls to one queue, and their retries. */
class SqsQueueTest {
    private static final Duration HIDDEN = Duration.ofSeconds(20);

    private final LocalSqs service = LocalSqs.start(0);
    private final AwsProxy proxy = AwsProxy.inFrontOf(service.endpoint());
    private final AwsClients aws = AwsClients.of(proxy.endpoint(), proxy.endpoint(), proxy.endpoint());

    @AfterEach
    void stop() {
        aws.close();
        proxy.close();
        service.close();
    }

    @Test
    void messages_of_a_fifo_queue_whose_response_was_lost_arrive_with_the_next_poll() {
        SqsQueue queue = fifo();
        aws.sqs().sendMessage(r -> r.queueUrl(queue.url()).messageBody("placed").messageGroupId("a"));
        proxy.faults().on("ReceiveMessage").times(1).loseAnswer();

        List<Message> received = queue.receive(10, Duration.ZERO, HIDDEN, List.of());

        assertThat(received).extracting(Message::body).containsExactly("placed");
        assertThat(attemptIds()).hasSize(2).containsOnly(attemptIds().get(0));
    }

    @Test
    void each_poll_of_a_fifo_queue_has_its_own_receive_attempt_id() {
        SqsQueue queue = fifo();

        queue.receive(10, Duration.ZERO, HIDDEN, List.of());
        queue.receive(10, Duration.ZERO, HIDDEN, List.of());

        assertThat(attemptIds()).hasSize(2).doesNotHaveDuplicates().doesNotContain("");
    }

    @Test
    void a_poll_of_a_standard_queue_has_no_receive_attempt_id() {
        SqsQueue queue = new SqsQueue(
                aws.sqs(), aws.sqs().createQueue(r -> r.queueName("standard")).queueUrl());

        queue.receive(10, Duration.ZERO, HIDDEN, List.of());

        assertThat(attemptIds()).containsExactly("");
    }

    @Test
    void each_call_for_a_message_counts_for_its_route_even_the_send_of_a_single_copy() {
        String name = "counted-" + UUID.randomUUID();
        String url = aws.sqs().createQueue(r -> r.queueName(name)).queueUrl();
        aws.sqs().sendMessage(r -> r.queueUrl(url).messageBody("placed"));
        CamelContext camel = new DefaultCamelContext();
        SqsQueue queue = new SqsQueue(aws.sqs(), url, Costs.of(camel).consumer(name, false));

        Message received = queue.receive(10, Duration.ZERO, HIDDEN, List.of()).get(0);
        queue.send(MessageCopy.of(received, null));
        queue.delete(List.of(received.receiptHandle()));

        assertThat(Costs.of(camel).all())
                .filteredOn(spent -> spent.name().equals(name))
                .singleElement()
                .satisfies(spent -> assertThat(spent.callsPerMessage()).isEqualTo(3));
    }

    private SqsQueue fifo() {
        return new SqsQueue(
                aws.sqs(),
                aws.sqs()
                        .createQueue(r -> r.queueName("queue-" + UUID.randomUUID() + ".fifo")
                                .attributes(Map.of(
                                        QueueAttributeName.FIFO_QUEUE, "true",
                                        QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true")))
                        .queueUrl());
    }

    private List<String> attemptIds() {
        return proxy.calls("ReceiveMessage").stream()
                .map(Call::body)
                .map(body -> body.path("ReceiveRequestAttemptId").asText())
                .toList();
    }
}
