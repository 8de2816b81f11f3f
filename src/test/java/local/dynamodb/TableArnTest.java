package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A table's ARN is accepted wherever its name is. */
class TableArnTest extends DynamoDbContract {
    private String table;
    private String arn;

    @BeforeAll
    void createTable() {
        table = table();
        arn = arn(table);
    }

    @Test
    void an_arn_names_the_table_of_an_item() {
        client().putItem(request -> request.tableName(arn).item(key("item")));
        client().updateItem(request -> request.tableName(arn)
                .key(key("item"))
                .updateExpression("SET v = :v")
                .expressionAttributeValues(Map.of(":v", s("x"))));

        assertThat(get(arn, key("item"))).isEqualTo(get(table, key("item"))).containsEntry("v", s("x"));
        assertThat(client().query(request -> request.tableName(arn)
                                .keyConditionExpression("pk = :p")
                                .expressionAttributeValues(Map.of(":p", s("item"))))
                        .count())
                .isEqualTo(1);
        assertThat(client().scan(request -> request.tableName(arn)).items()).contains(get(table, key("item")));

        client().deleteItem(request -> request.tableName(arn).key(key("item")));

        assertThat(get(table, key("item"))).isEmpty();
    }

    @Test
    void an_arn_names_the_tables_of_a_batch_whose_answer_names_them_so() {
        client().batchWriteItem(request -> request.requestItems(Map.of(
                arn,
                List.of(WriteRequest.builder()
                        .putRequest(put -> put.item(key("batched")))
                        .build()))));

        BatchGetItemResponse found = client().batchGetItem(request -> request.requestItems(Map.of(
                        arn,
                        KeysAndAttributes.builder()
                                .keys(List.of(key("batched")))
                                .build()))
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));

        assertThat(found.responses()).isEqualTo(Map.of(arn, List.of(key("batched"))));
        assertThat(found.consumedCapacity().get(0).tableName()).isEqualTo(arn);
    }

    @Test
    void an_arn_names_the_tables_of_a_transaction() {
        TransactGetItem get = TransactGetItem.builder()
                .get(action -> action.tableName(arn).key(key("transacted")))
                .build();

        client().transactWriteItems(request -> request.transactItems(putIn(arn, "transacted")));

        assertThat(client().transactGetItems(request -> request.transactItems(get))
                        .responses()
                        .get(0)
                        .item())
                .isEqualTo(key("transacted"));
        assertThatThrownBy(() -> client().transactWriteItems(
                                request -> request.transactItems(putIn(arn, "twice"), putIn(table, "twice"))))
                .hasMessageContaining("cannot include multiple operations on one item");
    }

    @Test
    void an_arn_names_the_table_to_describe_and_to_delete() {
        String other = table();
        String arnOfOther = arn(other);

        client().updateTimeToLive(request -> request.tableName(arnOfOther)
                .timeToLiveSpecification(
                        specification -> specification.enabled(true).attributeName("expiry")));

        assertThat(client().describeTimeToLive(request -> request.tableName(arnOfOther))
                        .timeToLiveDescription()
                        .attributeName())
                .isEqualTo("expiry");
        assertThat(client().describeTable(request -> request.tableName(arnOfOther))
                        .table()
                        .tableName())
                .isEqualTo(other);
    }

    @Test
    void an_arn_names_the_table_to_create() {
        String name = uniqueName();
        String itsArn = arn.replace(table, name);

        client().createTable(request -> request.tableName(itsArn)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key("pk", KeyType.HASH))
                .attributeDefinitions(definition("pk", ScalarAttributeType.S)));
        client().waiter().waitUntilTableExists(request -> request.tableName(name));

        assertThat(arn(name)).isEqualTo(itsArn);
        client().deleteTable(request -> request.tableName(itsArn));
        client().waiter().waitUntilTableNotExists(request -> request.tableName(name));
    }

    @Test
    void the_arn_of_no_table_is_not_found() {
        String missing = arn.replace(table, "caravan-missing");

        assertThatThrownBy(() -> get(missing, key("a")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Requested resource not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/index/by-date", "/stream/2026", ":more", "/"})
    void the_arn_of_something_else_is_refused(String suffix) {
        assertThatThrownBy(() -> get(arn + suffix, key("a")))
                .isInstanceOf(DynamoDbException.class)
                .isNotInstanceOf(ResourceNotFoundException.class);
    }

    private static TransactWriteItem putIn(String tableName, String partition) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(tableName).item(key(partition)))
                .build();
    }

    private String arn(String name) {
        return client().describeTable(request -> request.tableName(name))
                .table()
                .tableArn();
    }
}
