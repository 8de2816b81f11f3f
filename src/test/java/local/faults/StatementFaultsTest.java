package local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import local.Clients;
import local.dynamodb.LocalDynamoDb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class StatementFaultsTest {
    private static final String BATCH = "BatchExecuteStatement";

    private final LocalDynamoDb dynamoDb = LocalDynamoDb.start(0);
    private final AwsProxy proxy = AwsProxy.inFrontOf(dynamoDb.endpoint());
    private final DynamoDbClient client = Clients.dynamoDb(proxy.endpoint());

    @BeforeEach
    void createTable() {
        client.createTable(table -> table.tableName("ledger")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("event")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("event")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        dynamoDb.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN_TO_SDK_VERSION")
    void a_statement_that_fails_is_not_run_and_the_others_are(BatchStatementErrorCodeEnum code) {
        proxy.faults().on(BATCH).failStatements(position -> position % 2 == 0, code.toString());

        assertThat(codes(insert(4))).containsExactly(code, null, code, null);
        assertThat(events()).containsExactly("1", "3");
    }

    @Test
    void a_statement_that_fails_after_its_work_has_been_run() {
        proxy.faults().on(BATCH).failStatementsAfterWork(position -> position == 1, "InternalServerError");

        assertThat(codes(insert(3))).containsExactly(null, BatchStatementErrorCodeEnum.INTERNAL_SERVER_ERROR, null);
        assertThat(events()).containsExactly("0", "1", "2");
    }

    @Test
    void all_statements_can_fail() {
        proxy.faults().on(BATCH).failEntries(position -> true);

        assertThat(codes(insert(2))).containsOnly(BatchStatementErrorCodeEnum.INTERNAL_SERVER_ERROR);
        assertThat(events()).isEmpty();
    }

    @Test
    void other_calls_pass_when_statements_fail() {
        proxy.faults().onEverything().failStatements(position -> true, "ThrottlingError");
        proxy.faults().onEverything().failStatementsAfterWork(position -> true, "ThrottlingError");

        client.executeStatement(request -> request.statement("INSERT INTO ledger VALUE {'event': '0'}"));

        assertThat(events()).containsExactly("0");
    }

    @Test
    void a_lost_answer_leaves_the_statements_run() {
        proxy.faults().on(BATCH).loseAnswer();

        assertThatThrownBy(() -> insert(2)).isInstanceOf(SdkClientException.class);

        assertThat(events()).containsExactly("0", "1");
    }

    @Test
    void a_connection_cut_before_the_work_leaves_them_unrun() {
        proxy.faults().on(BATCH).times(1).cutBeforeWork();
        proxy.faults().on(BATCH).throttle();

        assertThatThrownBy(() -> insert(2)).isInstanceOf(SdkClientException.class);
        assertThatThrownBy(() -> insert(2)).isInstanceOf(ProvisionedThroughputExceededException.class);

        assertThat(events()).isEmpty();
    }

    @Test
    void calls_and_statements_are_counted() {
        insert(3);
        insert(2);
        client.executeStatement(request -> request.statement("SELECT * FROM ledger WHERE event = '0'"));

        assertThat(proxy.count(BATCH)).isEqualTo(2);
        assertThat(proxy.countStatements()).isEqualTo(6);
    }

    private List<BatchStatementResponse> insert(int count) {
        return client.batchExecuteStatement(batch -> batch.statements(IntStream.range(0, count)
                        .mapToObj(i -> BatchStatementRequest.builder()
                                .statement("INSERT INTO ledger VALUE {'event': ?}")
                                .parameters(AttributeValue.fromS("" + i))
                                .build())
                        .toList()))
                .responses();
    }

    private static List<BatchStatementErrorCodeEnum> codes(List<BatchStatementResponse> responses) {
        return responses.stream()
                .map(response ->
                        response.error() == null ? null : response.error().code())
                .toList();
    }

    private List<String> events() {
        return client.scan(scan -> scan.tableName("ledger")).items().stream()
                .map((Map<String, AttributeValue> item) -> item.get("event").s())
                .sorted()
                .toList();
    }
}
