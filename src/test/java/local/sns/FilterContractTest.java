package local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** Every operator of a filter policy, on attributes and on the body. */
@ExtendWith(CloudExtension.class)
class FilterContractTest {
    private final Cloud cloud;

    FilterContractTest(Cloud cloud) {
        this.cloud = cloud;
    }

    /** The part of a message that a policy is matched against, and how an example is published for this part. */
    enum Scope {
        MessageAttributes {
            @Override
            void publish(Cloud cloud, String topic, Map<?, ?> example) {
                Map<String, MessageAttributeValue> attributes = new HashMap<>();
                example.forEach((name, value) -> attributes.put(
                        name.toString(),
                        MessageAttributeValue.builder()
                                .dataType(
                                        value instanceof Number
                                                ? "Number"
                                                : value instanceof List ? "String.Array" : "String")
                                .stringValue(value instanceof List ? json(value) : value.toString())
                                .build()));
                cloud.sns()
                        .publish(message -> message.topicArn(topic)
                                .message(example.toString())
                                .messageAttributes(attributes));
            }
        },
        MessageBody {
            @Override
            void publish(Cloud cloud, String topic, Map<?, ?> example) {
                cloud.publish(topic, json(example));
            }
        };

        abstract void publish(Cloud cloud, String topic, Map<?, ?> example);
    }

    @ParameterizedTest
    @EnumSource
    void exact_strings_match(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[\"rugby\",\"tennis\"]}");

        filtered.rejects(Map.of("kind", "Tennis"), Map.of("kind", "golf"), Map.of("other", "tennis"));
        filtered.accepts(Map.of("kind", "tennis"), Map.of("kind", "rugby", "other", "golf"));
    }

    @ParameterizedTest
    @EnumSource
    void all_keys_have_to_match(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[\"rugby\"],\"place\":[\"Rome\"]}");

        filtered.rejects(Map.of("kind", "rugby"), Map.of("kind", "rugby", "place", "Oslo"));
        filtered.accepts(Map.of("kind", "rugby", "place", "Rome"));
    }

    @ParameterizedTest
    @EnumSource
    void one_alternative_has_to_match(Scope scope) {
        Filtered filtered = filtered(
                scope,
                "{\"kind\":[\"rugby\"],\"$or\":[{\"place\":[\"Rome\"]},{\"price\":[{\"numeric\":[\">\",100]}]}]}");

        filtered.rejects(
                Map.of("kind", "rugby"), Map.of("kind", "rugby", "place", "Oslo", "price", 100), Map.of("price", 101));
        filtered.accepts(Map.of("kind", "rugby", "place", "Rome"), Map.of("kind", "rugby", "price", 101));
    }

    @ParameterizedTest
    @EnumSource
    void one_element_of_an_array_has_to_match(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[\"rugby\"]}");

        filtered.rejects(Map.of("kind", List.of("golf", "tennis")));
        filtered.accepts(Map.of("kind", List.of("golf", "rugby")));
    }

    @ParameterizedTest
    @EnumSource
    void a_prefix_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[{\"prefix\":\"bas\"}]}");

        filtered.rejects(Map.of("kind", "rugby"), Map.of("kind", "Baseball"));
        filtered.accepts(Map.of("kind", "baseball"), Map.of("kind", "bas"));
    }

    @ParameterizedTest
    @EnumSource
    void a_suffix_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[{\"suffix\":\"ball\"}]}");

        filtered.rejects(Map.of("kind", "rugby"), Map.of("kind", "balls"));
        filtered.accepts(Map.of("kind", "baseball"), Map.of("kind", "ball"));
    }

    @ParameterizedTest
    @EnumSource
    void a_wildcard_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[{\"wildcard\":\"b*l*\"}]}");

        filtered.rejects(Map.of("kind", "rugby"), Map.of("kind", "base"));
        filtered.accepts(Map.of("kind", "baseball"), Map.of("kind", "bl"));
    }

