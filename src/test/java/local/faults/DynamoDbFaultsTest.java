package local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import local.Clients;
import local.http.HttpAnswer;
import local.http.HttpCall;
import local.http.LoopbackServer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class DynamoDbFaultsTest {
    private final List<HttpCall> arrived = new CopyOnWriteArrayList<>();
    private final LoopbackServer dynamoDb = LoopbackServer.start("DynamoDB", 0, this::answer);
    private final AwsProxy proxy = AwsProxy.inFrontOf(dynamoDb.endpoint());
    private final DynamoDbClient client = Clients.dynamoDb(proxy.endpoint());

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        dynamoDb.close();
    }

    @Test
    void a_call_is_recorded_under_its_action_with_its_body() {
        put();

        assertThat(proxy.calls("PutItem"))
                .extracting(call -> call.body().path("TableName").asText())
                .containsExactly("ledger");
    }

    @Test
    void a_lost_answer_leaves_the_work_done() {
        proxy.faults().on("PutItem").loseAnswer();

        assertThatThrownBy(this::put).isInstanceOf(SdkClientException.class);

        assertThat(arrived).hasSize(1);
    }

    @Test
    void a_connection_cut_before_the_work_leaves_it_undone() {
        proxy.faults().on("PutItem").cutBeforeWork();

        assertThatThrownBy(this::put).isInstanceOf(SdkClientException.class);

        assertThat(arrived).isEmpty();
    }

    @Test
    void throttling_is_what_the_client_takes_for_throttling() {
        proxy.faults().on("PutItem").throttle();

        assertThatThrownBy(this::put)
                .isInstanceOf(ProvisionedThroughputExceededException.class)
                .asInstanceOf(InstanceOfAssertFactories.type(DynamoDbException.class))
                .matches(DynamoDbException::isThrottlingException);
        assertThat(arrived).isEmpty();
    }

    @Test
    void an_internal_error_leaves_the_work_undone() {
        proxy.faults().on("PutItem").internalError();

        assertThatThrownBy(this::put).isInstanceOf(InternalServerErrorException.class);

        assertThat(arrived).isEmpty();
    }

    @Test
    void everything_can_be_unavailable() {
        proxy.faults().onEverything().unavailable();

        assertThatThrownBy(this::put)
                .asInstanceOf(InstanceOfAssertFactories.type(DynamoDbException.class))
                .returns(503, DynamoDbException::statusCode);
    }

    @Test
    void a_partial_failure_returns_the_failed_writes_as_unprocessed() {
        proxy.faults().on("BatchWriteItem").failEntries(position -> position == 1);

        BatchWriteItemResponse answer = client.batchWriteItem(b -> b.requestItems(writes("a", "b", "c")));

        assertThat(answer.unprocessedItems()).isEqualTo(writes("b"));
        assertThat(arrived.get(0).text()).contains("\"a\"", "\"c\"").doesNotContain("\"b\"");
    }

    @Test
    void a_partial_failure_of_all_writes_writes_nothing() {
        proxy.faults().on("BatchWriteItem").failEntries(position -> true);

        BatchWriteItemResponse answer = client.batchWriteItem(b -> b.requestItems(writes("a", "b", "c")));

        assertThat(answer.unprocessedItems()).isEqualTo(writes("a", "b", "c"));
        assertThat(arrived).isEmpty();
    }

    private void put() {
        client.putItem(p -> p.tableName("ledger").item(Map.of("event", AttributeValue.fromS("a"))));
    }

    private static Map<String, List<WriteRequest>> writes(String... events) {
        return Map.of(
                "ledger",
                Stream.of(events)
                        .map(event -> WriteRequest.builder()
                                .putRequest(p -> p.item(Map.of("event", AttributeValue.fromS(event))))
                                .build())
                        .toList());
    }

    private HttpAnswer answer(HttpCall call) {
        arrived.add(call);
        HttpAnswer answer = HttpAnswer.of(200, "application/x-amz-json-1.0", "{\"UnprocessedItems\":{}}");
        CRC32 checksum = new CRC32();
        checksum.update(answer.body());
        return answer.with("x-amz-crc32", Long.toString(checksum.getValue()));
    }
}
