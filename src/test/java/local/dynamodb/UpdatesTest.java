package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class UpdatesTest extends DynamoDbContract {
    private String table;
    private String id;

    @BeforeAll
    void createTable() {
        table = table();
    }

    @BeforeEach
    void chooseItem() {
        id = UUID.randomUUID().toString();
    }

    @Test
    void creates_a_missing_item() {
        update("SET a = :a, n = if_not_exists(n, :zero) + :one", Map.of(":a", s("x"), ":zero", n(0), ":one", n(1)));

        assertThat(item()).isEqualTo(Map.of("pk", s(id), "a", s("x"), "n", n(1)));
    }

    @Test
    void computes_every_action_from_the_item_as_it_was() {
        put(table, Map.of("pk", s(id), "a", n(1), "b", n(10)));

        update("SET a = b - :one, b = a", Map.of(":one", n(1)));

        assertThat(item()).isEqualTo(Map.of("pk", s(id), "a", n(9), "b", n(1)));
    }

    @Test
    void changes_nested_documents_and_lists() {
        put(table, Map.of("pk", s(id), "m", map(Map.of("x", n(1), "y", n(2))), "l", list(n(0), n(1), n(2), n(3))));

        update(
                "SET m.x = :v, l[9] = :v, l[1] = :v, l2 = list_append(l, :more) REMOVE m.y, l[0], l[2]",
                Map.of(":v", s("new"), ":more", list(n(4))));

        assertThat(item())
                .isEqualTo(Map.of(
                        "pk", s(id),
                        "m", map(Map.of("x", s("new"))),
                        "l", list(s("new"), n(3), s("new")),
                        "l2", list(n(0), n(1), n(2), n(3), n(4))));
    }

    @Test
    void adds_to_numbers_and_sets_and_deletes_from_sets() {
        put(table, Map.of("pk", s(id), "n", n("1.5"), "s", AttributeValue.fromSs(List.of("a", "b"))));

        update(
                "ADD n :n, fresh :n, more :s DELETE s :s",
                Map.of(":n", n("0.5"), ":s", AttributeValue.fromSs(List.of("a", "b"))));

        Map<String, AttributeValue> item = item();
        assertThat(item.get("more").ss()).containsExactlyInAnyOrder("a", "b");
        assertThat(item.get("n")).isEqualTo(n(2));
        assertThat(item.get("fresh")).isEqualTo(n("0.5"));
        assertThat(item).doesNotContainKey("s");
    }

    @Test
    void returns_the_requested_attributes() {
        put(table, Map.of("pk", s(id), "a", n(1), "b", n(1)));

        assertThat(returned(ReturnValue.NONE)).isEmpty();
        assertThat(returned(ReturnValue.UPDATED_OLD)).isEqualTo(Map.of("a", n(2)));
        assertThat(returned(ReturnValue.UPDATED_NEW)).isEqualTo(Map.of("a", n(4)));
        assertThat(returned(ReturnValue.ALL_OLD)).isEqualTo(Map.of("pk", s(id), "a", n(4), "b", n(1)));
        assertThat(returned(ReturnValue.ALL_NEW)).isEqualTo(Map.of("pk", s(id), "a", n(6), "b", n(1)));
    }

    private Map<String, AttributeValue> returned(ReturnValue wanted) {
        return client().updateItem(request -> request.tableName(table)
                        .key(key(id))
                        .updateExpression("ADD a :one")
                        .expressionAttributeValues(Map.of(":one", n(1)))
                        .returnValues(wanted))
                .attributes();
    }

    @Test
    void updates_only_while_the_condition_holds() {
        put(table, Map.of("pk", s(id), "n", n(1)));
        Consumer<UpdateItemRequest.Builder> claim = request -> request.tableName(table)
                .key(key(id))
                .updateExpression("SET n = n + :one")
                .conditionExpression("n < :two")
                .expressionAttributeValues(Map.of(":one", n(1), ":two", n(2)));

        client().updateItem(claim);

        assertThatThrownBy(() -> client().updateItem(claim)).isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(item().get("n")).isEqualTo(n(2));
    }

    @Test
    void takes_the_older_attribute_updates() {
        put(table, Map.of("pk", s(id), "n", n(1), "gone", s("x"), "s", AttributeValue.fromSs(List.of("a", "b"))));

        client().updateItem(request -> request.tableName(table)
                .key(key(id))
                .attributeUpdates(Map.of(
                        "n", older(AttributeAction.ADD, n(2)),
                        "v", older(AttributeAction.PUT, s("new")),
                        "gone", older(AttributeAction.DELETE, null),
                        "s", older(AttributeAction.DELETE, AttributeValue.fromSs(List.of("a"))))));

        assertThat(item())
                .isEqualTo(Map.of("pk", s(id), "n", n(3), "v", s("new"), "s", AttributeValue.fromSs(List.of("b"))));
    }

    private static AttributeValueUpdate older(AttributeAction action, AttributeValue value) {
        return AttributeValueUpdate.builder().action(action).value(value).build();
    }

    @Test
    void refuses_to_change_the_key() {
        assertRefused(
                "Cannot update attribute pk. This attribute is part of the key", "SET pk = :v", Map.of(":v", s("x")));
    }

    @Test
    void refuses_updates_that_do_not_fit_the_item() {
        put(table, Map.of("pk", s(id), "word", s("x")));

        assertRefused(
                "The provided expression refers to an attribute that does not exist in the item",
                "SET a = absent + :one",
                Map.of(":one", n(1)));
        assertRefused(
                "An operand in the update expression has an incorrect data type",
                "SET a = word + :one",
                Map.of(":one", n(1)));
        assertRefused(
                "The document path provided in the update expression is invalid for update",
                "SET absent.a = :one",
                Map.of(":one", n(1)));
        assertThat(item()).isEqualTo(Map.of("pk", s(id), "word", s("x")));
    }

    @Test
    void refuses_names_and_values_that_no_expression_uses() {
        assertRefused(
                "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}",
                "SET a = :a",
                Map.of(":a", n(1), ":b", n(2)));
        assertThatThrownBy(() -> client().updateItem(request -> request.tableName(table)
                        .key(key(id))
                        .updateExpression("REMOVE a")
                        .expressionAttributeNames(Map.of("#n", "n"))))
                .hasMessageContaining("Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}");
    }

    @Test
    void refuses_updates_over_400_kilobytes() {
        put(table, Map.of("pk", s(id), "a", s("x".repeat(300 * 1024))));

        assertRefused(
                "Item size to update has exceeded the maximum allowed size",
                "SET b = :b",
                Map.of(":b", s("x".repeat(100 * 1024))));
    }

    private void update(String expression, Map<String, AttributeValue> values) {
        client().updateItem(request -> request.tableName(table)
                .key(key(id))
                .updateExpression(expression)
                .expressionAttributeValues(values));
    }

    private Map<String, AttributeValue> item() {
        return get(table, key(id));
    }

    private void assertRefused(String message, String expression, Map<String, AttributeValue> values) {
        assertThatThrownBy(() -> update(expression, values))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining(message);
    }
}