    @ParameterizedTest
    @EnumSource
    void case_can_be_ignored(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[{\"equals-ignore-case\":\"tennis\"}]}");

        filtered.rejects(Map.of("kind", "TENNISS"));
        filtered.accepts(Map.of("kind", "TeNNis"), Map.of("kind", "tennis"));
    }

    @ParameterizedTest
    @EnumSource
    void anything_but_some_strings_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[{\"anything-but\":[\"rugby\",\"tennis\"]}]}");

        filtered.rejects(Map.of("kind", "rugby"), Map.of("kind", "tennis"), Map.of("other", "golf"));
        filtered.accepts(Map.of("kind", "golf"));
    }

    @ParameterizedTest
    @EnumSource
    void anything_but_some_numbers_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"price\":[{\"anything-but\":[100,500]}]}");

        filtered.rejects(Map.of("price", 100), Map.of("price", 500.0));
        filtered.accepts(Map.of("price", 101), Map.of("price", 500.1));
    }

    @ParameterizedTest
    @EnumSource
    void anything_but_a_prefix_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[{\"anything-but\":{\"prefix\":\"order-\"}}]}");

        filtered.rejects(Map.of("kind", "order-placed"));
        filtered.accepts(Map.of("kind", "placed-order-"));
    }

    @ParameterizedTest
    @EnumSource
    void anything_but_a_suffix_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[{\"anything-but\":{\"suffix\":\"ball\"}}]}");

        filtered.rejects(Map.of("kind", "baseball"));
        filtered.accepts(Map.of("kind", "ballet"));
    }

    @ParameterizedTest
    @EnumSource
    void anything_but_a_wildcard_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[{\"anything-but\":{\"wildcard\":\"*ball\"}}]}");

        filtered.rejects(Map.of("kind", "baseball"));
        filtered.accepts(Map.of("kind", "ballet"));
    }

    @ParameterizedTest
    @EnumSource
    void an_address_in_a_network_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"source\":[{\"cidr\":\"10.0.0.0/24\"}]}");

        filtered.rejects(Map.of("source", "10.0.1.255"), Map.of("source", "rugby"));
        filtered.accepts(Map.of("source", "10.0.0.255"));
    }

    @ParameterizedTest
    @EnumSource
    void exact_numbers_match_however_they_are_written(Scope scope) {
        Filtered filtered = filtered(scope, "{\"price\":[{\"numeric\":[\"=\",301.5]},7]}");

        filtered.rejects(Map.of("price", 301), Map.of("price", "7"));
        filtered.accepts(Map.of("price", 301.5), Map.of("price", 3.015e2), Map.of("price", 7.0));
    }

    @ParameterizedTest
    @EnumSource
    void a_range_of_numbers_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"price\":[{\"numeric\":[\">\",0,\"<=\",150]}]}");

        filtered.rejects(Map.of("price", 0), Map.of("price", 150.1), Map.of("price", "100"));
        filtered.accepts(Map.of("price", 0.1), Map.of("price", 150));
    }

    @ParameterizedTest
    @EnumSource
    void open_ranges_of_numbers_match(Scope scope) {
        Filtered filtered = filtered(scope, "{\"price\":[{\"numeric\":[\"<\",-5]},{\"numeric\":[\">=\",1000]}]}");

        filtered.rejects(Map.of("price", -5), Map.of("price", 999.9));
        filtered.accepts(Map.of("price", -5.1), Map.of("price", 1000));
    }

    @ParameterizedTest
    @EnumSource
    void a_key_that_exists_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[{\"exists\":true}]}");

        filtered.rejects(Map.of("other", "rugby"));
        filtered.accepts(Map.of("kind", "rugby"), Map.of("kind", 1));
    }

    @ParameterizedTest
    @EnumSource
    void a_key_that_does_not_exist_matches(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[{\"exists\":false}]}");

        filtered.rejects(Map.of("kind", "rugby"));
        filtered.accepts(Map.of("other", "rugby"));
    }

    @ParameterizedTest
    @EnumSource
    void a_key_may_be_absent_or_anything_but(Scope scope) {
        Filtered filtered = filtered(scope, "{\"kind\":[{\"exists\":false},{\"anything-but\":[\"rugby\"]}]}");

        filtered.rejects(Map.of("kind", "rugby"));
        filtered.accepts(Map.of("other", "rugby"), Map.of("kind", "golf"));
    }

    @Test
    void true_false_and_null_match_in_an_array_attribute() {
        Filtered filtered = filtered(Scope.MessageAttributes, "{\"flag\":[true,null]}");

        filtered.rejects(Map.of("flag", List.of(false, "true")));
        filtered.accepts(Map.of("flag", List.of(true)), Map.of("flag", List.of(1, true)));
    }

    @Test
    void a_message_without_attributes_never_matches() {
        Filtered filtered = filtered(Scope.MessageAttributes, "{\"kind\":[{\"exists\":false}]}");

        filtered.rejects(Map.of());
        filtered.accepts(Map.of("other", "rugby"));
    }

    @Test
    void nested_keys_of_a_body_match() {
        Filtered filtered = filtered(Scope.MessageBody, "{\"order\":{\"customer\":{\"country\":[\"NO\",null]}}}");

        filtered.rejects(
                Map.of("order", Map.of("customer", Map.of("country", "IT"))), Map.of("order", Map.of("country", "NO")));
        filtered.accepts(Map.of("order", Map.of("customer", Map.of("country", "NO"))));
    }

    @Test
    void objects_in_an_array_of_a_body_match() {
        Filtered filtered =
                filtered(Scope.MessageBody, "{\"lines\":{\"sku\":[\"b\"],\"count\":[{\"numeric\":[\">\",1]}]}}");

        filtered.rejects(Map.of("lines", List.of(Map.of("sku", "a", "count", 2), Map.of("sku", "b", "count", 1))));
        filtered.accepts(Map.of("lines", List.of(Map.of("sku", "a", "count", 1), Map.of("sku", "b", "count", 2))));
    }

    @Test
    void true_false_and_null_match_in_a_body() {
        Filtered filtered = filtered(Scope.MessageBody, "{\"flag\":[true,null]}");
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("flag", null);

        filtered.rejects(Map.of("flag", false), Map.of("flag", "true"), Map.of("flag", "null"));
        filtered.accepts(Map.of("flag", true), nothing);
    }

    @Test
    void a_body_that_is_no_object_never_matches() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        subscribe(topic, queue, Scope.MessageBody, "{\"kind\":[{\"exists\":false}]}");

        cloud.publish(topic, "plain text");
        cloud.publish(topic, "[1,2]");
        cloud.publish(topic, "{\"other\":1}");

        assertThat(cloud.receiveTexts(queue, 1)).containsExactly("{\"other\":1}");
    }

    @Test
    void a_changed_policy_applies_to_messages_published_afterwards() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        String subscription = subscribe(topic, queue, Scope.MessageBody, "{\"kind\":[\"rugby\"]}");

        cloud.sns()
                .setSubscriptionAttributes(request -> request.subscriptionArn(subscription)
                        .attributeName("FilterPolicy")
                        .attributeValue("{\"kind\":[\"golf\"]}"));
        cloud.publish(topic, "{\"kind\":\"rugby\"}");
        cloud.publish(topic, "{\"kind\":\"golf\"}");

        assertThat(cloud.receiveTexts(queue, 1)).containsExactly("{\"kind\":\"golf\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense                              | failed to parse JSON",
                "[\"rugby\"]                           | failed to parse JSON",
                "{\"kind\":\"rugby\"}                  | \"kind\" must be an object or an array",
                "{\"kind\":[]}                         | Empty arrays are not allowed",
                "{\"kind\":[{\"like\":\"rugby\"}]}     | Unrecognized match type like",
                "{\"kind\":[{\"exactly\":\"rugby\"}]}  | Unrecognized match type exactly",
                "{\"kind\":[{\"prefix\":1}]}           | prefix match pattern must be a string",
                "{\"kind\":[{\"exists\":\"yes\"}]}     | exists match pattern must be either true or false",
                "{\"kind\":[{\"numeric\":[\"~\",1]}]}  | Unrecognized numeric range operator",
                "{\"kind\":[{\"numeric\":[\"<\",\"1\"]}]} | Value of < must be numeric",
                "{\"a\":[1],\"b\":[1],\"c\":[1],\"d\":[1],\"e\":[1],\"f\":[1]} | Filter policy can not have more than 5 keys"
            })
    void a_policy_that_breaks_a_rule_is_refused(String policy, String why) {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();

        assertThatThrownBy(() -> subscribe(topic, queue, Scope.MessageAttributes, policy))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Attributes Reason: FilterPolicy: " + why);
    }

    @Test
    void a_policy_has_150_combinations_at_most() {
        String topic = cloud.topic();

        assertThat(subscribe(topic, cloud.queue(), Scope.MessageAttributes, combinations(15, 10)))
                .isNotBlank();
        assertThatThrownBy(() -> subscribe(topic, cloud.queue(), Scope.MessageAttributes, combinations(151, 1)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("FilterPolicy: Filter policy is too complex");
    }

    @Test
    void depth_counts_among_the_combinations() {
        String topic = cloud.topic();

        assertThat(subscribe(topic, cloud.queue(), Scope.MessageBody, "{\"outer\":{\"inner\":[" + numbers(75) + "]}}"))
                .isNotBlank();
        assertThatThrownBy(() -> subscribe(
                        topic, cloud.queue(), Scope.MessageBody, "{\"outer\":{\"inner\":[" + numbers(76) + "]}}"))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("FilterPolicy: Filter policy is too complex");
    }

    @Test
    void a_policy_on_attributes_cannot_be_nested() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        String nested = "{\"order\":{\"kind\":[\"rugby\"]}}";
        String subscription = subscribe(topic, queue, Scope.MessageBody, nested);

        assertThatThrownBy(() -> subscribe(topic, cloud.queue(), Scope.MessageAttributes, nested))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Filter policy scope MessageAttributes does not support nested filter policy");
        assertThatThrownBy(() -> cloud.sns()
                        .setSubscriptionAttributes(request -> request.subscriptionArn(subscription)
                                .attributeName("FilterPolicyScope")
                                .attributeValue("MessageAttributes")))
                .isInstanceOf(InvalidParameterException.class);
    }

    private static String json(Object value) {
        try {
            return new ObjectMapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private String subscribe(String topic, Cloud.Queue queue, Scope scope, String policy) {
        return cloud.subscribe(
                topic,
                queue.arn(),
                Map.of("RawMessageDelivery", "true", "FilterPolicyScope", scope.name(), "FilterPolicy", policy));
    }

    private static String combinations(int ofOne, int ofOther) {
        return "{\"one\":[" + numbers(ofOne) + "],\"other\":[" + numbers(ofOther) + "]}";
    }

    private static String numbers(int many) {
        return IntStream.range(0, many).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    private Filtered filtered(Scope scope, String policy) {
        String topic = cloud.topic();
        Cloud.Queue all = cloud.queue();
        Cloud.Queue accepted = cloud.queue();
        cloud.subscribeRaw(topic, all);
        subscribe(topic, accepted, scope, policy);
        return new Filtered(scope, topic, all, accepted);
    }

    /** A topic with one subscriber for everything and one behind a filter. */
    private final class Filtered {
        private final Scope scope;
        private final String topic;
        private final Cloud.Queue all;
        private final Cloud.Queue accepted;

        Filtered(Scope scope, String topic, Cloud.Queue all, Cloud.Queue accepted) {
            this.scope = scope;
            this.topic = topic;
            this.all = all;
            this.accepted = accepted;
        }

        void accepts(Map<?, ?>... examples) {
            List<String> published = publish(List.of(examples));

            assertThat(cloud.receiveTexts(accepted, examples.length)).containsExactlyInAnyOrderElementsOf(published);
        }

        void rejects(Map<?, ?>... examples) {
            publish(List.of(examples));

            assertThat(cloud.receiveNow(accepted)).isEmpty();
        }

        /** Publishes the examples and waits until they were delivered. */
        private List<String> publish(List<Map<?, ?>> examples) {
            for (Map<?, ?> example : examples) {
                scope.publish(cloud, topic, example);
            }
            return cloud.receiveTexts(all, examples.size());
        }
    }
}
