package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

class QueriesTest extends DynamoDbContract {
    private String table;
    private String words;
    private String large;

    @BeforeAll
    void fillTables() {
        table = table(ScalarAttributeType.N);
        for (String partition : List.of("a", "b", "c")) {
            IntStream.rangeClosed(-2, 7)
                    .forEach(i -> put(
                            table,
                            Map.of("pk", s(partition), "sk", n(i), "even", AttributeValue.fromBool(i % 2 == 0))));
        }
        words = table(ScalarAttributeType.S);
        for (String word : List.of("cab", "ab", "abc", "b", "\uD83D\uDC2A", "\uFFFD")) {
            put(words, Map.of("pk", s("w"), "sk", s(word)));
        }
        large = table(ScalarAttributeType.N);
        IntStream.range(0, 7)
                .forEach(i -> put(large, Map.of("pk", s("l"), "sk", n(i), "v", s("x".repeat(300 * 1024)))));
    }

    static Stream<Arguments> emptyKeys() {
        return Stream.of(
                Arguments.of("pk = :p", Map.of(":p", s("")), "pk"),
                Arguments.of(":p = pk", Map.of(":p", s("")), "pk"),
                Arguments.of("pk = :p AND sk = :s", Map.of(":p", s(""), ":s", s("x")), "pk"),
                Arguments.of("pk = :p AND sk = :s", Map.of(":p", s("x"), ":s", s("")), "sk"),
                Arguments.of("pk = :p AND sk < :s", Map.of(":p", s("x"), ":s", s("")), "sk"),
                Arguments.of("pk = :p AND sk >= :s", Map.of(":p", s("x"), ":s", s("")), "sk"),
                Arguments.of("pk = :p AND begins_with(sk, :s)", Map.of(":p", s("x"), ":s", s("")), "sk"),
                Arguments.of(
                        "pk = :p AND sk BETWEEN :s AND :t", Map.of(":p", s("x"), ":s", s(""), ":t", s("z")), "sk"));
    }

    @ParameterizedTest
    @MethodSource("emptyKeys")
    void refuses_to_look_for_an_empty_key(String condition, Map<String, AttributeValue> values, String key) {
        assertThatThrownBy(() -> client().query(request -> request.tableName(words)
                        .keyConditionExpression(condition)
                        .expressionAttributeValues(values)))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("One or more parameter values are not valid. The AttributeValue for a key"
                        + " attribute cannot contain an empty string value. Key: " + key);
    }

