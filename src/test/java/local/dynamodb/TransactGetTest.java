package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class TransactGetTest extends DynamoDbContract {
    private String table;
    private String sorted;

    @BeforeAll
    void createTables() {
        table = table();
        sorted = table(ScalarAttributeType.N);
    }

    @Test
    void reads_items_of_several_tables_in_the_order_of_the_request() {
        put(table, Map.of("pk", s("a"), "v", s("of a")));
        put(table, Map.of("pk", s("b"), "v", s("of b")));
        put(sorted, Map.of("pk", s("a"), "sk", n(1), "v", s("sorted")));

        List<ItemResponse> responses = read(
                        get("b"), get("missing"), getIn(sorted, Map.of("pk", s("a"), "sk", n(1))), get("a"))
                .responses();

        assertThat(responses)
                .extracting(response ->
                        response.hasItem() ? response.item().get("v").s() : null)
                .containsExactly("of b", null, "sorted", "of a");
    }

    @Test
    void reads_the_requested_attributes_and_returns_no_item_that_has_none_of_them() {
        put(table, Map.of("pk", s("projected"), "v", s("x"), "w", s("y")));

        List<ItemResponse> responses =
                read(project("projected", "#v", Map.of("#v", "v"))).responses();
        List<ItemResponse> nothing =
                read(project("projected", "#x", Map.of("#x", "nowhere"))).responses();

        assertThat(responses.get(0).item()).isEqualTo(Map.of("v", s("x")));
        assertThat(nothing.get(0).hasItem()).isFalse();
    }

    @Test
    void consumes_two_units_for_four_kilobytes_of_each_item_whether_it_exists_or_not() {
        put(table, Map.of("pk", s("large"), "v", s("x".repeat(5000))));

        TransactGetItemsResponse total = client().transactGetItems(
                        request -> request.transactItems(get("large"), get("missing"))
                                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        TransactGetItemsResponse indexes = client().transactGetItems(request ->
                request.transactItems(get("missing")).returnConsumedCapacity(ReturnConsumedCapacity.INDEXES));

        assertThat(total.consumedCapacity()).singleElement().satisfies(capacity -> {
            assertThat(capacity.tableName()).isEqualTo(table);
            assertThat(capacity.capacityUnits()).isEqualTo(6);
            assertThat(capacity.readCapacityUnits()).isEqualTo(6);
        });
        assertThat(indexes.consumedCapacity().get(0).table().readCapacityUnits())
                .isEqualTo(2);
        assertThat(read(get("missing")).hasConsumedCapacity()).isFalse();
    }

    @Test
    void takes_one_to_a_hundred_items() {
        assertThatThrownBy(this::read)
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("Member must have length greater than or equal to 1");
        assertThatThrownBy(() -> read(
                        IntStream.range(0, 101).mapToObj(i -> get("item" + i)).toArray(TransactGetItem[]::new)))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("Member must have length less than or equal to 100");
        assertThat(read(IntStream.range(0, 100).mapToObj(i -> get("item" + i)).toArray(TransactGetItem[]::new))
                        .responses())
                .hasSize(100);
    }

    @Test
    void reads_no_item_twice_and_no_more_than_four_megabytes() {
        List<TransactGetItem> large = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            put(table, Map.of("pk", s("big" + i), "v", s("x".repeat(390 * 1024))));
            large.add(get("big" + i));
        }

        assertThatThrownBy(() -> read(get("a"), get("b"), get("a")))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("Transaction request cannot include multiple operations on one item");
        assertThatThrownBy(() -> read(large.toArray(TransactGetItem[]::new)))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("4 MB");
        assertThat(read(large.subList(0, 10).toArray(TransactGetItem[]::new)).responses())
                .hasSize(10);
    }

    @Test
    void reports_a_key_that_does_not_fit_the_table_as_a_cancellation_reason() {
        List<TransactGetItem> wrong = List.of(
                getIn(table, Map.of()),
                getIn(table, Map.of("pk", n(5))),
                getIn(table, Map.of("pk", s("a"), "sk", n(1))),
                getIn(sorted, key("a")),
                getIn(sorted, Map.of("pk", s("a"), "sk", s("1"))));

        assertThat(wrong)
                .allSatisfy(action -> assertThatThrownBy(() -> read(get("a"), action))
                        .isInstanceOfSatisfying(TransactionCanceledException.class, canceled -> {
                            assertThat(canceled.cancellationReasons())
                                    .extracting(CancellationReason::code)
                                    .containsExactly("None", "ValidationError");
                            assertThat(canceled.cancellationReasons().get(1).message())
                                    .isEqualTo("The provided key element does not match the schema");
                        }));
    }

    @Test
    void refuses_an_empty_key_a_missing_table_and_a_malformed_projection() {
        TransactGetItem missing = getIn("caravan-missing", key("a"));

        assertThatThrownBy(() -> read(get("")))
                .isInstanceOfSatisfying(
                        DynamoDbException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationException"))
                .hasMessageContaining("cannot contain an empty string value. Key: pk");
        assertThatThrownBy(() -> read(missing))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Requested resource not found");
        assertThatThrownBy(() -> read(missing, project("a", "!!!", null)))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("Invalid ProjectionExpression: Syntax error; token: \"!\", near: \"!!\"");
        assertThatThrownBy(() -> read(project("a", "v", Map.of("#unused", "v"))))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("unused");
    }

    private TransactGetItemsResponse read(TransactGetItem... actions) {
        return client().transactGetItems(request -> request.transactItems(Arrays.asList(actions)));
    }

    private TransactGetItem get(String partition) {
        return getIn(table, key(partition));
    }

    private static TransactGetItem getIn(String of, Map<String, AttributeValue> key) {
        return TransactGetItem.builder().get(get -> get.tableName(of).key(key)).build();
    }

    private TransactGetItem project(String partition, String projection, Map<String, String> names) {
        return TransactGetItem.builder()
                .get(get -> get.tableName(table)
                        .key(key(partition))
                        .projectionExpression(projection)
                        .expressionAttributeNames(names))
                .build();
    }
}
