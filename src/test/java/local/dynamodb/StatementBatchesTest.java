package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** Batches of statements. In a statement, {@code T} stands for the table and {@code ID} for the prefix of this test's keys. */
class StatementBatchesTest extends DynamoDbContract {
    private String table;
    private String other;
    private String id;

    @BeforeAll
    void createTables() {
        table = table();
        other = table();
    }

    @BeforeEach
    void chooseItems() {
        id = UUID.randomUUID().toString();
    }

    @Test
    void each_statement_has_its_own_answer() {
        put(table, item("changed", 1));
        put(table, item("deleted", 1));
        put(table, item("kept", 1));

        List<BatchStatementResponse> responses = run(
                "INSERT INTO T VALUE {'pk': 'ID-new', 'n': 1}",
                "UPDATE T SET n = n + 1 WHERE pk = 'ID-changed' RETURNING ALL NEW *",
                "DELETE FROM T WHERE pk = 'ID-deleted' RETURNING ALL OLD *",
                "INSERT INTO T VALUE {'pk': 'ID-kept'}",
                "UPDATE T SET n = 5 WHERE pk = 'ID-kept2' AND n = 1",
                "UPDATE T SET n = WHERE pk = 'ID-broken'",
                "UPDATE T SET n = 'x' + 1 WHERE pk = 'ID-wrong'",
                "UPDATE \"not-there\" SET n = 1 WHERE pk = 'ID'",
                "DELETE FROM T WHERE pk = 'ID-absent'");

        assertThat(responses)
                .extracting(StatementBatchesTest::outcome)
                .containsExactly(
                        "done",
                        "done",
                        "done",
                        "DuplicateItem",
                        "ConditionalCheckFailed",
                        "ValidationError",
                        "ValidationError",
                        "ResourceNotFound",
                        "done");
        assertThat(responses)
                .extracting(BatchStatementResponse::tableName)
                .containsExactly(table, table, table, table, table, null, null, null, table);
        assertThat(responses.get(1).item()).isEqualTo(item("changed", 2));
        assertThat(responses.get(2).item()).isEqualTo(item("deleted", 1));
        assertThat(responses.get(0).hasItem()).isFalse();
        assertThat(responses.get(5).error().message())
                .isEqualTo("Statement wasn't well formed, can't be processed: Unexpected keyword");
        assertThat(stored("new")).isEqualTo(item("new", 1));
        assertThat(stored("changed")).isEqualTo(item("changed", 2));
        assertThat(stored("deleted")).isEmpty();
        assertThat(stored("kept")).isEqualTo(item("kept", 1));
    }

    @Test
    void a_statement_that_fails_while_it_runs_leaves_the_others_alone() {
        put(table, Map.of("pk", s(id + "-text"), "n", s("x")));
        put(table, item("number", 1));

        List<BatchStatementResponse> responses =
                run("UPDATE T SET n = n + 1 WHERE pk = 'ID-text'", "UPDATE T SET n = n + 1 WHERE pk = 'ID-number'");

        assertThat(responses).extracting(StatementBatchesTest::outcome).containsExactly("ValidationError", "done");
        assertThat(stored("number")).isEqualTo(item("number", 2));
    }

    @Test
    void reads_answer_with_the_item_or_without() {
        put(table, item("there", 1));
        put(other, item("there", 2));

        List<BatchStatementResponse> responses = run(
                "SELECT * FROM T WHERE pk = 'ID-there'",
                "SELECT n FROM \"" + other + "\" WHERE pk = 'ID-there'",
                "SELECT * FROM T WHERE pk = 'ID-absent'",
                "SELECT * FROM T WHERE pk = 'ID-filtered' AND n = 1",
                "SELECT * FROM T WHERE n = 1");

        assertThat(responses.get(0).item()).isEqualTo(item("there", 1));
        assertThat(responses.get(1).item()).isEqualTo(Map.of("n", n(2)));
        assertThat(responses.get(2).hasItem()).isFalse();
        assertThat(responses.get(2).error()).isNull();
        assertThat(responses.subList(3, 5))
                .allSatisfy(response -> assertThat(response.error().message())
                        .isEqualTo(
                                "Select statements within BatchExecuteStatement must specify the primary key in the where"
                                        + " clause."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM T WHERE pk = 'ID-a'  | DELETE FROM T WHERE pk = 'ID-b'"
                        + "                         | Read and write requests together in the same batch is not supported.",
                "UPDATE T SET n = 2 WHERE pk = 'ID-a' | DELETE FROM T WHERE pk = 'ID-a'"
                        + "                         | Provided list of item keys contains duplicates",
                "INSERT INTO T VALUE {'pk': 'ID-b'} | INSERT INTO T VALUE {'pk': 'ID-b'}"
                        + "                         | Provided list of item keys contains duplicates",
                "SELECT * FROM T WHERE pk = 'ID-a'  | SELECT n FROM T WHERE pk = 'ID-a'"
                        + "                         | Provided list of item keys contains duplicates",
            })
    void a_statement_that_no_batch_may_have_refuses_the_whole_batch(String first, String second, String message) {
        put(table, item("a", 1));

        assertRefused(List.of(statement(first), statement(second)), message);

        assertThat(stored("a")).isEqualTo(item("a", 1));
        assertThat(stored("b")).isEmpty();
    }

    @Test
    void a_broken_statement_is_neither_read_nor_write() {
        put(table, item("there", 1));

        assertThat(run("SELECT * FROM T WHERE pk = 'ID-there'", "UPDATE T SET"))
                .extracting(StatementBatchesTest::outcome)
                .containsExactly("done", "ValidationError");
    }

    @Test
    void the_same_key_in_another_table_is_another_item() {
        List<BatchStatementResponse> responses =
                run("INSERT INTO T VALUE {'pk': 'ID-twice'}", "INSERT INTO \"" + other + "\" VALUE {'pk': 'ID-twice'}");

        assertThat(responses).extracting(StatementBatchesTest::outcome).containsOnly("done");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 26})
    void one_to_25_statements_make_a_batch(int count) {
        assertRefused(inserts(count), "failed to satisfy constraint: Member must have length");
        assertThat(stored("0")).isEmpty();

        assertThat(client().batchExecuteStatement(batch -> batch.statements(inserts(25)))
                        .responses())
                .extracting(StatementBatchesTest::outcome)
                .hasSize(25)
                .containsOnly("done");
    }

