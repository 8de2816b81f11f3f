package ledger;

import static ledger.LedgerItem.EVENT;
import static ledger.LedgerItem.EXPIRY;
import static ledger.LedgerItem.SUBSCRIBER;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;

/** Creates the ledger's table if it does not exist, and switches on its time to live. */
final class TableCreation {
    private static final Logger LOG = LoggerFactory.getLogger(TableCreation.class);

    private static final List<KeySchemaElement> KEYS =
            List.of(key(EVENT, KeyType.HASH), key(SUBSCRIBER, KeyType.RANGE));
    private static final Set<TimeToLiveStatus> EXPIRING =
            EnumSet.of(TimeToLiveStatus.ENABLED, TimeToLiveStatus.ENABLING);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final int LONGEST_ASKED = 120;

    private final DynamoDbClient client;
    private final String name;

    TableCreation(DynamoDbClient client, String name) {
        this.client = client;
        this.name = name;
    }

    void run() {
        checkKeys(present().orElseGet(this::made));
        if (!expires()) {
            switchOnTimeToLive();
        }
    }

    LedgerTable.Missing missing() {
        try {
            checkKeys(client.describeTable(request -> request.tableName(name)).table());
        } catch (ResourceNotFoundException e) {
            return LedgerTable.Missing.EVERYTHING;
        }
        return expires() ? LedgerTable.Missing.NOTHING : LedgerTable.Missing.TIME_TO_LIVE;
    }

    private Optional<TableDescription> present() {
        try {
            return Optional.of(client.describeTable(request -> request.tableName(name)))
                    .map(DescribeTableResponse::table)
                    .map(table -> table.tableStatus() == TableStatus.CREATING ? whenActive() : table);
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    private TableDescription made() {
        try {
            client.createTable(request -> request.tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(text(EVENT), text(SUBSCRIBER))
                    .keySchema(KEYS));
        } catch (ResourceInUseException e) {
            LOG.debug("Another process makes table {} just now", name);
        }
        return whenActive();
    }

    private TableDescription whenActive() {
        try (DynamoDbWaiter waiter = DynamoDbWaiter.builder().client(client).build()) {
            return waiter.waitUntilTableExists(
                            request -> request.tableName(name),
                            settings -> settings.backoffStrategyV2(BackoffStrategy.fixedDelay(ASK_AGAIN))
                                    .maxAttempts(LONGEST_ASKED))
                    .matched()
                    .response()
                    .orElseThrow()
                    .table();
        }
    }

    private void checkKeys(TableDescription table) {
        if (!table.keySchema().equals(KEYS)
                || !table.attributeDefinitions().containsAll(List.of(text(EVENT), text(SUBSCRIBER)))) {
            throw new IllegalArgumentException(
                    "table %s has the keys %s of %s; the ledger needs the partition key %s and the sort key %s, both S"
                            .formatted(name, table.keySchema(), table.attributeDefinitions(), EVENT, SUBSCRIBER));
        }
    }

    private boolean expires() {
        TimeToLiveDescription present =
                client.describeTimeToLive(request -> request.tableName(name)).timeToLiveDescription();
        return EXPIRING.contains(present.timeToLiveStatus()) && EXPIRY.equals(present.attributeName());
    }

    private void switchOnTimeToLive() {
        try {
            client.updateTimeToLive(request -> request.tableName(name)
                    .timeToLiveSpecification(ttl -> ttl.attributeName(EXPIRY).enabled(true)));
        } catch (DynamoDbException e) {
            // If two processes start together, DynamoDB refuses the second change.
            if (!expires()) {
                throw e;
            }
        }
    }

    private static AttributeDefinition text(String attribute) {
        return AttributeDefinition.builder()
                .attributeName(attribute)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String attribute, KeyType type) {
        return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
    }
}