    @Test
    void refuses_an_empty_key_in_the_older_form_and_empty_bytes() {
        String bytes = table(ScalarAttributeType.B);
        Condition emptyPartition = Condition.builder()
                .comparisonOperator(ComparisonOperator.EQ)
                .attributeValueList(s(""))
                .build();

        assertThatThrownBy(() ->
                        client().query(request -> request.tableName(bytes).keyConditions(Map.of("pk", emptyPartition))))
                .hasMessageContaining("cannot contain an empty string value. Key: pk");
        assertThatThrownBy(() -> client().query(request -> request.tableName(bytes)
                        .keyConditionExpression("pk = :p AND sk = :s")
                        .expressionAttributeValues(
                                Map.of(":p", s("x"), ":s", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[0]))))))
                .hasMessageContaining("cannot contain an empty binary value. Key: sk");
    }

    @Test
    void looks_for_an_empty_text_that_is_no_key() {
        put(words, Map.of("pk", s("v"), "sk", s("v"), "v", s("")));

        assertThat(client().query(request -> request.tableName(words)
                                .keyConditionExpression("pk = :p")
                                .filterExpression("v = :v")
                                .expressionAttributeValues(Map.of(":p", s("v"), ":v", s(""))))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void finds_a_partition_in_the_order_of_numbers() {
        assertThat(numbers(query("pk = :p"))).containsExactly("-2", "-1", "0", "1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    void finds_a_partition_backwards() {
        assertThat(numbers(query(
                        "pk = :p", request -> request.scanIndexForward(false).limit(3))))
                .containsExactly("7", "6", "5");
    }

    @ParameterizedTest
    @CsvSource({"sk = :x,5", "sk < :x,-2 -1 0 1 2 3 4", "sk <= :x,-2 -1 0 1 2 3 4 5", "sk > :x,6 7", ":x <= sk,5 6 7"})
    void narrows_by_the_sort_key(String condition, String expected) {
        QueryResponse found = client().query(request -> request.tableName(table)
                .keyConditionExpression("pk = :p AND " + condition)
                .expressionAttributeValues(Map.of(":p", s("a"), ":x", n(5))));

        assertThat(numbers(found)).containsExactly(expected.split(" "));
    }

    @Test
    void narrows_between_two_sort_keys() {
        QueryResponse found = client().query(request -> request.tableName(table)
                .keyConditionExpression("(sk BETWEEN :x AND :y) AND (pk = :p)")
                .scanIndexForward(false)
                .expressionAttributeValues(Map.of(":p", s("a"), ":x", n("-1.5"), ":y", n("1.5"))));

        assertThat(numbers(found)).containsExactly("1", "0", "-1");
    }

    @Test
    void orders_text_by_its_bytes_and_narrows_by_prefix() {
        QueryResponse all = client().query(request -> request.tableName(words)
                .keyConditionExpression("pk = :p")
                .expressionAttributeValues(Map.of(":p", s("w"))));
        QueryResponse prefixed = client().query(request -> request.tableName(words)
                .keyConditionExpression("pk = :p AND begins_with(sk, :a)")
                .scanIndexForward(false)
                .expressionAttributeValues(Map.of(":p", s("w"), ":a", s("ab"))));

        assertThat(texts(all)).containsExactly("ab", "abc", "b", "cab", "\uFFFD", "\uD83D\uDC2A");
        assertThat(texts(prefixed)).containsExactly("abc", "ab");
    }

    @Test
    void counts_what_was_scanned_before_the_filter() {
        QueryResponse found = query(
                "pk = :p",
                Map.of(":p", s("a"), ":true", AttributeValue.fromBool(true)),
                request -> request.filterExpression("even = :true").limit(4));

        assertThat(numbers(found)).containsExactly("-2", "0");
        assertThat(found.count()).isEqualTo(2);
        assertThat(found.scannedCount()).isEqualTo(4);
        assertThat(found.lastEvaluatedKey()).isEqualTo(Map.of("pk", s("a"), "sk", n(1)));
    }

    @Test
    void counts_without_items() {
        QueryResponse found = query("pk = :p", request -> request.select(Select.COUNT));

        assertThat(found.count()).isEqualTo(10);
        assertThat(found.items()).isEmpty();
    }

    @Test
    void continues_where_a_page_ended_in_both_directions() {
        for (boolean forward : new boolean[] {true, false}) {
            List<String> whole = numbers(query("pk = :p", request -> request.scanIndexForward(forward)));

            List<String> paged = client()
                    .queryPaginator(request -> request.tableName(table)
                            .keyConditionExpression("pk = :p")
                            .expressionAttributeValues(Map.of(":p", s("a")))
                            .scanIndexForward(forward)
                            .limit(3))
                    .items()
                    .stream()
                    .map(item -> item.get("sk").n())
                    .toList();

            assertThat(paged).isEqualTo(whole);
        }
    }

    @Test
    void ends_a_page_at_a_megabyte() {
        QueryResponse page = client().query(request -> request.tableName(large)
                .keyConditionExpression("pk = :p")
                .expressionAttributeValues(Map.of(":p", s("l")))
                .consistentRead(true)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));

        assertThat(page.count()).isBetween(3, 4);
        assertThat(page.hasLastEvaluatedKey()).isTrue();
        assertThat(page.consumedCapacity().capacityUnits()).isBetween(225.0, 301.0);
        assertThat(client().scanPaginator(request -> request.tableName(large)).items().stream())
                .hasSize(7);
    }

    @Test
    void scans_everything_page_by_page_and_in_segments() {
        List<Map<String, AttributeValue>> whole =
                client().scan(request -> request.tableName(table)).items();

        List<Map<String, AttributeValue>> paged =
                client().scanPaginator(request -> request.tableName(table).limit(7)).items().stream()
                        .toList();
        List<Map<String, AttributeValue>> segments = IntStream.range(0, 3)
                .boxed()
                .flatMap(segment ->
                        client()
                                .scan(request -> request.tableName(table)
                                        .segment(segment)
                                        .totalSegments(3))
                                .items()
                                .stream())
                .toList();

        assertThat(whole).hasSize(30);
        assertThat(paged).isEqualTo(whole);
        assertThat(segments).containsExactlyInAnyOrderElementsOf(whole);
    }

    @Test
    void scans_with_filter_and_projection() {
        ScanResponse found = client().scan(request -> request.tableName(table)
                .filterExpression("sk IN (:one, :two) AND NOT even = :true")
                .projectionExpression("sk")
                .expressionAttributeValues(Map.of(":one", n(1), ":two", n(2), ":true", AttributeValue.fromBool(true))));

        assertThat(found.items()).isEqualTo(List.of(Map.of("sk", n(1)), Map.of("sk", n(1)), Map.of("sk", n(1))));
        assertThat(found.scannedCount()).isEqualTo(30);
    }

    @Test
    void takes_the_older_key_conditions_and_filters() {
        QueryResponse found = client().query(request -> request.tableName(table)
                .keyConditions(
                        Map.of("pk", older(ComparisonOperator.EQ, s("a")), "sk", older(ComparisonOperator.GE, n(3))))
                .queryFilter(Map.of("even", older(ComparisonOperator.EQ, AttributeValue.fromBool(true))))
                .attributesToGet("sk"));

        assertThat(found.items()).isEqualTo(List.of(Map.of("sk", n(4)), Map.of("sk", n(6))));
    }

    private static Condition older(ComparisonOperator operator, AttributeValue value) {
        return Condition.builder()
                .comparisonOperator(operator)
                .attributeValueList(value)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "sk = :p, Query condition missed key schema element: pk",
        "pk > :p, Query key condition not supported",
        "pk = :p AND stranger = :p, Query condition missed key schema element: sk",
        "pk = :p OR pk = :p, Invalid operator used in KeyConditionExpression: OR",
        "pk = :p AND sk = :p, Condition parameter type does not match schema type"
    })
    void refuses_conditions_that_are_not_on_the_key(String condition, String message) {
        assertThatThrownBy(() -> query(condition))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refuses_filters_on_the_key_and_start_keys_outside_the_query() {
        assertThatThrownBy(() -> query("pk = :p", request -> request.filterExpression("attribute_exists(sk)")))
                .hasMessageContaining(
                        "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk");
        assertThatThrownBy(() ->
                        query("pk = :p", request -> request.exclusiveStartKey(Map.of("pk", s("b"), "sk", n(1)))))
                .isInstanceOf(DynamoDbException.class);
        assertThatThrownBy(() -> query("pk = :p", request -> request.exclusiveStartKey(key("a"))))
                .hasMessageContaining("The provided starting key is invalid");
        assertThatThrownBy(() -> query("pk = :p", request -> request.indexName("index")))
                .hasMessageContaining("The table does not have the specified index");
    }

    private QueryResponse query(String condition) {
        return query(condition, request -> {});
    }

    private QueryResponse query(String condition, Consumer<QueryRequest.Builder> more) {
        return query(condition, Map.of(":p", s("a")), more);
    }

    private QueryResponse query(
            String condition, Map<String, AttributeValue> values, Consumer<QueryRequest.Builder> more) {
        return client().query(request -> request.tableName(table)
                .keyConditionExpression(condition)
                .expressionAttributeValues(values)
                .applyMutation(more));
    }

    private static List<String> numbers(QueryResponse found) {
        return sortKeys(found).map(AttributeValue::n).toList();
    }

    private static List<String> texts(QueryResponse found) {
        return sortKeys(found).map(AttributeValue::s).toList();
    }

    private static Stream<AttributeValue> sortKeys(QueryResponse found) {
        return found.items().stream().map(item -> item.get("sk"));
    }
}
