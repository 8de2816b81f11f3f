package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class LedgerTableTest {
    @RegisterExtension
    static final EmbeddedTable EMBEDDED = new EmbeddedTable();

    private final DynamoDbClient client = EMBEDDED.client();
    private final String name = "ledger-" + UUID.randomUUID();
    private final LedgerTable table = new LedgerTable(client, name);

    @Test
    void is_created_with_on_demand_billing_its_keys_and_its_time_to_live() {
        table.create();

        TableDescription made =
                client.describeTable(request -> request.tableName(name)).table();
        assertThat(made.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(made.keySchema()).containsExactly(key("event", KeyType.HASH), key("subscriber", KeyType.RANGE));
        assertThat(made.attributeDefinitions())
                .containsExactlyInAnyOrder(
                        attribute("event", ScalarAttributeType.S), attribute("subscriber", ScalarAttributeType.S));
        assertThat(timeToLive().attributeName()).isEqualTo("expiry");
        assertThat(timeToLive().timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
    }

    @Test
    void an_existing_table_takes_two_reads_and_no_write() {
        table.create();
        EMBEDDED.proxy().reset();

        table.create();

        assertThat(EMBEDDED.actions()).containsExactly("DescribeTable", "DescribeTimeToLive");
    }

    @Test
    void gets_a_time_to_live_if_an_existing_table_has_none() {
        make(key("event", KeyType.HASH), key("subscriber", KeyType.RANGE));

        table.create();

        assertThat(timeToLive().timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
    }

    @Test
    void a_table_with_other_keys_is_refused_with_the_names_of_these_keys() {
        make(key("subscriber", KeyType.HASH), key("event", KeyType.RANGE));

        assertThatIllegalArgumentException()
                .isThrownBy(table::create)
                .withMessageContaining("table " + name)
                .withMessageContaining("partition key event and the sort key subscriber");
    }

    @Test
    void can_be_made_by_several_at_the_same_time() {
        Stream<CompletableFuture<Void>> makers =
                IntStream.range(0, 4).mapToObj(n -> CompletableFuture.runAsync(table::create));

        CompletableFuture.allOf(makers.toArray(CompletableFuture[]::new)).join();

        assertThat(timeToLive().timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
    }

    @Test
    void is_unavailable_while_dynamodb_does_not_answer() {
        EMBEDDED.proxy().faults().onEverything().unavailable();

        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(table::create)
                .withMessageContaining(name);
    }

    @Test
    void a_missing_table_is_reported_in_one_line_with_the_property_that_creates_it() {
        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> table.query("4711"))
                .withMessage(
                        "table " + name + " does not exist: ledger.create = true makes it, ledger.table names another");
    }

    @Test
    void a_table_without_permission_is_reported_in_one_line_with_the_reason_of_aws() {
        EMBEDDED.proxy().faults().onEverything().refuse(400, "AccessDeniedException");

        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> table.query("4711"))
                .withMessageStartingWith("table " + name + " may not be used with these credentials: ")
                .satisfies(failure ->
                        assertThat(failure.getMessage()).doesNotContain("\n", "Request ID", "credentials: null"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void unprocessed_writes_are_repeated_after_growing_pauses(int refusals) {
        table.create();
        List<Duration> pauses = new ArrayList<>();
        LedgerTable pausing = new LedgerTable(client, name, Duration.ofDays(1), pauses::add);
        EMBEDDED.proxy().faults().on("BatchWriteItem").times(refusals).failEntries(position -> true);

        pausing.put(IntStream.range(0, 60)
                .mapToObj(number -> LedgerItem.key("event-" + number, "billing"))
                .toList());

        assertThat(pauses).hasSize(refusals).allMatch(pause -> pause.toMillis() >= 50);
        assertThat(IntStream.range(0, 60).mapToObj(number -> table.query("event-" + number)))
                .allMatch(found -> found.size() == 1);
    }

    @Test
    void the_unprocessed_part_of_a_batch_is_repeated_after_a_pause() {
        table.create();
        List<Duration> pauses = new ArrayList<>();
        LedgerTable pausing = new LedgerTable(client, name, Duration.ofDays(1), pauses::add);
        EMBEDDED.proxy().faults().on("BatchWriteItem").times(4).failEntries(position -> position % 2 == 0);

        pausing.put(IntStream.range(0, 10)
                .mapToObj(number -> LedgerItem.key("event-" + number, "billing"))
                .toList());

        assertThat(pauses).hasSize(EMBEDDED.proxy().count("BatchWriteItem") - 1);
        assertThat(IntStream.range(0, 10).mapToObj(number -> table.query("event-" + number)))
                .allMatch(found -> found.size() == 1);
    }

    @Test
    void a_batch_of_which_dynamodb_takes_nothing_fails_in_the_end() {
        table.create();
        LedgerTable pausing = new LedgerTable(client, name, Duration.ofDays(1), pause -> {});
        EMBEDDED.proxy().faults().on("BatchWriteItem").failEntries(position -> true);

        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> pausing.put(List.of(LedgerItem.key("e", "billing"))))
                .withMessageContaining("DynamoDB takes none of 1 writes");
    }

    private void make(KeySchemaElement... keys) {
        client.createTable(request -> request.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        attribute("event", ScalarAttributeType.S), attribute("subscriber", ScalarAttributeType.S))
                .keySchema(keys));
    }

    private TimeToLiveDescription timeToLive() {
        return client.describeTimeToLive(request -> request.tableName(name)).timeToLiveDescription();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }
}
