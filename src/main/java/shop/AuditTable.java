package shop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Creates the table of the sample's audit, for a local run; on AWS you create it yourself. */
public final class AuditTable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTable.class);
    private static final String KEY = "event";

    private AuditTable() {}

    /** Creates the table if it does not exist. */
    public static void make(DynamoDbClient dynamoDb) {
        try {
            dynamoDb.createTable(table -> table.tableName("order-audit")
                    .attributeDefinitions(AttributeDefinition.builder()
                            .attributeName(KEY)
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(KeySchemaElement.builder()
                            .attributeName(KEY)
                            .keyType(KeyType.HASH)
                            .build())
                    .billingMode("PAY_PER_REQUEST"));
        } catch (ResourceInUseException e) {
            LOG.debug("An earlier call, whose answer was lost, created the table", e);
        }
    }
}
