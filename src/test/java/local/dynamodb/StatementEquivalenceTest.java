package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import local.Clients;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A statement has the same effect as the equivalent {@code UpdateItem}: the same update, condition and outcome. */
class StatementEquivalenceTest {
    private static final String TABLE = "items";

    private static LocalDynamoDb local;
    private static DynamoDbClient client;

    @BeforeContainer
    static void start() {
        local = LocalDynamoDb.start(0);
        client = Clients.dynamoDb(local.endpoint());
        client.createTable(table -> table.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(DynamoDbContract.key("pk", KeyType.HASH))
                .attributeDefinitions(DynamoDbContract.definition("pk", ScalarAttributeType.S)));
    }

    @AfterContainer
    static void stop() {
        client.close();
        local.close();
    }

    /** A value, as PartiQL and as a request write it. */
    record Sample(String literal, AttributeValue value) {}

    /**
     * An action or a condition in both languages.
     *
     * @param statement the clause in PartiQL; {@code ?} stands for the value
     * @param section the section of the update expression; empty for a condition
     * @param expression the clause in the expression; {@code ?} stands for the value
     * @param asParameter whether the statement has the value as a parameter
     */
    record Clause(String statement, String section, String expression, Sample sample, boolean asParameter) {
        private String inStatement() {
            return asParameter ? statement : statement.replace("?", sample.literal());
        }

