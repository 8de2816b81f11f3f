package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class TransactionsTest extends DynamoDbContract {
    private static final String EMPTY_KEY = "One or more parameter values are not valid. The AttributeValue for a key"
            + " attribute cannot contain an empty string value. Key: pk";

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
    void makes_no_change_when_one_condition_fails_and_reports_which() {
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
    void reports_an_update_that_does_not_fit_the_item_as_a_cancellation_reason() {
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
    void is_the_same_under_one_token_whatever_the_order_of_maps_and_sets() {
        String token = UUID.randomUUID().toString();
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        item.put("pk", s("ordered"));
        item.put("tags", AttributeValue.fromSs(List.of("a", "b")));
        item.put("address", map(inOrder("street", "city")));
        Map<String, AttributeValue> same = new LinkedHashMap<>();
        same.put("address", map(inOrder("city", "street")));
        same.put("tags", AttributeValue.fromSs(List.of("b", "a")));
        same.put("pk", s("ordered"));

        write(token, putItem(item));
        put(table, Map.of("pk", s("ordered"), "changed", s("afterwards")));
        write(token, putItem(same));

        assertThat(get(table, key("ordered"))).containsKey("changed");
    }

    @Test
    void a_token_is_refused_if_lists_types_or_the_order_of_actions_differ() {
        List<AttributeValue> given = List.of(s("y"), s("x"));
        String token = UUID.randomUUID().toString();
        TransactWriteItem first = putItem(Map.of("pk", s("listed"), "v", AttributeValue.fromL(given)));
        TransactWriteItem second = putItem(Map.of("pk", s("second")));
        write(token, first, second);

        List<List<TransactWriteItem>> others = List.of(
                List.of(putItem(Map.of("pk", s("listed"), "v", list(s("x"), s("y")))), second),
                List.of(putItem(Map.of("pk", s("listed"), "v", AttributeValue.fromSs(List.of("x", "y")))), second),
                List.of(second, first),
                List.of(first));

        assertThat(others)
                .allSatisfy(other -> assertThatThrownBy(() -> write(token, other.toArray(TransactWriteItem[]::new)))
                        .isInstanceOf(IdempotentParameterMismatchException.class));
    }

    @Test
    void a_repeated_transaction_consumes_and_reports_read_capacity() {
        String token = UUID.randomUUID().toString();

        TransactWriteItemsResponse first = writeAndCount(token, putItem(key("counted")));
        TransactWriteItemsResponse second = writeAndCount(token, putItem(key("counted")));

        assertThat(first.consumedCapacity().get(0).writeCapacityUnits()).isEqualTo(2);
        assertThat(second.consumedCapacity().get(0).readCapacityUnits()).isEqualTo(2);
        assertThat(second.consumedCapacity().get(0).writeCapacityUnits()).isNull();
    }

    @Test
    void refuses_a_token_of_more_than_36_characters() {
        assertThatThrownBy(() -> write("x".repeat(37), putItem(key("token"))))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("Member must have length less than or equal to 36");
        assertThat(get(table, key("token"))).isEmpty();
    }

    @Test
    void reports_a_key_that_does_not_fit_the_table_as_a_cancellation_reason() {
        Map<String, AttributeValue> wrong = Map.of("pk", n(5));
        List<TransactWriteItem> actions = List.of(
                putItem(wrong), update(wrong), deleteItem(wrong), checkItem(wrong), putItem(Map.of("v", s("no key"))));

        assertThat(actions)
                .allSatisfy(action -> assertThatThrownBy(() -> write(put("untouched"), action))
                        .isInstanceOfSatisfying(
                                TransactionCanceledException.class,
                                canceled -> assertThat(canceled.cancellationReasons())
                                        .extracting(CancellationReason::code)
                                        .containsExactly("None", "ValidationError")));
        assertThat(get(table, key("untouched"))).isEmpty();
    }

    @Test
    void refuses_an_empty_key_before_it_begins() {
        Map<String, AttributeValue> empty = Map.of("pk", s(""));
        List<TransactWriteItem> actions = List.of(putItem(empty), update(empty), deleteItem(empty), checkItem(empty));

        assertThat(actions)
                .allSatisfy(action -> assertThatThrownBy(() -> write(action))
                        .isInstanceOfSatisfying(
                                DynamoDbException.class,
                                refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                        .isEqualTo("ValidationException"))
                        .hasMessageContaining(EMPTY_KEY));
    }

    @Test
    void reads_every_expression_before_it_looks_for_a_table() {
        TransactWriteItem missing = TransactWriteItem.builder()
                .put(put -> put.tableName("caravan-missing").item(key("a")))
                .build();
        TransactWriteItem malformed = TransactWriteItem.builder()
                .conditionCheck(
                        check -> check.tableName(table).key(key("a")).conditionExpression("attribute_not_exists("))
                .build();

        assertThatThrownBy(() -> write(missing, malformed)).hasMessageContaining("Invalid ConditionExpression");
        assertThatThrownBy(() -> write(missing)).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void refuses_two_actions_on_one_item() {
        assertThatThrownBy(() -> write(put("same"), delete("same")))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("Transaction request cannot include multiple operations on one item");
    }

    private static Map<String, AttributeValue> inOrder(String... names) {
        Map<String, AttributeValue> map = new LinkedHashMap<>();
        for (String name : names) {
            map.put(name, s("the " + name));
        }
        return map;
    }

    private void write(String token, TransactWriteItem... actions) {
        client().transactWriteItems(
                        request -> request.transactItems(Arrays.asList(actions)).clientRequestToken(token));
    }

    private TransactWriteItemsResponse writeAndCount(String token, TransactWriteItem action) {
        return client().transactWriteItems(request -> request.transactItems(action)
                .clientRequestToken(token)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
    }

    private TransactWriteItem putItem(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table).item(item))
                .build();
    }

    private TransactWriteItem update(Map<String, AttributeValue> key) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(key)
                        .updateExpression("SET v = :v")
                        .expressionAttributeValues(Map.of(":v", s("x"))))
                .build();
    }

    private TransactWriteItem deleteItem(Map<String, AttributeValue> key) {
        return TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table).key(key))
                .build();
    }

    private TransactWriteItem checkItem(Map<String, AttributeValue> key) {
        return TransactWriteItem.builder()
                .conditionCheck(
                        check -> check.tableName(table).key(key).conditionExpression("attribute_not_exists(pk)"))
                .build();
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
