package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Tag;

class TagsTest extends DynamoDbContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private String arn;

    @BeforeAll
    void createTable() {
        arn = arn(table());
    }

    @Test
    void a_table_has_the_tags_it_was_created_with() {
        String name = uniqueName();
        client().createTable(request -> request.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key("pk", KeyType.HASH))
                .attributeDefinitions(definition("pk", ScalarAttributeType.S))
                .tags(tag("team", "billing"), tag("stage", "")));
        client().waiter().waitUntilTableExists(request -> request.tableName(name));
        String itsArn = arn(name);

        awaitTags(itsArn, Map.of("team", "billing", "stage", ""));
        client().deleteTable(request -> request.tableName(name));
    }

    @Test
    void tags_are_added_replaced_and_removed() {
        String tagged = arn(table());
        client().tagResource(request -> request.resourceArn(tagged).tags(tag("team", "billing"), tag("stage", "test")));

        client().tagResource(request -> request.resourceArn(tagged).tags(tag("team", "shipping")));
        client().untagResource(request -> request.resourceArn(tagged).tagKeys("stage", "unknown"));

        awaitTags(tagged, Map.of("team", "shipping"));
    }

    @Test
    void tags_are_listed_page_by_page() {
        String tagged = arn(table());
        client().tagResource(request -> request.resourceArn(tagged)
                .tags(IntStream.range(0, 25).mapToObj(i -> tag("tag" + i, "x")).toList()));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(tags(tagged)).hasSize(25));
    }

    static Stream<List<Tag>> badTags() {
        return Stream.of(
                List.of(),
                List.of(tag("", "x")),
                List.of(tag("x".repeat(129), "x")),
                List.of(tag("team", "x".repeat(257))),
                List.of(tag("aws:team", "x")),
                List.of(tag("team", "a"), tag("team", "b")),
                IntStream.range(0, 51).mapToObj(i -> tag("tag" + i, "x")).toList());
    }

    @ParameterizedTest
    @MethodSource("badTags")
    void tags_that_break_a_rule_are_refused(List<Tag> tags) {
        assertThatThrownBy(() ->
                        client().tagResource(request -> request.resourceArn(arn).tags(tags)))
                .isInstanceOfSatisfying(
                        DynamoDbException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationException"));
        assertThat(tags(arn)).isEmpty();
    }

    @Test
    void an_arn_of_no_table_has_no_tags() {
        assertThatThrownBy(() -> tags("not-a-valid-arn"))
                .isInstanceOfSatisfying(
                        DynamoDbException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationException"));
        assertThatThrownBy(() -> tags(arn + "-missing")).isInstanceOf(ResourceNotFoundException.class);
    }

    /** Waits for the tags, because AWS shows them a moment late. */
    private void awaitTags(String of, Map<String, String> expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(tags(of)).isEqualTo(expected));
    }

    private Map<String, String> tags(String of) {
        Map<String, String> tags = new TreeMap<>();
        String token = null;
        do {
            String next = token;
            ListTagsOfResourceResponse page = client().listTagsOfResource(
                            request -> request.resourceArn(of).nextToken(next));
            page.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
            token = page.nextToken();
        } while (token != null);
        return tags;
    }

    private String arn(String name) {
        return client().describeTable(request -> request.tableName(name))
                .table()
                .tableArn();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
