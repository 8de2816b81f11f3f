package topology;

import static org.assertj.core.api.Assertions.assertThat;

import configuration.Template;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topology.FilterPolicy.Scope;

class FilterPolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":[\"deposit\"]}",
                "{ \"source\" : [ 1.50 ],\t\"id\":[{\"exists\":true}] }",
                "{\"$or\":[{\"subject\":[\"\\u00e9\"]},{\"time\":[\"b\"]}]}"
            })
    void is_sent_as_it_is_written(String json) {
        assertThat(FilterPolicy.parse(json, Scope.MESSAGE_ATTRIBUTES).json()).isEqualTo(json);
        assertThat(Subscription.of(Map.of("topic", "orders", "queue", "billing", "filter", json))
                        .filter()
                        .json())
                .isEqualTo(json);
    }

    @Test
    void accepts_types_of_events_alone_and_beside_a_filter() {
        assertThat(written(Map.of("types", "OrderPlaced")).json()).isEqualTo("{\"ce_type\":[\"OrderPlaced\"]}");
        assertThat(written(Map.of("types", " OrderPlaced,com.shop.Order paid ", "filter", "{\"customer\":[1]}"))
                        .json())
                .isEqualTo("{\"ce_type\":[\"OrderPlaced\",\"com.shop.Order paid\"],\"customer\":[1]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{"ce_type":["a"]}`           | types | left out where the filter has ce_type
            `{"$or":[{"ce_type":["a"]},{"b":[1]}]}` | types | left out where the filter has ce_type
            `{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1]}` | types | a filter policy in which there are at most 5 keys, not 6
            `{"a":1}`                     | filter | a filter policy in which "a" is a list of values, such as ["a"]
            """)
    void reports_which_of_types_and_filter_is_wrong(String filter, String parameter, String allowed) {
        assertThat(Subscription.objection(
                        Map.of("topic", "orders", "queue", "billing", "types", "OrderPlaced", "filter", filter)))
                .contains(new Template.Objection(parameter, allowed));
    }

    @Test
    void types_are_refused_with_a_filter_on_the_body() {
        assertThat(Subscription.objection(Map.of(
                        "topic", "orders", "queue", "billing", "types", "OrderPlaced", "filterScope", "MessageBody")))
                .contains(new Template.Objection(
                        "types", "left out with filterScope = MessageBody: a type is an attribute"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a,", ",a", "a,,b", "a, a", "a\u0000"})
    void refuses_malformed_types(String types) {
        assertThat(FilterPolicy.types().objection(types))
                .contains("types of events, each once, separated by commas, such as OrderPlaced, OrderPaid");
    }

    private static FilterPolicy written(Map<String, String> parameters) {
        Map<String, String> all = new HashMap<>(Map.of("topic", "orders", "queue", "billing"));
        all.putAll(parameters);
        return Subscription.of(all).filter();
    }

    @Test
    void leaves_the_keys_of_a_body_filter_unchanged() {
        assertThat(FilterPolicy.parse("{\"order\":{\"type\":[\"a\"]}}", Scope.MESSAGE_BODY)
                        .json())
                .isEqualTo("{\"order\":{\"type\":[\"a\"]}}");
    }

    @Test
    void is_the_same_policy_whatever_the_order_of_keys_and_the_white_space() {
        FilterPolicy written =
                FilterPolicy.parse("{\"ce_type\":[\"a\"],\"customer\":[1.50]}", Scope.MESSAGE_ATTRIBUTES);

        assertThat(written)
                .isEqualTo(FilterPolicy.reported("{ \"customer\" : [1.50], \"ce_type\" : [ \"a\" ] }", null))
                .hasSameHashCodeAs(FilterPolicy.reported("{\"customer\":[1.50],\"ce_type\":[\"a\"]}", null))
                .isNotEqualTo(FilterPolicy.reported("{\"customer\":[1.50],\"ce_type\":[\"b\"]}", null))
                .isNotEqualTo(FilterPolicy.reported("{\"customer\":[1.50],\"ce_type\":[\"a\"]}", "MessageBody"));
    }

    @Test
    void is_none_if_sns_reports_none_or_an_empty_one() {
        assertThat(FilterPolicy.reported(null, null)).isEqualTo(FilterPolicy.none());
        assertThat(FilterPolicy.reported("{}", "MessageBody")).isEqualTo(FilterPolicy.none());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":[\"a\",null,true,1,-0.5]}",
                "{\"type\":[{\"prefix\":\"a\"},{\"suffix\":\"b\"},{\"equals-ignore-case\":\"c\"},{\"wildcard\":\"a*b\"}]}",
                "{\"price\":[{\"numeric\":[\"=\",1]},{\"numeric\":[\">\",0,\"<=\",5.12345]}]}",
                "{\"type\":[{\"anything-but\":\"a\"},{\"anything-but\":[\"a\",\"b\"]},{\"anything-but\":[1,2]}]}",
                "{\"type\":[{\"anything-but\":{\"prefix\":\"a\"}},{\"anything-but\":{\"suffix\":[\"a\",\"b\"]}}]}",
                "{\"type\":[{\"anything-but\":{\"wildcard\":\"*a\"}},{\"exists\":false}]}",
                "{\"address\":[{\"cidr\":\"10.0.0.0/24\"}]}",
                "{\"a\":[1],\"$or\":[{\"b\":[2]},{\"c\":[3]}]}",
                "{\"a\":[1],\"b\":[1],\"c\":[1],\"d\":[1],\"e\":[1]}"
            })
    void accepts_what_sns_documents(String json) {
        assertThat(FilterPolicy.objection(json, Scope.MESSAGE_ATTRIBUTES)).isEmpty();
        assertThat(FilterPolicy.rule().objection(json)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "[]",
                "{\"type\":[\"a\"]",
                "{\"type\":[\"a\"]} {}",
                "{\"type\":[\"a\"],\"type\":[\"b\"]}",
                "{type:[\"a\"]}"
            })
    void refuses_policies_that_are_no_json_object(String json) {
        assertThat(FilterPolicy.rule().objection(json))
                .contains("a filter policy in JSON, with each key once, such as {\"ce_type\":[\"OrderPlaced\"]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"a"} | "type" is a list of values, such as ["a"]
            {"type":[]} | "type" has at least one value
            {"type":[["a"]]} | "type" has no list within its list
            {"order":{"status":["a"]}} | "order" is a list of values, not an object: only the scope MessageBody nests
            {"a":[{"prefx":"b"}]} | "a" has texts, numbers, true, false, null, and objects with one of anything-but, \
            cidr, equals-ignore-case, exists, numeric, prefix, suffix, wildcard
            {"a":[{}]} | "a" has texts, numbers, true, false, null, and objects with one of anything-but, \
            cidr, equals-ignore-case, exists, numeric, prefix, suffix, wildcard
            {"a":[{"prefix":"b","suffix":"c"}]} | "a" has texts, numbers, true, false, null, and objects with one of \
            anything-but, cidr, equals-ignore-case, exists, numeric, prefix, suffix, wildcard
            {"a":[{"prefix":1}]} | "prefix" of "a" is a text
            {"a":[{"wildcard":"a**"}]} | "wildcard" of "a" is a text in which no * follows another, and \\ comes before * or \\
            {"a":[{"exists":"yes"}]} | "exists" of "a" is true or false
            {"a":[{"cidr":"10.0.0.0"}]} | "cidr" of "a" is an address range such as "10.0.0.0/24", of 0 to 31 bits, or \
            "2001:db8::/32", of 0 to 127
            {"a":[{"numeric":[">"]}]} | "numeric" of "a" is a comparison such as ["=",1], [">",1] or [">=",1,"<",2], \
            the lower bound first
            {"a":[{"numeric":["<",5,">",1]}]} | "numeric" of "a" is a comparison such as ["=",1], [">",1] or \
            [">=",1,"<",2], the lower bound first
            {"a":[{"numeric":[">",5,"<",1]}]} | "numeric" of "a" is a comparison such as ["=",1], [">",1] or \
            [">=",1,"<",2], the lower bound first
            {"a":[{"anything-but":["a",1]}]} | "anything-but" of "a" is a text, a number, a list of one of them, or an \
            object with one of prefix, suffix, wildcard
            {"a":[{"anything-but":{"cidr":"a"}}]} | "anything-but" of "a" is a text, a number, a list of one of them, \
            or an object with one of prefix, suffix, wildcard
            {"a":[1000000001]} | "a" has numbers from -10^9 to 10^9 with at most 5 decimals
            {"a":[{"numeric":["=",0.123456]}]} | "a" has numbers from -10^9 to 10^9 with at most 5 decimals
            {"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]} | there are at most 5 keys, not 6
            {"a":[1,2,3,4,5,6],"b":[1,2,3,4,5,6],"c":[1,2,3,4,5]} | the numbers of values multiply to at most 150 \
            combinations, not 180
            {"$or":[{"a":[1]}]} | "$or" is a list of at least two objects, such as [{"a":[1]},{"b":[2]}]
            {"$or":[{"a":[1]},{}]} | each entry of "$or" is an object with at least one key
            """)
    void reports_where_a_policy_is_wrong_and_what_is_allowed(String json, String allowed) {
        assertThat(FilterPolicy.objection(json, Scope.MESSAGE_ATTRIBUTES))
                .contains("a filter policy in which " + allowed);
    }

    @Test
    void counts_the_depth_of_a_body_s_keys_into_the_combinations() {
        String nested = "{\"a\":{\"b\":{\"c\":[1,2,3,4]}},\"d\":{\"e\":[1,2,3]}}";
        String deeper = "{\"a\":{\"b\":{\"c\":[1,2,3,4]}},\"d\":{\"e\":[1,2,3,4,5,6,7]}}";

        assertThat(FilterPolicy.objection(nested, Scope.MESSAGE_BODY)).isEmpty();
        assertThat(FilterPolicy.objection(deeper, Scope.MESSAGE_BODY))
                .contains(
                        "a filter policy in which the numbers of values multiply to at most 150 combinations, not 168");
    }

    @Test
    void counts_only_the_outermost_of_nested_keys() {
        assertThat(FilterPolicy.objection(
                        "{\"a\":{\"b\":[1],\"c\":[1],\"d\":[1],\"e\":[1],\"f\":[1],\"g\":[1]}}", Scope.MESSAGE_BODY))
                .isEmpty();
    }

    @Test
    void refuses_more_than_256_kb() {
        assertThat(FilterPolicy.rule().objection("{\"a\":[\"" + "x".repeat(256 * 1024) + "\"]}"))
                .contains("a filter policy of at most 256 KB");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'ce_type':['OrderPaid']} | OrderPaid |",
                "{'ce_type':['OrderPaid','OrderSent']} | OrderPlaced | the filter wants ce_type OrderPaid or OrderSent, this is OrderPlaced",
                "{'ce_type':[{'prefix':'Order'}]} | OrderPlaced |",
                "{'ce_type':[{'prefix':'Order'}]} | Paid | the filter wants ce_type [{\"prefix\":\"Order\"}], this is Paid",
                "{'ce_type':[{'anything-but':['OrderPaid']}]} | OrderPaid | the filter wants ce_type [{\"anything-but\":[\"OrderPaid\"]}], this is OrderPaid",
                "{'ce_type':[{'suffix':'ed'}]} | OrderPlaced |",
                "{'ce_type':[{'equals-ignore-case':'orderpaid'}]} | ORDERPAID |",
                "{'ce_type':[{'wildcard':'*Pl*'}]} | OrderPlaced |",
                "{'ce_type':[{'exists':true}]} | OrderPlaced |",
                "{'region':['eu']} | OrderPlaced |",
                "{'$or':[{'ce_type':['A']},{'region':['eu']}]} | B |"
            })
    void explains_why_a_type_does_not_pass_if_the_type_alone_decides(String policy, String type, String why) {
        FilterPolicy filter = FilterPolicy.parse(policy.replace('\'', '"'), Scope.MESSAGE_ATTRIBUTES);

        assertThat(filter.refusal(type)).isEqualTo(Optional.ofNullable(why));
    }
}
