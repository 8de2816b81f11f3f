package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class TransactionsTest extends DynamoDbContract {
    private String table;

    @BeforeAll
    void createTable() {
        table = table();
    }

    @Test
    void makes_all_changes_together() {
        put(table, key("deleted"));
        put(table, key("checked"));

        TransactWriteItemsResponse written = client().transactWriteItems(request -> request.transactItems(
                        put("put"), increment("updated"), delete("deleted"), check("checked"))
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));

        assertThat(get(table, key("put"))).isEqualTo(key("put"));
        assertThat(get(table, key("updated"))).isEqualTo(Map.of("pk", s("updated"), "n", n(1)));
        assertThat(get(table, key("deleted"))).isEmpty();
        assertThat(written.consumedCapacity().get(0).capacityUnits()).isEqualTo(8);
    }

    @Test
    void makes_no_change_when_one_condition_fails_and_says_which() {
        put(table, Map.of("pk", s("there"), "n", n(7)));

        assertThatThrownBy(() -> write(increment("untouched"), putIfAbsent("there"), check("absent")))
                .isInstanceOfSatisfying(TransactionCanceledException.class, canceled -> {
                    assertThat(canceled.cancellationReasons())
                            .extracting(CancellationReason::code)
                            .containsExactly("None", "ConditionalCheckFailed", "ConditionalCheckFailed");
                    assertThat(canceled.cancellationReasons().get(1).item())
                            .isEqualTo(Map.of("pk", s("there"), "n", n(7)));
                });

        assertThat(get(table, key("untouched"))).isEmpty();
    }

    @Test
    void tells_an_update_that_the_item_cannot_take_as_a_reason() {
        put(table, Map.of("pk", s("text"), "n", s("no number")));

        assertThatThrownBy(() -> write(increment("text")))
                .isInstanceOfSatisfying(
                        TransactionCanceledException.class,
                        canceled -> assertThat(canceled.cancellationReasons())
                                .extracting(CancellationReason::code)
                                .containsExactly("ValidationError"));
    }

    @Test
    void is_done_once_under_one_token() {
        String token = UUID.randomUUID().toString();

        for (int i = 0; i < 2; i++) {
            client().transactWriteItems(
                            request -> request.transactItems(increment("once")).clientRequestToken(token));
        }

        assertThat(get(table, key("once")).get("n")).isEqualTo(n(1));
        assertThatThrownBy(() -> client().transactWriteItems(request ->
                        request.transactItems(increment("other")).clientRequestToken(token)))
                .isInstanceOf(IdempotentParameterMismatchException.class);
    }

    @Test
    void refuses_two_actions_on_one_item() {
        assertThatThrownBy(() -> write(put("same"), delete("same")))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("Transaction request cannot include multiple operations on one item");
    }

    private void write(TransactWriteItem... actions) {
        client().transactWriteItems(request -> request.transactItems(Arrays.asList(actions)));
    }

    private TransactWriteItem put(String partition) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table).item(key(partition)))
                .build();
    }

    private TransactWriteItem putIfAbsent(String partition) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table)
                        .item(key(partition))
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    private TransactWriteItem increment(String partition) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(key(partition))
                        .updateExpression("ADD n :one")
                        .expressionAttributeValues(Map.of(":one", n(1))))
                .build();
    }

    private TransactWriteItem delete(String partition) {
        return TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table).key(key(partition)))
                .build();
    }

    private TransactWriteItem check(String partition) {
        return TransactWriteItem.builder()
                .conditionCheck(
                        check -> check.tableName(table).key(key(partition)).conditionExpression("attribute_exists(pk)"))
                .build();
    }
}
