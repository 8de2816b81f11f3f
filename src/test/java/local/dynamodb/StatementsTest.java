package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DuplicateItemException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** PartiQL's statements about one item. In a statement, {@code T} stands for the table and {@code ID} for the item. */
class StatementsTest extends DynamoDbContract {
    private String table;
    private String sorted;
    private String id;

    @BeforeAll
    void createTables() {
        table = table();
        sorted = table(ScalarAttributeType.N);
    }

    @BeforeEach
    void chooseItem() {
        id = UUID.randomUUID().toString();
    }

    @Test
    void an_insert_puts_an_item_of_all_types() {
        SdkBytes bytes = SdkBytes.fromUtf8String("bytes");

        ExecuteStatementResponse response = run(
                "insert into T value {'pk': 'ID', 'text': 'it''s \"so\"', 'n': -1.5e1, 'small': .5, 'yes': true,"
                        + " 'none': null, 'm': {'x': ?, 'y': {}}, 'l': [1, 'a', []], 'ss': <<'a', 'b'>>,"
                        + " 'ns': <<1, 2>>, 'b': ?}",
                n(7),
                AttributeValue.fromB(bytes));

        assertThat(response.items()).isEmpty();
        Map<String, AttributeValue> item = get(table, key(id));
        assertThat(item.get("ss").ss()).containsExactlyInAnyOrder("a", "b");
        assertThat(item.get("ns").ns()).containsExactlyInAnyOrder("1", "2");
        assertThat(item)
                .containsEntry("text", s("it's \"so\""))
                .containsEntry("n", n(-15))
                .containsEntry("small", n("0.5"))
                .containsEntry("yes", AttributeValue.fromBool(true))
                .containsEntry("none", AttributeValue.fromNul(true))
                .containsEntry("m", map(Map.of("x", n(7), "y", map(Map.of()))))
                .containsEntry("l", list(n(1), s("a"), list()))
                .containsEntry("b", AttributeValue.fromB(bytes))
                .hasSize(11);
    }