    private List<BatchStatementRequest> inserts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> statement("INSERT INTO T VALUE {'pk': 'ID-" + i + "'}"))
                .toList();
    }

    @Test
    void parameters_belong_to_their_statement() {
        put(table, item("a", 1));

        List<BatchStatementResponse> responses = client().batchExecuteStatement(batch -> batch.statements(
                        statement("UPDATE T SET n = ? WHERE pk = ?", n(2), s(id + "-a")),
                        statement("INSERT INTO T VALUE {'pk': ?, 'n': ?}", s(id + "-b"), n(3)),
                        statement("INSERT INTO T VALUE {'pk': ?}", s(id + "-c"), n(3))))
                .responses();

        assertThat(responses)
                .extracting(StatementBatchesTest::outcome)
                .containsExactly("done", "done", "ValidationError");
        assertThat(stored("a")).isEqualTo(item("a", 2));
        assertThat(stored("b")).isEqualTo(item("b", 3));
    }

    /** A write that fails its condition is billed for the existing item. */
    @Test
    void consumes_as_much_capacity_as_the_same_single_writes() {
        AttributeValue big = s("x".repeat(2500));
        put(table, Map.of("pk", s(id + "-big"), "big", big));

        BatchExecuteStatementResponse response = client().batchExecuteStatement(
                        batch -> batch.returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
                                .statements(
                                        statement("INSERT INTO T VALUE {'pk': 'ID-a', 'big': ?}", big),
                                        statement("UPDATE T SET n = 1 WHERE pk = 'ID-big' AND attribute_exists(n)"),
                                        statement("UPDATE T SET n = 1 WHERE pk = 'ID-absent'"),
                                        statement("DELETE FROM \"" + other + "\" WHERE pk = 'ID-absent'"),
                                        statement("DELETE FROM T")));

        assertThat(response.consumedCapacity())
                .extracting(capacity -> capacity.tableName() + " " + capacity.capacityUnits() + " "
                        + capacity.table().capacityUnits())
                .containsExactlyInAnyOrder(table + " 7.0 7.0", other + " 1.0 1.0");
    }

    @Test
    void a_consistent_read_consumes_twice_as_much() {
        assertThat(client().batchExecuteStatement(batch -> batch.returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                                .statements(
                                        statement("SELECT * FROM T WHERE pk = 'ID-a'"),
                                        statement("SELECT * FROM T WHERE pk = 'ID-b'").toBuilder()
                                                .consistentRead(true)
                                                .build()))
                        .consumedCapacity())
                .extracting(capacity -> capacity.capacityUnits())
                .containsExactly(1.5);
    }

    @Test
    void a_failed_statement_returns_no_item_unless_that_is_requested() {
        put(table, item("a", 1));

        List<BatchStatementResponse> responses =
                run("INSERT INTO T VALUE {'pk': 'ID-a'}", "UPDATE T SET n = 2 WHERE pk = 'ID-b' AND n = 5");

        assertThat(responses).noneMatch(BatchStatementResponse::hasItem);
        assertThat(responses).noneMatch(response -> response.error().hasItem());
    }

    private void assertRefused(List<BatchStatementRequest> statements, String message) {
        assertThatThrownBy(() -> client().batchExecuteStatement(batch -> batch.statements(statements)))
                .isInstanceOfSatisfying(DynamoDbException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
                    assertThat(e.awsErrorDetails().errorMessage()).contains(message);
                });
    }

    private List<BatchStatementResponse> run(String... statements) {
        return client().batchExecuteStatement(batch -> batch.statements(
                        Stream.of(statements).map(text -> statement(text)).toList()))
                .responses();
    }

    private BatchStatementRequest statement(String text, AttributeValue... parameters) {
        BatchStatementRequest.Builder request = BatchStatementRequest.builder()
                .statement(text.replaceAll("\\bT\\b", '"' + table + '"').replace("ID", id));
        return parameters.length == 0
                ? request.build()
                : request.parameters(parameters).build();
    }

    private static String outcome(BatchStatementResponse response) {
        BatchStatementError error = response.error();
        if (error == null) {
            return "done";
        }
        assertThat(error.code()).isNotEqualTo(BatchStatementErrorCodeEnum.UNKNOWN_TO_SDK_VERSION);
        return error.codeAsString();
    }

    private Map<String, AttributeValue> item(String name, long number) {
        return Map.of("pk", s(id + "-" + name), "n", n(number));
    }

    private Map<String, AttributeValue> stored(String name) {
        return get(table, key(id + "-" + name));
    }
}
