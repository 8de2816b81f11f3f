package shop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The table of the sample's audit, for a local run; on AWS it is yours to make. */
public final class AuditTable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTable.class);
    private static final String KEY = "event";

    private AuditTable() {}

    /** Makes the table, unless it is there. */
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
            LOG.debug("The table was made by a call whose answer came too late", e);
        }
    }
}