    @Test
    void an_insert_leaves_an_existing_item_unchanged() {
        put(table, Map.of("pk", s(id), "n", n(1)));

        assertThatThrownBy(() -> run("INSERT INTO T VALUE {'pk': 'ID', 'n': 2}"))
                .isInstanceOf(DuplicateItemException.class)
                .hasMessageContaining("Duplicate primary key exists in table");

        assertThat(get(table, key(id)).get("n")).isEqualTo(n(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET n = 5                                    | SELECT n         | n=5",
                "SET \"n\" = n + 1 SET w = 'x' REMOVE l       | SELECT n, w, l   | n=2 w=x",
                "SET n = n - 3, w = 'y'                       | SELECT n, w      | n=-2 w=y",
                "SET copy = n SET n = 9                       | SELECT copy, n   | copy=1 n=9",
                "SET m.x = 'deep' REMOVE l[0]                 | SELECT m, l      | l=[b] m={x=deep}",
                "SET l = list_append(l, ['c'])                | SELECT l         | l=[a, b, c]",
                "SET s = set_add(s, <<'b'>>)                  | SELECT s         | s=[a, b]",
                "SET s = SET_DELETE(s, <<'a', 'z'>>)          | SELECT s         | ''",
                "SET fresh = set_add(fresh, <<'a'>>)          | SELECT fresh     | fresh=[a]",
            })
    void an_update_changes_what_it_names(String update, String select, String expected) {
        putSample();

        run("UPDATE T " + update + " WHERE pk = 'ID'");

        assertThat(plain(run(select + " FROM T WHERE pk = 'ID'"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n = 1",
                "1 = n",
                "n <> 2 and n != 3",
                "n < 2 AND n <= 1 AND n > 0 AND n >= 1",
                "n BETWEEN 1 AND 2",
                "n IN [1, 2]",
                "n IN (1, 2)",
                "(n = 2 OR w = 'abc')",
                "NOT (n = 2)",
                "NOT n = 2 AND (w) = 'abc'",
                "absent IS MISSING AND n IS NOT MISSING",
                "none IS NULL AND n IS NOT NULL",
                "ATTRIBUTE_EXISTS(n) AND attribute_not_exists(absent)",
                "attribute_type(n, 'N')",
                "begins_with(w, 'ab') AND contains(w, 'bc') AND contains(s, 'a')",
                "size(w) = 3 AND size(\"l\") > 1",
                "m.x = 1 AND l[1] = 'b'",
                "s = <<'a'>> AND l = ['a', 'b'] AND m = {'x': 1}",
            })
    void an_update_changes_only_an_item_that_meets_its_condition(String condition) {
        putSample();

        run("UPDATE T SET done = true WHERE pk = 'ID' AND " + condition);
        assertThatThrownBy(() -> run("UPDATE T SET undone = true WHERE pk = 'ID' AND NOT (" + condition + ")"))
                .isInstanceOf(ConditionalCheckFailedException.class);

        assertThat(get(table, key(id))).containsKey("done").doesNotContainKey("undone");
    }

    @Test
    void an_update_makes_no_item() {
        assertThatThrownBy(() -> run("UPDATE T SET n = 1 WHERE pk = 'ID'"))
                .isInstanceOf(ConditionalCheckFailedException.class);
        assertThatThrownBy(() -> run("UPDATE T SET n = 1 WHERE pk = 'ID' AND attribute_not_exists(pk)"))
                .isInstanceOf(ConditionalCheckFailedException.class);

        assertThat(get(table, key(id))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                     | ''",
                "RETURNING ALL OLD *    | n=1 old=x pk",
                "RETURNING MODIFIED OLD *| n=1 old=x",
                "RETURNING ALL NEW *    | n=2 new=y pk",
                "returning modified new *| n=2 new=y",
            })
    void an_update_returns_the_requested_attributes(String returning, String expected) {
        put(table, Map.of("pk", s(id), "n", n(1), "old", s("x")));

        ExecuteStatementResponse response =
                run("UPDATE T SET n = n + 1 SET \"new\" = 'y' REMOVE \"old\" WHERE pk = 'ID' " + returning);

        assertThat(plain(response)).isEqualTo(expected);
    }

    @Test
    void removed_attributes_are_not_returned_as_modified() {
        putSample();

        assertThat(run("UPDATE T REMOVE n WHERE pk = 'ID' RETURNING MODIFIED NEW *")
                        .items())
                .isEmpty();
    }

    @Test
    void a_delete_returns_the_item() {
        put(table, Map.of("pk", s(id), "n", n(1)));

        assertThat(plain(run("DELETE FROM T WHERE pk = 'ID' RETURNING ALL OLD *")))
                .isEqualTo("n=1 pk");
        assertThat(get(table, key(id))).isEmpty();
    }

    @Test
    void a_delete_removes_only_an_item_that_meets_its_condition() {
        put(table, Map.of("pk", s(id), "n", n(1)));

        assertThatThrownBy(() -> run("DELETE FROM T WHERE pk = 'ID' AND n = 2"))
                .isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(get(table, key(id))).isNotEmpty();

        run("DELETE FROM T WHERE pk = 'ID' AND n = 1");
        assertThat(get(table, key(id))).isEmpty();
    }

    /** AWS: "SUCCESS is returned with 0 items deleted". */
    @Test
    void a_delete_of_no_item_succeeds_whatever_its_condition() {
        assertThat(run("DELETE FROM T WHERE pk = 'ID' AND n = 2 RETURNING ALL OLD *")
                        .items())
                .isEmpty();
    }

    @Test
    void a_select_reads_one_item_or_none() {
        put(sorted, Map.of("pk", s(id), "sk", n(1), "data", s("x")));

        assertThat(select("SELECT * FROM T WHERE pk = 'ID' AND sk = 1.0")).isEqualTo("data=x pk sk=1");
        assertThat(select("SELECT \"data\", absent FROM T WHERE sk = 1 AND pk = 'ID'"))
                .isEqualTo("data=x");
        assertThat(select("SELECT * FROM T WHERE pk = 'ID' AND sk = 1 AND data = 'y'"))
                .isEmpty();
        assertThat(select("SELECT * FROM T WHERE pk = 'ID' AND sk = 2")).isEmpty();
    }

    private String select(String statement) {
        return plain(client().executeStatement(
                        request -> request.statement(named(statement, sorted)).consistentRead(true)));
    }

    @Test
    void a_failed_condition_returns_the_item_that_it_met() {
        Map<String, AttributeValue> item = Map.of("pk", s(id), "n", n(1));
        put(table, item);

        assertThatThrownBy(() -> client().executeStatement(request -> request.statement(
                                named("UPDATE T SET n = 2 WHERE pk = 'ID' AND n = 5"))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)))
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        e -> assertThat(e.item()).isEqualTo(item));
        assertThatThrownBy(() -> run("UPDATE T SET n = 2 WHERE pk = 'ID' AND n = 5"))
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        e -> assertThat(e.hasItem()).isFalse());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT INTO T VALUE {'pk': 'ID', 'big': ?}        | 3.0",
                "UPDATE T SET n = 1 WHERE pk = 'there' AND big = ? | 3.0",
                "DELETE FROM T WHERE pk = 'ID' AND big = ?         | 1.0",
                "SELECT * FROM T WHERE pk = 'there' AND big <> ?   | 0.5",
            })
    void consumes_as_much_capacity_as_the_same_single_operation(String statement, double units) {
        AttributeValue big = s("x".repeat(2500));
        put(table, Map.of("pk", s("there"), "big", big));

        ExecuteStatementResponse response = client().executeStatement(request -> request.statement(named(statement))
                .parameters(big)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));

        assertThat(response.consumedCapacity().tableName()).isEqualTo(table);
        assertThat(response.consumedCapacity().capacityUnits()).isEqualTo(units);
    }

    @Test
    void names_texts_and_comments_are_distinguished() {
        put(table, Map.of("pk", s(id), "user", s("a?b -- c"), "it\"s", n(1)));

        String found = plain(run(
                "SELECT \"user\", \"it\"\"s\" /* no ? */ FROM T -- no 'text'\n"
                        + "WHERE \"pk\" = ? AND \"user\" = 'a?b -- c';",
                s(id)));

        assertThat(found).isEqualTo("it\"s=1 user=a?b -- c");
    }

    @Test
    void a_table_that_is_not_there_is_not_found() {
        for (String statement : List.of(
                "SELECT * FROM \"not-there\" WHERE pk = 'a'",
                "INSERT INTO \"not-there\" VALUE {'pk': 'a'}",
                "UPDATE \"not-there\" SET n = 1",
                "DELETE FROM \"not-there\" WHERE pk = 'a'")) {
            assertThatThrownBy(() -> run(statement))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("Requested resource not found");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT INTO T VALUE {'pk': ?}                 | 0",
                "INSERT INTO T VALUE {'pk': 'ID'}              | 1",
                "UPDATE T SET a = ? SET b = ? WHERE pk = 'ID'  | 1",
                "SELECT * FROM T WHERE pk = '?'                | 1",
            })
    void as_many_parameters_are_given_as_there_are_question_marks(String statement, int parameters) {
        AttributeValue[] given = new AttributeValue[parameters];
        Arrays.fill(given, s("x"));

        assertThatThrownBy(() -> run(statement, given))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("Number of parameters in request and statement don't match.");
    }

    private void putSample() {
        put(
                table,
                Map.of(
                        "pk", s(id),
                        "n", n(1),
                        "w", s("abc"),
                        "s", AttributeValue.fromSs(List.of("a")),
                        "l", list(s("a"), s("b")),
                        "m", map(Map.of("x", n(1))),
                        "none", AttributeValue.fromNul(true)));
    }

    private ExecuteStatementResponse run(String statement, AttributeValue... parameters) {
        return client().executeStatement(request -> {
            request.statement(named(statement));
            if (parameters.length > 0) {
                request.parameters(parameters);
            }
        });
    }

    private String named(String statement) {
        return named(statement, table);
    }

    private String named(String statement, String tableName) {
        return statement.replaceAll("\\bT\\b", '"' + tableName + '"').replace("ID", id);
    }

    /** The only item in the response, without its random key. */
    private String plain(ExecuteStatementResponse response) {
        assertThat(response.hasItems()).isTrue();
        assertThat(response.items()).hasSizeLessThan(2);
        return response.items().stream()
                .flatMap(item -> item.entrySet().stream())
                .map(entry -> entry.getKey().equals("pk") ? "pk" : entry.getKey() + "=" + plain(entry.getValue()))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static Object plain(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> value.n();
            case SS -> value.ss().stream().sorted().toList();
            case L -> value.l().stream().map(StatementsTest::plain).toList();
            case M ->
                value.m().entrySet().stream()
                        .map(entry -> "{" + entry.getKey() + "=" + plain(entry.getValue()) + "}")
                        .collect(Collectors.joining());
            default -> value.toString();
        };
    }
}
