package local.dynamodb;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The base of all parts of the contract: a client, and tables for one test class. They are on the embedded DynamoDB, or
 * on the endpoint in {@code -Dcontract.dynamodb}, with the credentials of the environment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DynamoDbContract {
    private static final String ENDPOINT = "contract.dynamodb";

    private final List<String> tables = new ArrayList<>();
    private LocalDynamoDb embedded;
    private DynamoDbClient client;

    @BeforeAll
    void connect() {
        DynamoDbClientBuilder builder = DynamoDbClient.builder();
        String other = System.getProperty(ENDPOINT);
        if (other == null) {
            embedded = LocalDynamoDb.start(0);
            builder.endpointOverride(embedded.endpoint())
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")));
        } else {
            builder.endpointOverride(URI.create(other));
        }
        client = builder.build();
    }

    @AfterAll
    void cleanUp() {
        tables.forEach(table -> client.deleteTable(request -> request.tableName(table)));
        client.close();
        if (embedded != null) {
            embedded.close();
        }
    }

    DynamoDbClient client() {
        return client;
    }

    /** A table with the partition key {@code pk}, a text, and the sort key {@code sk} of a type. */
    String table(ScalarAttributeType sortType) {
        return create(table -> table.keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE))
                .attributeDefinitions(definition("pk", ScalarAttributeType.S), definition("sk", sortType)));
    }

    /** A table with the partition key {@code pk}, a text. */
    String table() {
        return create(table ->
                table.keySchema(key("pk", KeyType.HASH)).attributeDefinitions(definition("pk", ScalarAttributeType.S)));
    }

    private String create(Consumer<CreateTableRequest.Builder> details) {
        String name = uniqueName();
        client.createTable(table ->
                table.tableName(name).billingMode(BillingMode.PAY_PER_REQUEST).applyMutation(details));
        client.waiter().waitUntilTableExists(table -> table.tableName(name));
        tables.add(name);
        return name;
    }

    static String uniqueName() {
        return "caravan-contract-" + UUID.randomUUID();
    }

    static KeySchemaElement key(String attribute, KeyType type) {
        return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
    }

    static AttributeDefinition definition(String attribute, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(attribute)
                .attributeType(type)
                .build();
    }

    static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue n(String number) {
        return AttributeValue.fromN(number);
    }

    static AttributeValue n(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    static AttributeValue list(AttributeValue... elements) {
        return AttributeValue.fromL(Arrays.asList(elements));
    }

    static AttributeValue map(Map<String, AttributeValue> entries) {
        return AttributeValue.fromM(entries);
    }

    static Map<String, AttributeValue> key(String partition) {
        return Map.of("pk", s(partition));
    }

    void put(String table, Map<String, AttributeValue> item) {
        client.putItem(request -> request.tableName(table).item(item));
    }

    Map<String, AttributeValue> get(String table, Map<String, AttributeValue> key) {
        return client.getItem(request -> request.tableName(table).key(key).consistentRead(true))
                .item();
    }
}
