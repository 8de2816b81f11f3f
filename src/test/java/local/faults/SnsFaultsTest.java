package local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import local.Clients;
import local.http.HttpAnswer;
import local.http.HttpCall;
import local.http.LoopbackServer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.InternalErrorException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.SnsException;

class SnsFaultsTest {
    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:orders";

    private final List<HttpCall> arrived = new CopyOnWriteArrayList<>();
    private final LoopbackServer sns = LoopbackServer.start("SNS", 0, this::answer);
    private final AwsProxy proxy = AwsProxy.inFrontOf(sns.endpoint());
    private final SnsClient client = Clients.sns(proxy.endpoint());

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        sns.close();
    }

    @Test
    void a_call_is_recorded_under_its_action_with_its_fields() {
        publish();

        assertThat(proxy.calls("Publish"))
                .extracting(call -> call.body().path("TopicArn").asText())
                .containsExactly(TOPIC);
    }

    @Test
    void a_lost_answer_leaves_the_work_done() {
        proxy.faults().on("Publish").loseAnswer();

        assertThatThrownBy(this::publish).isInstanceOf(SdkClientException.class);

        assertThat(arrived).hasSize(1);
    }

    @Test
    void a_connection_cut_before_the_work_leaves_it_undone() {
        proxy.faults().on("Publish").cutBeforeWork();

        assertThatThrownBy(this::publish).isInstanceOf(SdkClientException.class);

        assertThat(arrived).isEmpty();
    }

    @Test
    void throttling_is_what_the_client_takes_for_throttling() {
        proxy.faults().on("Publish").throttle();

        assertThatThrownBy(this::publish)
                .asInstanceOf(InstanceOfAssertFactories.type(SnsException.class))
                .matches(SnsException::isThrottlingException)
                .returns("Throttling", e -> e.awsErrorDetails().errorCode());
        assertThat(arrived).isEmpty();
    }

    @Test
    void an_internal_error_leaves_the_work_undone() {
        proxy.faults().on("Publish").internalError();

        assertThatThrownBy(this::publish)
                .isInstanceOf(InternalErrorException.class)
                .asInstanceOf(InstanceOfAssertFactories.type(SnsException.class))
                .returns(500, SnsException::statusCode);
        assertThat(arrived).isEmpty();
    }

    @Test
    void everything_can_be_unavailable() {
        proxy.faults().onEverything().unavailable();

        assertThatThrownBy(this::publish)
                .asInstanceOf(InstanceOfAssertFactories.type(SnsException.class))
                .returns(503, SnsException::statusCode)
                .returns("ServiceUnavailable", e -> e.awsErrorDetails().errorCode());
    }

    @Test
    void a_partial_failure_leaves_those_entries_unpublished() {
        proxy.faults().on("PublishBatch").failEntries(position -> position == 1);

        PublishBatchResponse answer = publishBatch(3);

        assertThat(answer.successful()).extracting(PublishBatchResultEntry::id).containsExactly("0", "2");
        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("1");
        assertThat(answer.failed().get(0).senderFault()).isFalse();
        assertThat(QueryRequest.of(arrived.get(0)).fields())
                .containsEntry("PublishBatchRequestEntries.member.1.Message", "order 0 & co")
                .containsEntry("PublishBatchRequestEntries.member.2.Message", "order 2 & co")
                .doesNotContainValue("order 1 & co");
    }

    @Test
    void a_partial_failure_of_all_entries_publishes_nothing() {
        proxy.faults().on("PublishBatch").failEntries(position -> true);

        PublishBatchResponse answer = publishBatch(3);

        assertThat(answer.successful()).isEmpty();
        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("0", "1", "2");
        assertThat(arrived).isEmpty();
    }

    private void publish() {
        client.publish(p -> p.topicArn(TOPIC).message("an order"));
    }

    private PublishBatchResponse publishBatch(int messages) {
        return client.publishBatch(b -> b.topicArn(TOPIC)
                .publishBatchRequestEntries(IntStream.range(0, messages)
                        .mapToObj(i -> PublishBatchRequestEntry.builder()
                                .id("" + i)
                                .message("order " + i + " & co")
                                .build())
                        .toList()));
    }

    private HttpAnswer answer(HttpCall call) {
        arrived.add(call);
        StringBuilder published = new StringBuilder();
        QueryRequest.of(call).fields().forEach((name, value) -> {
            if (name.endsWith(".Id")) {
                published.append("<member><Id>%s</Id><MessageId>m</MessageId></member>".formatted(value));
            }
        });
        return HttpAnswer.of(200, "text/xml", """
                <PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>\
                <Successful>%s</Successful></PublishBatchResult></PublishBatchResponse>""".formatted(published));
    }
}
