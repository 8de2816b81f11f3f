package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionsTest {
    private static final Map<String, String> NAMES = Map.of("#n", "n", "#dotted", "a.b");
    private static final Map<String, Value> VALUES = Map.of(
            ":one", number(1),
            ":two", number(2),
            ":five", number(5),
            ":a", new Value.Text("a"),
            ":abc", new Value.Text("abc"),
            ":N", new Value.Text("N"),
            ":true", new Value.Bool(true),
            ":list", new Value.ListOf(List.of(number(1))),
            ":set", set("a", "b"));
    private static final Value.MapOf ITEM = new Value.MapOf(Map.of(
            "n", number(2),
            "word", new Value.Text("abc"),
            "tags", set("a", "b"),
            "flag", new Value.Bool(true),
            "steps", new Value.ListOf(List.of(number(1), new Value.Text("a"))),
            "m", new Value.MapOf(Map.of("deep", new Value.ListOf(List.of(number(1), number(5))))),
            "a.b", number(1)));

    private static Value number(long number) {
        return new Value.Numeric(BigDecimal.valueOf(number));
    }

    private static Value set(String... texts) {
        Set<Value.Scalar> elements = new LinkedHashSet<>();
        for (String text : texts) {
            elements.add(new Value.Text(text));
        }
        return new Value.SetOf(AttributeType.SS, elements);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n = :two",
                "#n=:two",
                ":two = n",
                "(n) = (:two)",
                "n <> :one",
                "absent <> :one",
                "n > :one AND n >= :two AND n < :five AND n <= :two",
                "n between :one and :five",
                "n IN (:one, :two)",
                "NOT n = :one",
                "not (n = :one or n = :five)",
                "n = :one OR n = :two AND word = :abc",
                "(n = :one OR n = :two) AND word = :abc",
                "NOT absent = :one AND flag = :true",
                "attribute_exists(m.deep[1]) AND attribute_not_exists(m.deep[2])",
                "attribute_exists(#dotted) AND attribute_not_exists(m.absent)",
                "attribute_type(n, :N)",
                "begins_with(word, :a)",
                "contains(word, :a) AND contains(tags, :a) AND contains(steps, :a) AND contains(steps, :one)",
                "size(tags) = :two AND size(word) > :two",
                "m.deep[0] = :one",
                "tags = :set",
            })
    void conditions_that_the_item_meets_hold(String condition) {
        assertThat(condition(condition).holds(ITEM)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n = :a",
                "n > :a",
                "absent = :one",
                "absent < :one",
                "absent IN (:one)",
                "absent BETWEEN :one AND :two",
                "NOT n = :two",
                "n = :one OR n = :five AND word = :abc",
                "begins_with(n, :a)",
                "contains(n, :one)",
                "contains(tags, :abc)",
                "attribute_type(absent, :N)",
                "size(n) = :one",
                "m[0] = :one",
                "steps.a = :one",
            })
    void conditions_that_the_item_does_not_meet_do_not_hold(String condition) {
        assertThat(condition(condition).holds(ITEM)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                           | The expression can not be empty;",
                "n                            | Syntax error; token: \"<EOF>\", near: \"n\"",
                "n = = :one                   | Syntax error; token: \"=\", near: \"= = :one\"",
                "n = :one AND                 | Syntax error; token: \"<EOF>\", near: \"AND\"",
                "(n = :one                    | Syntax error; token: \"<EOF>\", near: \":one\"",
                "n = :one)                    | Syntax error; token: \")\", near: \":one)\"",
                "n ! :one                     | Syntax error; token: \"!\", near: \"n ! :one\"",
                "n[a] = :one                  | Syntax error; token: \"a\", near: \"[a]\"",
                "n[99999999999] = :one        | List index is not within the allowable range; index: [99999999999]",
                "n between :one :two          | Syntax error; token: \":two\", near: \":one :two\"",
                "n in ()                      | Syntax error; token: \")\", near: \"()\"",
                "NOT                          | Syntax error; token: \"<EOF>\", near: \"NOT\"",
                "((n = :one))                 | The expression has redundant parentheses;",
                "status = :one                | Attribute name is a reserved keyword; reserved keyword: status",
                "#x = :one                    | An expression attribute name used in the document path is not defined;"
                        + " attribute name: #x",
                "n = :x                       | An expression attribute value used in expression is not defined;"
                        + " attribute value: :x",
                "foo(n)                       | Invalid function name; function: foo",
                "size(n)                      | The function is not allowed to be used this way in an expression;"
                        + " function: size",
                "contains(n, :a) = :one       | Syntax error; token: \"=\", near: \") = :one\"",
                "n = contains(word, :a)       | The function is not allowed to be used this way in an expression;"
                        + " function: contains",
                "attribute_exists(:one)       | Operator or function requires a document path; operator or function:"
                        + " attribute_exists",
                "attribute_exists(n, word)    | Incorrect number of operands for operator or function; operator or"
                        + " function: attribute_exists, number of operands: 2",
                "attribute_type(n, :abc)      | Invalid attribute type name found; type: abc, valid types:"
                        + " {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
                "begins_with(word, :one)      | Incorrect operand type for operator or function; operator or function:"
                        + " begins_with, operand type: N",
                "n < :list                    | Incorrect operand type for operator or function; operator: <, operand"
                        + " type: L",
                "n BETWEEN :two AND :one      | The BETWEEN operator requires upper bound to be greater than or equal to"
                        + " lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand:"
                        + " AttributeValue: {N:1}",
                "n = n                        | The first operand must be distinct from the remaining operands for this"
                        + " operator or function; operator: =, first operand: [n]",
            })
    void name_the_mistake_in_a_condition(String condition, String message) {
        assertThatThrownBy(() -> condition(condition)).hasMessage("Invalid ConditionExpression: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n = :one                     | Syntax error; token: \"n\", near: \"n =\"",
                "SET n                        | Syntax error; token: \"<EOF>\", near: \"n\"",
                "SET n = :one, REMOVE word    | Syntax error; token: \"word\", near: \"REMOVE word\"",
                "SET n = :one SET word = :a   | The \"SET\" section can only be used once in an update expression;",
                "SET m = :one REMOVE m.deep   | Two document paths overlap with each other; must remove or rewrite one of"
                        + " these paths; path one: [m], path two: [m, deep]",
                "SET m.a = :one, m[1] = :one  | Two document paths conflict with each other; must remove or rewrite one"
                        + " of these paths; path one: [m, a], path two: [m, [1]]",
                "SET n = :one + :a            | Incorrect operand type for operator or function; operator or function: +,"
                        + " operand type: S",
                "SET n = list_append(:one, n) | Incorrect operand type for operator or function; operator or function:"
                        + " list_append, operand type: N",
                "SET n = if_not_exists(:a, n) | Operator or function requires a document path; operator or function:"
                        + " if_not_exists",
                "SET n = size(word)           | Invalid function name; function: size",
                "SET n = n + n + n            | Syntax error; token: \"+\", near: \"n + n\"",
                "ADD n :a                     | Incorrect operand type for operator or function; operator: ADD, operand"
                        + " type: STRING",
                "DELETE n :one                | Incorrect operand type for operator or function; operator: DELETE,"
                        + " operand type: NUMBER",
            })
    void name_the_mistake_in_an_update(String update, String message) {
        assertThatThrownBy(() -> new UpdateParser(update, placeholders()).parse())
                .hasMessage("Invalid UpdateExpression: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n,                           | Syntax error; token: \"<EOF>\", near: \",\"",
                "foo(n)                       | Syntax error; token: \"(\", near: \"foo(n\"",
                "m, m.deep                    | Two document paths overlap with each other; must remove or rewrite one of"
                        + " these paths; path one: [m], path two: [m, deep]",
            })
    void name_the_mistake_in_a_projection(String projection, String message) {
        assertThatThrownBy(() -> new ProjectionParser(projection, placeholders()).parse())
                .hasMessage("Invalid ProjectionExpression: " + message);
    }

    @Test
    void end_at_four_kilobytes() {
        String expression = "n = :one" + " ".repeat(4089);

        assertThatThrownBy(() -> condition(expression))
                .hasMessage("Invalid ConditionExpression: Expression size has exceeded the maximum allowed size;"
                        + " expression size: 4097");
    }

    @Test
    void know_all_reserved_words() {
        assertThat(List.of("ABORT", "name", "Status", "TTL", "zone")).allMatch(ReservedWords::contains);
        assertThat(List.of("event", "subscriber", "attempts")).noneMatch(ReservedWords::contains);
    }

    private static Condition condition(String expression) {
        return new ConditionParser("ConditionExpression", expression, placeholders())
                .parse()
                .condition();
    }

    private static Placeholders placeholders() {
        return new Placeholders(NAMES, VALUES);
    }
}
