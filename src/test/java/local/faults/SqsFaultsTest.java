package local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import local.Clients;
import local.sqs.LocalSqs;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.RequestThrottledException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

class SqsFaultsTest {
    private static LocalSqs sqs;

    private AwsProxy proxy;
    private SqsClient client;
    private String queue;

    @BeforeAll
    static void startSqs() {
        sqs = LocalSqs.start(0);
    }

    @AfterAll
    static void stopSqs() {
        sqs.close();
    }

    @BeforeEach
    void startProxy() {
        proxy = AwsProxy.inFrontOf(sqs.endpoint());
        client = Clients.sqs(proxy.endpoint());
        queue = client.createQueue(q -> q.queueName("billing")).queueUrl();
    }

    @AfterEach
    void stopProxy() {
        proxy.reset();
        client.deleteQueue(q -> q.queueUrl(queue));
        client.close();
        proxy.close();
    }

    @Test
    void a_lost_answer_leaves_the_work_done() {
        proxy.faults().on("SendMessage").loseAnswer();

        assertThatThrownBy(() -> send("an invoice")).isInstanceOf(SdkClientException.class);

        assertThat(visible()).isEqualTo(1);
        assertThat(proxy.calls("SendMessage")).extracting(Call::status).containsExactly(Call.CUT);
    }

    @Test
    void a_connection_cut_before_the_work_leaves_it_undone() {
        proxy.faults().on("SendMessage").cutBeforeWork();

        assertThatThrownBy(() -> send("an invoice")).isInstanceOf(SdkClientException.class);

        assertThat(visible()).isZero();
        assertThat(proxy.calls("SendMessage")).extracting(Call::status).containsExactly(Call.CUT);
    }

    @Test
    void throttling_is_what_the_client_takes_for_throttling() {
        proxy.faults().on("SendMessage").throttle();

        assertThatThrownBy(() -> send("an invoice"))
                .isInstanceOf(RequestThrottledException.class)
                .asInstanceOf(InstanceOfAssertFactories.type(SqsException.class))
                .matches(SqsException::isThrottlingException);
        assertThat(visible()).isZero();
    }

    @Test
    void an_internal_error_leaves_the_work_undone() {
        proxy.faults().on("SendMessage").internalError();

        assertThatThrownBy(() -> send("an invoice"))
                .asInstanceOf(InstanceOfAssertFactories.type(SqsException.class))
                .returns(500, SqsException::statusCode)
                .returns("InternalFailure", e -> e.awsErrorDetails().errorCode());
        assertThat(visible()).isZero();
    }

    @Test
    void everything_can_be_unavailable() {
        proxy.faults().onEverything().unavailable();

        assertThatThrownBy(client::listQueues)
                .asInstanceOf(InstanceOfAssertFactories.type(SqsException.class))
                .returns(503, SqsException::statusCode);
        assertThatThrownBy(() -> send("an invoice"))
                .asInstanceOf(InstanceOfAssertFactories.type(SqsException.class))
                .returns(503, SqsException::statusCode);
    }

    @Test
    void any_other_error_carries_its_code() {
        proxy.faults().on("SendMessage").refuse(403, "AccessDenied");

        assertThatThrownBy(() -> send("an invoice"))
                .asInstanceOf(InstanceOfAssertFactories.type(SqsException.class))
                .returns(403, SqsException::statusCode)
                .returns("AccessDenied", e -> e.awsErrorDetails().errorCode());
    }

    @Test
    void a_delay_only_delays() {
        proxy.faults().on("SendMessage").delay(Duration.ofMillis(200));
        Instant before = Instant.now();

        send("an invoice");

        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void a_partial_failure_of_sends_leaves_those_entries_unsent() {
        proxy.faults().on("SendMessageBatch").failEntries(position -> position == 1);

        SendMessageBatchResponse answer = sendBatch(3);

        assertThat(answer.successful())
                .extracting(SendMessageBatchResultEntry::id)
                .containsExactly("0", "2");
        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("1");
        assertThat(answer.failed().get(0).senderFault()).isFalse();
        assertThat(visible()).isEqualTo(2);
    }

    @Test
    void a_partial_failure_of_all_sends_sends_nothing() {
        proxy.faults().on("SendMessageBatch").failEntries(position -> true);

        SendMessageBatchResponse answer = sendBatch(3);

        assertThat(answer.successful()).isEmpty();
        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("0", "1", "2");
        assertThat(visible()).isZero();
    }

    @Test
    void a_partial_failure_of_deletes_leaves_those_messages_in_flight() {
        sendBatch(2);
        List<Message> messages = receive();
        proxy.faults().on("DeleteMessageBatch").failEntries(position -> position == 0);

        DeleteMessageBatchResponse answer = client.deleteMessageBatch(d -> d.queueUrl(queue)
                .entries(IntStream.range(0, 2)
                        .mapToObj(i -> DeleteMessageBatchRequestEntry.builder()
                                .id("" + i)
                                .receiptHandle(messages.get(i).receiptHandle())
                                .build())
                        .toList()));

        assertThat(answer.successful())
                .extracting(DeleteMessageBatchResultEntry::id)
                .containsExactly("1");
        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("0");
        assertThat(count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isEqualTo(1);
    }

    @Test
    void a_partial_failure_of_visibility_changes_leaves_those_messages_in_flight() {
        sendBatch(2);
        List<Message> messages = receive();
        proxy.faults().on("ChangeMessageVisibilityBatch").failEntries(position -> position == 0);

        ChangeMessageVisibilityBatchResponse answer = client.changeMessageVisibilityBatch(c -> c.queueUrl(queue)
                .entries(IntStream.range(0, 2)
                        .mapToObj(i -> ChangeMessageVisibilityBatchRequestEntry.builder()
                                .id("" + i)
                                .receiptHandle(messages.get(i).receiptHandle())
                                .visibilityTimeout(0)
                                .build())
                        .toList()));

        assertThat(answer.successful())
                .extracting(ChangeMessageVisibilityBatchResultEntry::id)
                .containsExactly("1");
        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("0");
        assertThat(visible()).isEqualTo(1);
    }

    private void send(String body) {
        client.sendMessage(m -> m.queueUrl(queue).messageBody(body));
    }

    private SendMessageBatchResponse sendBatch(int messages) {
        return client.sendMessageBatch(b -> b.queueUrl(queue)
                .entries(IntStream.range(0, messages)
                        .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                                .id("" + i)
                                .messageBody("invoice " + i)
                                .build())
                        .toList()));
    }

    private List<Message> receive() {
        return client.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10))
                .messages();
    }

    private int visible() {
        return count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    }

    private int count(QueueAttributeName name) {
        return Integer.parseInt(client.getQueueAttributes(q -> q.queueUrl(queue).attributeNames(name))
                .attributes()
                .get(name));
    }
}
