package topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.event.ruler.JsonRuleCompiler;

/** The filter policies that Caravan accepts, compared with those of the library that AWS matches with. */
class FilterPolicyAgainstRulerTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * The refusals of policies that the library accepts: SNS puts limits of its own on a policy, and documents fewer
     * operators.
     */
    private static final Pattern STRICTER = Pattern.compile("a filter policy (of at most 256 KB|in which ("
            + "there are at most 5 keys"
            + "|the numbers of values multiply"
            + "|\".*\" has numbers from -10\\^9"
            + "|\".*\" is a list of values, not an object: only the scope MessageBody nests"
            // {"exactly":"a"}
            + "|\".*\" has texts, numbers, true, false, null, and objects with one of"
            // {"prefix":{"equals-ignore-case":"a"}}
            + "|\"(prefix|suffix)\" of \".*\" is a text"
            // {"anything-but":{"equals-ignore-case":"a"}}, {"anything-but":{"prefix":[]}}
            + "|\"anything-but\" of \".*\" is a text, a number, a list of one of them, or an object"
            // 10.0.0.0/+8, 10.0.0.0/00008
            + "|\"cidr\" of \".*\" is an address range"
            + ")).*");

    @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
    void every_policy_that_we_accept_is_accepted_by_the_library(@ForAll("policies") JsonNode policy) {
        for (FilterPolicy.Scope scope : FilterPolicy.Scope.values()) {
            // SNS treats an empty policy as no policy.
            if (!policy.isEmpty()
                    && FilterPolicy.objection(policy.toString(), scope).isEmpty()) {
                assertThat(mistake(policy.toString())).as(policy.toString()).isEmpty();
            }
        }
    }

    @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
    void every_policy_of_the_library_is_accepted_unless_sns_is_stricter(@ForAll("policies") JsonNode policy) {
        if (mistake(policy.toString()).isEmpty()) {
            FilterPolicy.objection(policy.toString(), FilterPolicy.Scope.MESSAGE_BODY)
                    .ifPresent(objection ->
                            assertThat(objection).as(policy.toString()).matches(STRICTER));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/99",
                "10.0.0.0/32",
                "10.0.0.0/31",
                "10.0.0.0/0",
                "256.0.0.0/8",
                "10.0.0/8",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0",
                "/8",
                "::/0",
                "::/127",
                "::/128",
                "1::2::3/8",
                "12345::/16",
                "::ffff:1.2.3.4/96",
                "fe80::1%eth0/64",
                "[::1]/8",
                "localhost/8",
                "beef/8",
                "1:2:3:4:5:6:7:8/64",
                "1:2:3:4:5:6:7:8:9/64"
            })
    void an_address_range_is_accepted_if_and_only_if_the_library_accepts_it(String range) {
        String policy = "{\"ip\":[{\"cidr\":\"" + range + "\"}]}";

        assertThat(FilterPolicy.objection(policy, FilterPolicy.Scope.MESSAGE_ATTRIBUTES)
                        .isEmpty())
                .isEqualTo(mistake(policy).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a':[{'wildcard':'a\\\\x'}]}",
                "{'a':[{'wildcard':'a\\\\'}]}",
                "{'a':[{'wildcard':'a\\\\*b'}]}",
                "{'a':[{'wildcard':'a\\\\\\\\b'}]}",
                "{'a':[{'wildcard':'*\\\\**'}]}",
                "{'a':[{'wildcard':'**'}]}",
                "{'a':[{'wildcard':''}]}",
                "{'a':[{'anything-but':{'prefix':''}}]}",
                "{'a':[{'anything-but':{'suffix':['a','']}}]}",
                "{'a':[{'anything-but':{'wildcard':''}}]}",
                "{'a':[{'anything-but':{'wildcard':['a','a\\\\x']}}]}",
                "{'a':[{'anything-but':''}]}",
                "{'a':[{'anything-but':['a',1]}]}",
                "{'a':[{'anything-but':[]}]}",
                "{'a':[{'anything-but':null}]}",
                "{'a':[{'prefix':''}]}",
                "{'a':[{'exists':'true'}]}",
                "{'a':[{'exists':null}]}",
                "{'a':[{'numeric':['>',1,'<',1]}]}",
                "{'a':[{'numeric':['<',1,'>',0]}]}",
                "{'a':[{'numeric':['=','1']}]}",
                "{'a':[{'numeric':['>',0,'<',10,'<',5]}]}",
                "{'a':[{'numeric':[]}]}",
                "{'a':[{'numeric':'='}]}",
                "{'$or':['a',{'b':[1]}]}",
                "{'$or':[{'a':[1]},[]]}",
                "{'$or':[{'a':[1]},{'b':1}]}",
                "{'$or':[{'a':[1]},{}]}",
                "{'$or':[{'a':[1]}]}",
                "{'$or':{'a':[1]}}",
                "{'$or':'a'}",
                "{'$or':[{'prefix':[1]},{'b':[1]}]}",
                "{'$or':[{'=':[1]},{'b':[1]}]}",
                "{'$or':[{'a':{'cidr':[1]}},{'b':[1]}]}",
                "{'$or':[{'$or':[{'numeric':[1]},{'c':[1]}]},{'b':[1]}]}",
                "{'$or':[{'a':[1]},{'$or':[{'b':[1]},{'c':[1]}]}]}",
                "{'a':{'$or':[{'b':[1]},{'c':[1]}]}}",
                "{'a':{'$or':[1,2]}}",
                "{'prefix':[1]}",
                "{'a':[1],'$or':[{'a':[2]},{'b':[3]}]}",
                "{'a.b':[1],'a':{'b':[2]}}",
                "{'a':[['b']]}",
                "{'a':{}}",
                "{'a':'b'}"
            })
    void a_policy_is_accepted_if_and_only_if_the_library_accepts_it(String quoted) {
        String policy = quoted.replace('\'', '"');

        assertThat(FilterPolicy.objection(policy, FilterPolicy.Scope.MESSAGE_BODY)
                        .isEmpty())
                .isEqualTo(mistake(policy).isEmpty());
    }

    /** Mostly correct policies, because a policy with two mistakes does not test the second. */
    @Provide
    Arbitrary<JsonNode> policies() {
        return objects(2);
    }

    private static Arbitrary<JsonNode> objects(int depth) {
        Arbitrary<Entry> entries = mostly(
                        16,
                        Arbitraries.of("a", "b", "c", "ce_type", "Records.s3"),
                        Arbitraries.of("", "prefix", "=", "cidr"))
                .flatMap(key -> mostly(depth == 0 ? 40 : 3, lists(), depth == 0 ? operands() : nested(depth - 1))
                        .map(value -> new Entry(key, value)));
        Arbitrary<Entry> alternatives = depth == 0
                ? entries
                : mostly(30, Arbitraries.lazy(() -> objects(depth - 1)), operands())
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(3)
                        .map(list -> new Entry("$or", array(list)));
        return mostly(3, entries, alternatives).list().ofMinSize(1).ofMaxSize(2).map(list -> {
            ObjectNode object = JSON.objectNode();
            list.forEach(entry -> object.set(entry.key(), entry.value()));
            return object;
        });
    }

    private record Entry(String key, JsonNode value) {}

    private static Arbitrary<JsonNode> nested(int depth) {
        return mostly(20, Arbitraries.lazy(() -> objects(depth)), operands());
    }

    private static Arbitrary<JsonNode> lists() {
        return mostly(3, operators(), mostly(20, mostly(2, texts(), numbers()), operands()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .map(FilterPolicyAgainstRulerTest::array);
    }

    private static Arbitrary<JsonNode> operators() {
        return mostly(
                        20,
                        Arbitraries.of(
                                "prefix",
                                "suffix",
                                "equals-ignore-case",
                                "wildcard",
                                "anything-but",
                                "cidr",
                                "numeric",
                                "exists"),
                        Arbitraries.of("exactly", "prefx"))
                .flatMap(name -> mostly(20, operandOf(name), operands())
                        .map(value -> JSON.objectNode().set(name, value)));
    }

    /** An operand that is often correct for the operator. */
    private static Arbitrary<JsonNode> operandOf(String operator) {
        return switch (operator) {
            case "exists" -> Arbitraries.of(JSON.booleanNode(true), JSON.booleanNode(false));
            case "numeric" -> ranges();
            case "cidr" ->
                Arbitraries.of("10.0.0.0", "256.1.1.1", "::1", "2001:db8::", "abc", "1.2.3", "010.0.0.1")
                        .flatMap(address -> Arbitraries.of(
                                        "/0", "/8", "/31", "/32", "/127", "/128", "/-1", "/+8", "", "/a")
                                .map(bits -> JSON.textNode(address + bits)));
            case "wildcard" -> patterns();
            case "anything-but" ->
                Arbitraries.oneOf(
                        texts(),
                        numbers(),
                        several(texts()),
                        several(numbers()),
                        several(mostly(2, texts(), numbers())),
                        Arbitraries.of("prefix", "suffix", "wildcard", "equals-ignore-case", "cidr")
                                .flatMap(name -> name.equals("wildcard")
                                        ? excluded(name, patterns())
                                        : excluded(name, texts())));
            default -> mostly(10, texts(), several(texts()));
        };
    }

    private static Arbitrary<JsonNode> excluded(String operator, Arbitrary<JsonNode> texts) {
        return Arbitraries.oneOf(texts, several(texts))
                .map(value -> JSON.objectNode().set(operator, value));
    }

    private static Arbitrary<JsonNode> several(Arbitrary<JsonNode> nodes) {
        return nodes.list().ofMaxSize(2).map(FilterPolicyAgainstRulerTest::array);
    }

    private static Arbitrary<JsonNode> ranges() {
        Arbitrary<JsonNode> signs =
                Arbitraries.of("=", "<", "<=", ">", ">=", "!=").map(JSON::textNode);
        return signs.flatMap(first -> numbers()
                .flatMap(from -> Arbitraries.oneOf(
                        Arbitraries.just(array(List.of(first, from))),
                        Arbitraries.just(array(List.of(from, first))),
                        signs.flatMap(second -> numbers().map(to -> array(List.of(first, from, second, to)))),
                        Arbitraries.just(array(List.of(first))))));
    }

    private static Arbitrary<JsonNode> patterns() {
        return Arbitraries.strings().withChars('a', '*', '\\').ofMaxLength(4).map(JSON::textNode);
    }

    private static Arbitrary<JsonNode> texts() {
        return Arbitraries.of("a", "OrderPlaced", "*", "é", "\n", "\\", "").map(JSON::textNode);
    }

    private static Arbitrary<JsonNode> numbers() {
        return mostly(
                        5,
                        Arbitraries.of("0", "1", "-1", "1.5", "0.00001", "1000000000"),
                        Arbitraries.of("0.000001", "1000000001", "1e9", "-5e400"))
                .map(text -> JSON.numberNode(new BigDecimal(text)));
    }

    /** Operands that are correct for hardly any operator. */
    private static Arbitrary<JsonNode> operands() {
        Arbitrary<JsonNode> words =
                Arbitraries.of(JSON.booleanNode(true), JSON.nullNode(), JSON.arrayNode(), JSON.objectNode());
        return Arbitraries.oneOf(texts(), numbers(), words, several(texts()));
    }

    private static <T> Arbitrary<T> mostly(int times, Arbitrary<T> right, Arbitrary<T> rarely) {
        return Arbitraries.frequencyOf(Tuple.of(times, right), Tuple.of(1, rarely));
    }

    private static JsonNode array(List<? extends JsonNode> nodes) {
        ArrayNode array = JSON.arrayNode();
        nodes.forEach(array::add);
        return array;
    }

    private static Optional<String> mistake(String policy) {
        return Optional.ofNullable(JsonRuleCompiler.check(policy));
    }
}
