package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class ItemsTest extends DynamoDbContract {
    private String table;

    @BeforeAll
    void createTable() {
        table = table();
    }

    @Test
    void returns_every_type_as_it_was_put() {
        Map<String, AttributeValue> item = new HashMap<>(key("every-type"));
        item.put("text", s("Zürich 🐪"));
        item.put("empty", s(""));
        item.put("number", n("-12345678901234567890.123456789012345678"));
        item.put("bytes", bytes("\0\1x"));
        item.put("truth", AttributeValue.fromBool(false));
        item.put("nothing", AttributeValue.fromNul(true));
        item.put("texts", AttributeValue.fromSs(List.of("a", "b")));
        item.put("numbers", AttributeValue.fromNs(List.of("1", "2.5")));
        item.put("binaries", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("x"))));
        item.put("list", list(n(1), s("two"), list()));
        item.put("map", map(Map.of("inner", map(Map.of("deep", n(3))))));

        put(table, item);

        Map<String, AttributeValue> found = get(table, key("every-type"));
        assertThat(found).containsOnlyKeys(item.keySet());
        assertThat(found.get("texts").ss()).containsExactlyInAnyOrder("a", "b");
        assertThat(found.get("numbers").ns()).containsExactlyInAnyOrder("1", "2.5");
        item.keySet().removeAll(List.of("texts", "numbers"));
        assertThat(found).containsAllEntriesOf(item);
    }

    private static AttributeValue bytes(String text) {
        return AttributeValue.fromB(SdkBytes.fromString(text, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"1.0,1", "1e3,1000", "-0,0", "00012,12", "1.50e-3,0.0015", ".5,0.5"})
    void normalises_numbers(String given, String kept) {
        put(table, Map.of("pk", s("number"), "n", n(given)));

        assertThat(get(table, key("number")).get("n").n()).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "abc, The parameter cannot be converted to a numeric value: abc",
        "123456789012345678901234567890123456789, Attempting to store more than 38 significant digits in a Number",
        "1e126, Number overflow. Attempting to store a number with magnitude larger than supported range",
        "1e-131, Number underflow. Attempting to store a number with magnitude smaller than supported range"
    })
    void refuses_numbers_that_are_malformed_too_long_or_out_of_range(String given, String message) {
        assertRefused(message, () -> put(table, Map.of("pk", s("number"), "n", n(given))));
    }

    @Test
    void finds_nothing_under_an_unknown_key() {
        assertThat(client().getItem(request -> request.tableName(table).key(key("nobody")))
                        .hasItem())
                .isFalse();
    }

    @Test
    void projects_nested_paths() {
        put(
                table,
                Map.of(
                        "pk", s("projected"),
                        "a", map(Map.of("b", n(1), "c", n(2))),
                        "l", list(s("zero"), s("one"), s("two")),
                        "x", s("not asked for")));

        Map<String, AttributeValue> found = client().getItem(request -> request.tableName(table)
                        .key(key("projected"))
                        .projectionExpression("a.b, l[2], l[0], absent")
                        .consistentRead(true))
                .item();

        assertThat(found).isEqualTo(Map.of("a", map(Map.of("b", n(1))), "l", list(s("zero"), s("two"))));
    }

    @Test
    void returns_the_old_item_of_a_put_and_of_a_delete() {
        PutItemResponse first = client().putItem(
                        request -> request.tableName(table).item(key("old")).returnValues(ReturnValue.ALL_OLD));
        PutItemResponse second = client().putItem(request ->
                request.tableName(table).item(Map.of("pk", s("old"), "v", n(2))).returnValues(ReturnValue.ALL_OLD));
        Map<String, AttributeValue> deleted = client().deleteItem(
                        request -> request.tableName(table).key(key("old")).returnValues(ReturnValue.ALL_OLD))
                .attributes();

        assertThat(first.hasAttributes()).isFalse();
        assertThat(second.attributes()).isEqualTo(key("old"));
        assertThat(deleted).isEqualTo(Map.of("pk", s("old"), "v", n(2)));
        assertThat(get(table, key("old"))).isEmpty();
    }

    @Test
    void leaves_the_item_unchanged_when_the_condition_fails_and_returns_it_if_requested() {
        Map<String, AttributeValue> item = Map.of("pk", s("guarded"), "owner", s("a"));
        put(table, item);

        assertThatThrownBy(() -> client().putItem(request -> request.tableName(table)
                        .item(key("guarded"))
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)))
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        failed -> assertThat(failed.item()).isEqualTo(item))
                .hasMessageContaining("The conditional request failed");
        assertThatThrownBy(() -> client().deleteItem(request ->
                        request.tableName(table).key(key("guarded")).conditionExpression("attribute_not_exists(pk)")))
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        failed -> assertThat(failed.hasItem()).isFalse());

        assertThat(get(table, key("guarded"))).isEqualTo(item);
    }

    @Test
    void honours_the_older_expected_conditions() {
        put(table, Map.of("pk", s("legacy"), "v", n(1)));

        client().putItem(request -> request.tableName(table)
                .item(Map.of("pk", s("legacy"), "v", n(2)))
                .expected(Map.of("v", expected(n("1.0")))));

        assertThatThrownBy(() -> client().putItem(request -> request.tableName(table)
                        .item(Map.of("pk", s("legacy"), "v", n(3)))
                        .expected(Map.of("v", expected(n(1))))))
                .isInstanceOf(ConditionalCheckFailedException.class);
        assertThatThrownBy(() -> client().putItem(request -> request.tableName(table)
                        .item(key("legacy"))
                        .expected(Map.of(
                                "pk",
                                ExpectedAttributeValue.builder().exists(false).build()))))
                .isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(get(table, key("legacy")).get("v")).isEqualTo(n(2));
    }

    private static ExpectedAttributeValue expected(AttributeValue value) {
        return ExpectedAttributeValue.builder().value(value).build();
    }

    @Test
    void refuses_expressions_together_with_their_older_forms() {
        assertRefused(
                "Can not use both expression and non-expression parameters in the same request: Non-expression"
                        + " parameters: {Expected} Expression parameters: {ConditionExpression}",
                () -> client().putItem(request -> request.tableName(table)
                        .item(key("mixed"))
                        .conditionExpression("attribute_exists(pk)")
                        .expected(Map.of("v", expected(n(1))))));
    }

    @Test
    void refuses_items_over_400_kilobytes() {
        int overhead = "pk".length() + "large".length() + "v".length();
        put(table, Map.of("pk", s("large"), "v", s("x".repeat(400 * 1024 - overhead))));

        assertRefused(
                "Item size has exceeded the maximum allowed size",
                () -> put(table, Map.of("pk", s("large"), "v", s("x".repeat(400 * 1024 - overhead + 1)))));
    }

    @Test
    void refuses_keys_that_do_not_fit_the_schema() {
        String sorted = table(ScalarAttributeType.N);

        assertRefused("The provided key element does not match the schema", () -> get(sorted, key("a")));
        assertRefused(
                "The provided key element does not match the schema",
                () -> get(sorted, Map.of("pk", s("a"), "sk", s("1"))));
        assertRefused("Missing the key sk in the item", () -> put(sorted, key("a")));
        assertRefused(
                "Type mismatch for key sk expected: N actual: S",
                () -> put(sorted, Map.of("pk", s("a"), "sk", s("1"))));
        assertRefused(
                "The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
                () -> put(sorted, Map.of("pk", s(""), "sk", n(1))));
        assertRefused(
                "Size of hashkey has exceeded the maximum size limit of2048 bytes",
                () -> put(sorted, Map.of("pk", s("x".repeat(2049)), "sk", n(1))));
    }

    @Test
    void refuses_empty_sets_and_duplicates_in_sets() {
        assertRefused(
                "An string set  may not be empty",
                () -> put(table, Map.of("pk", s("set"), "v", AttributeValue.fromSs(List.of()))));
        assertRefused(
                "Input collection [a, a] contains duplicates.",
                () -> put(table, Map.of("pk", s("set"), "v", AttributeValue.fromSs(List.of("a", "a")))));
    }

    @Test
    void counts_started_units() {
        Map<String, AttributeValue> item = Map.of("pk", s("units"), "v", s("x".repeat(4 * 1024)));

        double written = client().putItem(request ->
                        request.tableName(table).item(item).returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits();
        double updated = client().updateItem(request -> request.tableName(table)
                        .key(key("units"))
                        .updateExpression("REMOVE v")
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits();

        assertThat(written).isEqualTo(5);
        assertThat(updated).isEqualTo(5);
        put(table, item);
        assertThat(unitsOfAGet(true)).isEqualTo(2);
        assertThat(unitsOfAGet(false)).isEqualTo(1);
    }

    private double unitsOfAGet(boolean consistent) {
        return client().getItem(request -> request.tableName(table)
                        .key(key("units"))
                        .consistentRead(consistent)
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits();
    }

    private static void assertRefused(String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        DynamoDbException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationException"))
                .hasMessageContaining(message);
    }
}
