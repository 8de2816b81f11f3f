package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import local.Clients;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class FailedItemTest {
    private static final Map<String, AttributeValue> ITEM =
            Map.of("pk", AttributeValue.fromS("a"), "n", AttributeValue.fromN("1"));
    private static final Map<String, AttributeValue> OTHER = Map.of("pk", AttributeValue.fromS("b"));

    @ParameterizedTest
    @EnumSource
    void a_batch_returns_the_item_of_a_failed_condition_in_the_configured_field(FailedItem place) {
        try (LocalDynamoDb local = LocalDynamoDb.start(0, place);
                DynamoDbClient client = Clients.dynamoDb(local.endpoint())) {
            createItems(client);

            List<BatchStatementResponse> responses = client.batchExecuteStatement(batch -> batch.statements(
                            statement("INSERT INTO \"items\" VALUE {'pk': 'a'}"),
                            statement("UPDATE \"items\" SET n = 2 WHERE pk = 'b' AND n = 5"),
                            statement("UPDATE \"items\" SET n = 2 WHERE pk = 'absent'")))
                    .responses();

            boolean inError = place == FailedItem.IN_THE_ERROR;
            assertThat(responses)
                    .extracting(response -> response.error().item())
                    .containsExactlyElementsOf(inError ? List.of(ITEM, OTHER, Map.of()) : nothing());
            assertThat(responses)
                    .extracting(BatchStatementResponse::item)
                    .containsExactlyElementsOf(inError ? nothing() : List.of(ITEM, OTHER, Map.of()));
        }
    }

    private static List<Map<String, AttributeValue>> nothing() {
        return Stream.generate(() -> Map.<String, AttributeValue>of()).limit(3).toList();
    }

    private static BatchStatementRequest statement(String text) {
        return BatchStatementRequest.builder()
                .statement(text)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    private static void createItems(DynamoDbClient client) {
        client.createTable(table -> table.tableName("items")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(DynamoDbContract.key("pk", KeyType.HASH))
                .attributeDefinitions(DynamoDbContract.definition("pk", ScalarAttributeType.S)));
        Stream.of(ITEM, OTHER)
                .forEach(item -> client.putItem(put -> put.tableName("items").item(item)));
    }
}
