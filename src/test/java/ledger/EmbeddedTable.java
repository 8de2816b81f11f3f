package ledger;

import aws.AwsClients;
import java.util.List;
import java.util.Map;
import local.Clients;
import local.dynamodb.LocalDynamoDb;
import local.faults.AwsProxy;
import local.faults.Call;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A ledger's table in the embedded DynamoDB, behind a proxy, for the tests of one class. */
public final class EmbeddedTable implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, AutoCloseable {
    private LocalDynamoDb dynamoDb;
    private AwsProxy proxy;
    private DynamoDbClient direct;
    private DynamoDbClient proxied;
    private AwsClients retrying;

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        proxy.reset();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    void start() {
        dynamoDb = LocalDynamoDb.start(0);
        proxy = AwsProxy.inFrontOf(dynamoDb.endpoint());
        direct = Clients.dynamoDb(dynamoDb.endpoint());
        proxied = Clients.dynamoDb(proxy.endpoint());
        retrying = aws();
        table().create();
    }

    @Override
    public void close() {
        direct.close();
        proxied.close();
        retrying.close();
        proxy.close();
        dynamoDb.close();
    }

    public AwsProxy proxy() {
        return proxy;
    }

    /** A client whose calls the proxy counts. It does not retry. */
    public DynamoDbClient client() {
        return proxied;
    }

    /** The application's own clients, which use the proxy. */
    public AwsClients aws() {
        return AwsClients.of(proxy.endpoint(), proxy.endpoint(), proxy.endpoint());
    }

    /** The table through the proxy. */
    public LedgerTable table() {
        return new LedgerTable(proxied, LedgerTable.DEFAULT_NAME);
    }

    /** The table through the proxy and the application's own client, which retries. */
    LedgerTable retryingTable() {
        return new LedgerTable(retrying.dynamoDb(), LedgerTable.DEFAULT_NAME);
    }

    /** The actions that the proxy has seen, in order. */
    public List<String> actions() {
        return proxy.calls().stream().map(Call::action).toList();
    }

    /** Takes an event over as another consumer does, from any consumer that works on it. */
    public void takeOver(Work work) {
        direct.updateItem(request -> request.tableName(LedgerTable.DEFAULT_NAME)
                .key(LedgerItem.key(work.event(), work.subscriber()))
                .updateExpression("SET #owner = :other")
                .expressionAttributeNames(Map.of("#owner", LedgerItem.OWNER))
                .expressionAttributeValues(Map.of(":other", LedgerItem.text("another"))));
    }

    /** The item in the table, read without the proxy. */
    public Map<String, AttributeValue> item(Work work) {
        return direct.getItem(request -> request.tableName(LedgerTable.DEFAULT_NAME)
                        .key(LedgerItem.key(work.event(), work.subscriber())))
                .item();
    }
}