        private boolean hasParameter() {
            return asParameter && statement.contains("?");
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void an_update_by_statement_leaves_the_item_that_the_same_update_item_leaves(
            @ForAll("items") Map<String, AttributeValue> item,
            @ForAll("actions") List<Clause> actions,
            @ForAll("conditions") List<Clause> conditions,
            @ForAll boolean any) {
        String one = put(item);
        String other = put(item);

        String byStatement = outcome(() -> byStatement(one, actions, conditions, any ? " OR " : " AND "));
        String byUpdateItem = outcome(() -> byUpdateItem(other, actions, conditions, any ? " OR " : " AND "));

        Statistics.label("outcome")
                .collect(byStatement)
                .coverage(outcomes -> outcomes.check("done").count(count -> count > 30));
        assertThat(byStatement).isEqualTo(byUpdateItem);
        assertThat(attributes(one)).isEqualTo(attributes(other));
    }

    private static void byStatement(String key, List<Clause> actions, List<Clause> conditions, String conjunction) {
        String sets = actions.stream().map(Clause::inStatement).collect(Collectors.joining(" "));
        String holds = conditions.stream().map(Clause::inStatement).collect(Collectors.joining(conjunction));
        List<AttributeValue> parameters = Stream.concat(actions.stream(), conditions.stream())
                .filter(Clause::hasParameter)
                .map(clause -> clause.sample().value())
                .toList();
        client.executeStatement(request -> request.statement(
                        "UPDATE " + TABLE + " " + sets + " WHERE pk = '" + key + "' AND (" + holds + ")")
                .parameters(parameters.isEmpty() ? null : parameters));
    }

    private static void byUpdateItem(String key, List<Clause> actions, List<Clause> conditions, String conjunction) {
        Map<String, AttributeValue> values = new HashMap<>();
        Map<String, String> sections = new HashMap<>();
        actions.forEach(action ->
                sections.merge(action.section(), expression(action, values), (one, more) -> one + ", " + more));
        String update = sections.entrySet().stream()
                .map(section -> section.getKey() + " " + section.getValue())
                .collect(Collectors.joining(" "));
        String holds = conditions.stream()
                .map(condition -> expression(condition, values))
                .collect(Collectors.joining(conjunction));
        client.updateItem(request -> request.tableName(TABLE)
                .key(DynamoDbContract.key(key))
                .updateExpression(update)
                .conditionExpression(holds)
                .expressionAttributeValues(values.isEmpty() ? null : values));
    }

    private static String expression(Clause clause, Map<String, AttributeValue> values) {
        if (!clause.expression().contains("?")) {
            return clause.expression();
        }
        String placeholder = ":v" + values.size();
        values.put(placeholder, clause.sample().value());
        return clause.expression().replace("?", placeholder);
    }

    private static String outcome(Runnable update) {
        try {
            update.run();
            return "done";
        } catch (DynamoDbException e) {
            return e.awsErrorDetails().errorCode();
        }
    }

    private static String put(Map<String, AttributeValue> attributes) {
        String key = UUID.randomUUID().toString();
        Map<String, AttributeValue> item = new HashMap<>(attributes);
        item.putAll(DynamoDbContract.key(key));
        client.putItem(put -> put.tableName(TABLE).item(item));
        return key;
    }

    private static Map<String, AttributeValue> attributes(String key) {
        Map<String, AttributeValue> item =
                new HashMap<>(client.getItem(get -> get.tableName(TABLE).key(DynamoDbContract.key(key)))
                        .item());
        item.remove("pk");
        return item;
    }

    @Provide
    Arbitrary<Map<String, AttributeValue>> items() {
        return Combinators.combine(numbers(), texts(), sets(), lists())
                .as((n, w, s, l) -> Map.of("n", n.value(), "w", w.value(), "s", s.value(), "l", l.value()))
                .flatMap(all -> Arbitraries.of(all.keySet()).set().ofMinSize(2).map(kept -> {
                    Map<String, AttributeValue> item = new HashMap<>(all);
                    item.keySet().retainAll(kept);
                    return item;
                }));
    }

    @Provide
    Arbitrary<List<Clause>> actions() {
        return Arbitraries.oneOf(
                        clause(numbers(), "SET n = n + ?", "SET", "n = n + ?"),
                        clause(numbers(), "SET n = ? - n", "SET", "n = ? - n"),
                        clause(anything(), "SET n = ?", "SET", "n = ?"),
                        clause(anything(), "REMOVE n", "REMOVE", "n"),
                        clause(anything(), "SET w = ?", "SET", "w = ?"),
                        clause(anything(), "SET w = n", "SET", "w = n"),
                        clause(sets(), "SET s = set_add(s, ?)", "ADD", "s ?"),
                        clause(sets(), "SET s = set_delete(s, ?)", "DELETE", "s ?"),
                        clause(lists(), "SET l = list_append(l, ?)", "SET", "l = list_append(l, ?)"),
                        clause(anything(), "SET l[0] = ?", "SET", "l[0] = ?"))
                .list()
                .uniqueElements(clause -> clause.expression().charAt(0))
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<Clause>> conditions() {
        return Arbitraries.oneOf(
                        condition(anything(), "w = ?", "w = ?"),
                        condition(anything(), "n <> ?", "n <> ?"),
                        condition(texts(), "w != ?", "w <> ?"),
                        condition(numbers(), "n < ?", "n < ?"),
                        condition(numbers(), "? <= n", "? <= n"),
                        condition(numbers(), "NOT n > ?", "NOT n > ?"),
                        condition(anything(), "n IN [?]", "n IN (?)"),
                        condition(anything(), "n IS MISSING", "attribute_not_exists(n)"),
                        condition(anything(), "w IS NOT MISSING", "attribute_exists(w)"),
                        condition(texts(), "begins_with(w, ?)", "begins_with(w, ?)"),
                        condition(texts(), "contains(s, ?)", "contains(s, ?)"),
                        condition(anything(), "contains(l, ?)", "contains(l, ?)"),
                        condition(numbers(), "size(w) >= ?", "size(w) >= ?"))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    private static Arbitrary<Clause> condition(Arbitrary<Sample> samples, String statement, String expression) {
        return clause(samples, statement, "", expression);
    }

    private static Arbitrary<Clause> clause(
            Arbitrary<Sample> samples, String statement, String section, String expression) {
        return Combinators.combine(samples, Arbitraries.of(true, false))
                .as((sample, asParameter) -> new Clause(statement, section, expression, sample, asParameter));
    }

    private static Arbitrary<Sample> anything() {
        return Arbitraries.oneOf(
                numbers(),
                texts(),
                sets(),
                lists(),
                Arbitraries.of(
                        new Sample("true", AttributeValue.fromBool(true)),
                        new Sample("null", AttributeValue.fromNul(true)),
                        new Sample("{'x': 'a'}", AttributeValue.fromM(Map.of("x", AttributeValue.fromS("a"))))));
    }

    private static Arbitrary<Sample> numbers() {
        return Arbitraries.of(
                new Sample("1", AttributeValue.fromN("1")),
                new Sample("-2.5", AttributeValue.fromN("-2.5")),
                new Sample("2e1", AttributeValue.fromN("20")));
    }

    private static Arbitrary<Sample> texts() {
        return Arbitraries.of(
                new Sample("'a'", AttributeValue.fromS("a")), new Sample("'a''s'", AttributeValue.fromS("a's")));
    }

    private static Arbitrary<Sample> sets() {
        return Arbitraries.of(
                new Sample("<<'a'>>", AttributeValue.fromSs(List.of("a"))),
                new Sample("<<'a', 'b'>>", AttributeValue.fromSs(List.of("a", "b"))));
    }

    private static Arbitrary<Sample> lists() {
        return Arbitraries.of(
                new Sample("[1]", AttributeValue.fromL(List.of(AttributeValue.fromN("1")))),
                new Sample("[]", AttributeValue.fromL(List.of())));
    }
}
