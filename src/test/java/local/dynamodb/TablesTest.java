package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class TablesTest extends DynamoDbContract {
    @Test
    void describes_a_table_as_it_was_created() {
        String name = table(ScalarAttributeType.N);

        TableDescription table =
                client().describeTable(request -> request.tableName(name)).table();

        assertThat(table.tableName()).isEqualTo(name);
        assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(table.keySchema()).containsExactly(key("pk", KeyType.HASH), key("sk", KeyType.RANGE));
        assertThat(table.attributeDefinitions())
                .containsExactlyInAnyOrder(
                        definition("pk", ScalarAttributeType.S), definition("sk", ScalarAttributeType.N));
        assertThat(table.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(table.tableArn()).endsWith("table/" + name);
        assertThat(table.creationDateTime()).isNotNull();
    }

    @Test
    void refuses_a_second_table_of_the_same_name() {
        String name = table();

        assertThatThrownBy(() -> client().createTable(request -> request.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(key("pk", KeyType.HASH))
                        .attributeDefinitions(definition("pk", ScalarAttributeType.S))))
                .isInstanceOf(ResourceInUseException.class)
                .hasMessageContaining("Table already exists: " + name);
    }

    @Test
    void refuses_a_key_without_a_definition() {
        assertThatThrownBy(() -> client().createTable(request -> request.tableName(uniqueName())
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(key("pk", KeyType.HASH))
                        .attributeDefinitions(definition("other", ScalarAttributeType.S))))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("Some index key attributes are not defined in AttributeDefinitions. Keys: [pk]");
    }

    @Test
    void forgets_a_deleted_table() {
        String name = uniqueName();
        client().createTable(request -> request.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key("pk", KeyType.HASH))
                .attributeDefinitions(definition("pk", ScalarAttributeType.S)));
        client().waiter().waitUntilTableExists(request -> request.tableName(name));

        client().deleteTable(request -> request.tableName(name));

        client().waiter().waitUntilTableNotExists(request -> request.tableName(name));
        assertThatThrownBy(() ->
                        client().getItem(request -> request.tableName(name).key(key("a"))))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Requested resource not found");
    }

    @Test
    void lists_tables_page_by_page() {
        List<String> created = List.of(table(), table(), table());

        List<String> listed = client().listTablesPaginator(request -> request.limit(2)).tableNames().stream()
                .toList();

        assertThat(listed).containsAll(created).doesNotHaveDuplicates();
    }

    @Test
    void remembers_the_attribute_of_the_time_to_live() {
        String name = table();

        client().updateTimeToLive(request -> request.tableName(name)
                .timeToLiveSpecification(
                        specification -> specification.enabled(true).attributeName("expiry")));

        assertThat(client().describeTimeToLive(request -> request.tableName(name))
                        .timeToLiveDescription()
                        .attributeName())
                .isEqualTo("expiry");
    }

    @Test
    @DisabledIfSystemProperty(named = "contract.dynamodb", matches = ".*", disabledReason = "AWS takes up to an hour")
    void switches_the_time_to_live_on_and_off_at_once() {
        String name = table();

        client().updateTimeToLive(request -> request.tableName(name)
                .timeToLiveSpecification(on -> on.enabled(true).attributeName("expiry")));
        TimeToLiveStatus on = status(name);
        client().updateTimeToLive(request -> request.tableName(name)
                .timeToLiveSpecification(off -> off.enabled(false).attributeName("expiry")));

        assertThat(on).isEqualTo(TimeToLiveStatus.ENABLED);
        assertThat(status(name)).isEqualTo(TimeToLiveStatus.DISABLED);
    }

    private TimeToLiveStatus status(String table) {
        return client().describeTimeToLive(request -> request.tableName(table))
                .timeToLiveDescription()
                .timeToLiveStatus();
    }

    @Test
    @DisabledIfSystemProperty(named = "contract.dynamodb", matches = ".*", disabledReason = "AWS counts every 6 hours")
    void counts_items_and_their_bytes() {
        String name = table();

        put(name, Map.of("pk", s("abc"), "text", s("12345")));

        TableDescription table =
                client().describeTable(request -> request.tableName(name)).table();
        assertThat(table.itemCount()).isEqualTo(1);
        assertThat(table.tableSizeBytes()).isEqualTo("pkabctext12345".length());
    }

    @Test
    @DisabledIfSystemProperty(named = "contract.dynamodb", matches = ".*", disabledReason = "AWS has indexes")
    void says_that_indexes_are_not_supported() {
        assertThatThrownBy(() -> client().createTable(request -> request.tableName(uniqueName())
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(key("pk", KeyType.HASH))
                        .attributeDefinitions(definition("pk", ScalarAttributeType.S))
                        .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                                .indexName("index")
                                .keySchema(key("pk", KeyType.HASH))
                                .projection(projection -> projection.projectionType(ProjectionType.ALL))
                                .build())))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("not supported here: GlobalSecondaryIndexes");
    }
}
