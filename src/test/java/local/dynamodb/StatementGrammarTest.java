package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The errors in PartiQL statements, in AWS's words if they are known. In a statement, {@code T} stands for a table with
 * the key {@code pk}, and {@code U} for one with the key {@code pk} and {@code sk}, a number.
 */
class StatementGrammarTest extends DynamoDbContract {
    private static final String MALFORMED = "Statement wasn't well formed, can't be processed: ";

    private String table;
    private String sorted;

    @BeforeAll
    void createTables() {
        table = table();
        sorted = table(ScalarAttributeType.N);
        put(table, Map.of("pk", s("there"), "n", n(1), "s", AttributeValue.fromSs(List.of("a"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SLECT * FROM T WHERE pk = 'x'                          | Expected data manipulation",
                "CREATE TABLE T                                         | Expected data manipulation",
                "SELECT * FROM T WHERE                                  | Unexpected term",
                "SELECT * FROM T WHERE;                                 | Unexpected term",
                "SELECT * FROM T WHERE NOT                              | Unexpected term",
                "SELECT * FROM T WHERE (                                | Unexpected term",
                "UPDATE T SET a = 1 WHERE                               | Unexpected term",
                "SELECT * FROM                                          | Unexpected term",
                "SELECT * FROM T WHERE pk = 'x' AND                     | Missing right-hand side expression of infix operator",
                "SELECT * FROM T WHERE pk = 'x' OR                      | Missing right-hand side expression of infix operator",
                "SELECT * FROM T WHERE pk = LIKE                        | Unexpected operator",
                "SELECT * FROM T WHERE IS NULL                          | Unexpected operator",
                "SELECT * FROM T WHERE ORDER BY pk                      | Unexpected keyword",
                "UPDATE T SET user = 1 WHERE pk = 'x'                   | Unexpected keyword",
                "UPDATE T SET a.user = 1 WHERE pk = 'x'                 | Invalid path dot component",
                "SELECT * FROM T WHERE pk = 'x' foo                     | Unexpected token after expression",
                "SELECT * FROM T WHERE pk = 'x')                        | Unexpected token after expression",
                "UPDATE T SET a = 9 WHERE pk = 'x' foo                  | Unexpected token after expression",
                "DELETE FROM T WHERE pk = 'x' ORDER BY pk               | Unexpected token after expression",
                "INSERT INTO T VALUE {'pk': 'x'} foo                    | Unexpected token after expression",
                "INSERT INTO T VALUE {'pk': 'x'} IF NOT EXISTS          | Unexpected token after expression",
                "INSERT INTO T t VALUE {'pk': 'x'}                      | Unexpected token after expression",
                "DELETE FROM                                            | Expected identifier for simple path",
                "DELETE FROM WHERE pk = 'x'                             | Expected identifier for simple path",
                "UPDATE T WHERE pk = 'x'                                | Expected data manipulation",
                "SELECT * FROM T WHERE pk = 1e99999999999               | ``",
                "SELECT * FROM T WHERE pk = 'x' # note                  | ``",
                "SELECT * FROM T WHERE pk = 'x' /* note                 | ``",
                "SELECT * FROM T WHERE pk = 'x                          | ``",
                "SELECT * FROM \"T                                      | ``",
            })
    void a_statement_that_cannot_be_read_is_malformed(String statement, String detail) {
        assertRefused(statement, MALFORMED + detail);
    }

    /** A {@code ^} is not sent. It marks the column in the message. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "UPDATE T SET n = 1                                     | Where clause does not contain a mandatory equality on all key attributes",
                "UPDATE T SET n = 1 WHERE n = 1                         | Where clause does not contain a mandatory equality on all key attributes",
                "DELETE FROM T WHERE pk = 'x' OR n = 1                  | Where clause does not contain a mandatory equality on all key attributes",
                "DELETE FROM U WHERE pk = 'x'                           | Where clause does not contain a mandatory equality on all key attributes",
                "DELETE FROM U WHERE pk = 'x' AND sk > 1                | Where clause does not contain a mandatory equality on all key attributes",
                "DELETE FROM T WHERE pk = 'x' AND pk = 'y'              | Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported",
                "DELETE FROM U WHERE pk = 'x' AND sk = '1'              | Key attribute's data type should match its data type in table's schema: Key sk",
                "UPDATE T SET pk = 'y' WHERE pk = 'x'                   | One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key",
                "UPDATE T SET a = 1 REMOVE a WHERE pk = 'x'             | Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
                "UPDATE T SET n = n + 'a' WHERE pk = 'x'                | Incorrect operand type for operator or function; operator or function: +, operand type: S",
                "UPDATE T SET n = absent + 1 WHERE pk = 'there'         | The provided expression refers to an attribute that does not exist in the item",
                "UPDATE T SET n = ^if_not_exists(n, 1) WHERE pk = 'x'    | Unrecognized function: if_not_exists at 1:C:13",
                "UPDATE T SET s = ^set_add(t, <<'x'>>) WHERE pk = 'x'    | The first argument to SET_ADD must equal the assignment value at 1:C:7",
                "UPDATE T SET s = ^set_add(s) WHERE pk = 'x'             | SET_ADD must have exactly two arguments at 1:C:7",
                "UPDATE T SET s = set_delete(^s, 'x') WHERE pk = 'x'     | The second argument to SET_DELETE must be a value with type SET at 1:C:1",
                "UPDATE T SET n = set_add(n, <<'x'>>) WHERE pk = 'there'| An operand in the update expression has an incorrect data type",
                "UPDATE T SET s = set_add(s, <<'x', 'x'>>) WHERE pk = 'x'| One or more parameter values were invalid: Input collection [x, x] contains duplicates.",
                "UPDATE T SET s = set_add(s, <<>>) WHERE pk = 'x'       | Empty bags are not supported",
                "UPDATE T SET s = <<1, 'x'>> WHERE pk = 'x'             | Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags",
                "UPDATE T t SET a = 3 WHERE pk = 'x'                    | Aliasing is not supported",
                "SELECT * FROM T AS t WHERE pk = 'x'                    | Aliasing is not supported",
                "DELETE FROM T t WHERE pk = 'x'                         | Aliasing is not supported",
                "SELECT * FROM \"\" WHERE pk = 'x'                      | Path component cannot be an empty string",
                "SELECT n, n FROM T WHERE pk = 'x'                      | Duplicate identifiers in select clause: n",
                "SELECT *, n FROM T WHERE pk = 'x'                      | Other attributes should not be present in the projection when '*' is used.",
                "DELETE FROM T WHERE pk = 'x' RETURNING MODIFIED OLD *  | Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.",
                "DELETE FROM T WHERE pk = 'x' RETURNING ALL NEW *       | Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.",
                "DELETE FROM T WHERE pk = 'x' RETURNING ALL OLD         | `Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause`",
                "INSERT INTO T VALUE {'pk': 'x'} RETURNING ALL OLD *    | RETURNING is not supported in INSERT",
                "INSERT INTO T VALUES ('x')                             | Unsupported operation: Inserting multiple items in a single statement is not supported, use \"INSERT INTO tableName VALUE item\" instead",
                "INSERT INTO T VALUE 'x'                                | Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.",
                "INSERT INTO T VALUE {pk: 'x'}                          | Tuple keys must be of type String. Actual type: pk under root",
                "INSERT INTO T VALUE {'pk': 'x', 'pk': 'y'}             | Duplicate keys in tuple. Key: pk under root",
                "INSERT INTO T VALUE {'pk': 'x', 'n': 1e126}            | Number overflow. Attempting to store a number with magnitude larger than supported range under root",
                "INSERT INTO T VALUE {'pk': 'x', 'm': {'x': 1e126}}     | Number overflow. Attempting to store a number with magnitude larger than supported range under root.x",
                "INSERT INTO T VALUE {'pk': 'x', 'l': [1, 1e126]}       | Number overflow. Attempting to store a number with magnitude larger than supported range under root[1]",
                "INSERT INTO T VALUE {'pk': 'x', 's': ^set_add(<<1>>, 2)}| Unsupported data type: set_add under key root at 1:C:7",
                "INSERT INTO T VALUE {'n': 1}                           | One or more parameter values were invalid: Missing the key pk in the item",
                "SELECT * FROM T WHERE pk = 'x' AND attribute_exists('n')| Operator or function requires a document path; operator or function: attribute_exists",
                "SELECT * FROM T WHERE pk = 'x' AND attribute_exists()  | Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 0",
                "SELECT * FROM T WHERE pk = 'x' AND ^EXISTS(n)           | Unrecognized function: exists at 1:C:6",
                "SELECT * FROM T WHERE pk = 'x' AND n < true            | Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
                "SELECT * FROM T WHERE pk = 'x' AND n = MISSING         | MISSING must be compared using IS operator",
                "SELECT * FROM T WHERE pk = 'x' AND n                   | WHERE clause must contain an expression that resolves to a boolean",
                "SELECT * FROM T WHERE pk = 'x' AND n IN []             | IN operator must have a left hand argument of type Variable Reference and right hand argument of type Seq with at least one member",
                "EXISTS(SELECT * FROM T WHERE pk = 'x')                 | EXISTS can only be used in ExecuteTransaction write requests.",
            })
    void the_mistake_in_a_statement_is_named(String statement, String message) {
        int column = named(statement).indexOf('^') + 1;

        assertRefused(statement.replace("^", ""), message.replace("1:C:", "1:" + column + ":"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT * FROM T                                      | a SELECT that does not name the whole primary key",
                "SELECT * FROM U WHERE pk = 'x'                       | a SELECT that does not name the whole primary key",
                "SELECT * FROM T WHERE pk IN ['x', 'y']               | a SELECT that does not name the whole primary key",
                "SELECT * FROM T.\"by-n\" WHERE n = 1                 | an index in a statement",
                "SELECT * FROM T, U WHERE pk = 'x'                    | more than one table",
                "SELECT a.b FROM T WHERE pk = 'x'                     | a path in a SELECT: [a, b]",
                "SELECT COUNT(*) FROM T WHERE pk = 'x'                | functions in a SELECT: COUNT",
                "SELECT * FROM T WHERE pk = 'x' ORDER BY pk           | ORDER",
                "SELECT * FROM T WHERE pk = 'x' AND n NOT IN [1]      | NOT after an operand",
                "SELECT * FROM T WHERE pk = 'x' AND n LIKE 'a'        | LIKE after an operand",
                "SELECT * FROM T WHERE pk = 'x' AND n IS STRING       | IS with a type: STRING",
                "FROM T WHERE pk = 'x' SET n = 1                      | FROM at the beginning of a statement",
                "INSERT INTO T VALUE {'pk': 'x'} ON CONFLICT DO NOTHING| ON CONFLICT",
                "UPDATE T SET n = 1 + n + 1 WHERE pk = 'x'            | more than one + or - in a value",
            })
    void unsupported_statements_are_reported_as_unsupported(String statement, String what) {
        assertRefused(statement, "not supported here: " + what);
    }

    @Test
    void values_nest_only_so_deep() {
        String deep = "[".repeat(40) + "]".repeat(40);

        assertRefused(
                "INSERT INTO T VALUE {'pk': 'x', 'l': " + deep + "}",
                "One or more parameter values were invalid: Nesting Levels have exceeded supported limits");
    }

    @Test
    void the_position_of_a_mistake_is_given_as_line_and_column() {
        assertRefused("SELECT * FROM T\nWHERE pk = 'x'\n  AND lower(n) = 'a'", "Unrecognized function: lower at 3:7:5");
    }

    @Test
    void a_statement_has_at_most_8192_characters() {
        String statement = named("SELECT * FROM T WHERE pk = 'there' AND w <> ''");
        String longest = statement.substring(0, statement.length() - 1) + "x".repeat(8192 - statement.length()) + "'";

        assertThat(client().executeStatement(request -> request.statement(longest))
                        .items())
                .hasSize(1);
        assertThatThrownBy(() -> client().executeStatement(request -> request.statement(longest + " ")))
                .hasMessageContaining("Member must have length less than or equal to 8192");
    }

    private void assertRefused(String statement, String message) {
        assertThatThrownBy(() -> client().executeStatement(request -> request.statement(named(statement))))
                .isInstanceOfSatisfying(DynamoDbException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
                });
    }

    private String named(String statement) {
        return statement.replaceAll("\\bT\\b", '"' + table + '"').replaceAll("\\bU\\b", '"' + sorted + '"');
    }
}
