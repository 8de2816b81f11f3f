package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class BatchesTest extends DynamoDbContract {
    private String table;
    private String other;

    @BeforeAll
    void createTables() {
        table = table();
        other = table();
    }

    @Test
    void writes_and_deletes_in_several_tables() {
        put(table, key("old"));

        BatchWriteItemResponse written = client().batchWriteItem(request -> request.requestItems(Map.of(
                        table, List.of(put("a"), delete("old")),
                        other, List.of(put("b"))))
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));

        assertThat(written.unprocessedItems()).isEmpty();
        assertThat(written.consumedCapacity())
                .extracting(capacity -> capacity.tableName() + " " + capacity.capacityUnits())
                .containsExactlyInAnyOrder(table + " 2.0", other + " 1.0");
        assertThat(get(table, key("a"))).isEqualTo(key("a"));
        assertThat(get(table, key("old"))).isEmpty();
        assertThat(get(other, key("b"))).isEqualTo(key("b"));
    }

    @Test
    void reads_existing_items_from_several_tables() {
        put(table, Map.of("pk", s("r1"), "v", n(1)));
        put(other, Map.of("pk", s("r2"), "v", n(2)));

        BatchGetItemResponse found = client().batchGetItem(request -> request.requestItems(Map.of(
                table,
                KeysAndAttributes.builder()
                        .keys(List.of(key("r1"), key("missing")))
                        .consistentRead(true)
                        .build(),
                other,
                KeysAndAttributes.builder()
                        .keys(List.of(key("r2")))
                        .projectionExpression("#v")
                        .expressionAttributeNames(Map.of("#v", "v"))
                        .consistentRead(true)
                        .build())));

        assertThat(found.responses().get(table)).containsExactly(Map.of("pk", s("r1"), "v", n(1)));
        assertThat(found.responses().get(other)).containsExactly(Map.of("v", n(2)));
        assertThat(found.unprocessedKeys()).isEmpty();
    }

    @Test
    void returns_the_keys_beyond_16_megabytes_as_unprocessed() {
        AttributeValue filler = s("x".repeat(390 * 1024));
        List<Map<String, AttributeValue>> keys =
                IntStream.range(0, 50).mapToObj(i -> key("big" + i)).toList();
        keys.forEach(key -> put(table, Map.of("pk", key.get("pk"), "v", filler)));

        BatchGetItemResponse found = client().batchGetItem(request -> request.requestItems(
                Map.of(table, KeysAndAttributes.builder().keys(keys).build())));

        int read = found.responses().get(table).size();
        assertThat(read).isBetween(1, 49);
        assertThat(found.unprocessedKeys().get(table).keys()).hasSize(50 - read);
    }

    @Test
    void refuses_duplicate_and_too_many_requests() {
        assertThatThrownBy(() -> write(List.of(put("a"), delete("a"))))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("Provided list of item keys contains duplicates");
        assertThatThrownBy(() -> write(
                        IntStream.range(0, 26).mapToObj(i -> put("many" + i)).toList()))
                .isInstanceOf(DynamoDbException.class);
    }

    private void write(List<WriteRequest> writes) {
        client().batchWriteItem(request -> request.requestItems(Map.of(table, writes)));
    }

    private static WriteRequest put(String partition) {
        return WriteRequest.builder()
                .putRequest(put -> put.item(key(partition)))
                .build();
    }

    private static WriteRequest delete(String partition) {
        return WriteRequest.builder()
                .deleteRequest(delete -> delete.key(key(partition)))
                .build();
    }
}
