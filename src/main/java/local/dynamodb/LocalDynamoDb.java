package local.dynamodb;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import local.http.LoopbackServer;

/**
 * A DynamoDB in this JVM, in memory and on the loopback address, for development and tests.
 *
 * <p>It speaks DynamoDB's own protocol, so the AWS SDK, the AWS CLI and Camel can use it as they use AWS. It supports
 * tables, items, queries, scans, batches, transactions, tags, all expressions and their older forms, paging, sizes and
 * consumed capacity. Any credentials are accepted; regions and accounts are not distinguished. Unsupported features,
 * such as secondary indexes, streams, backups or PartiQL, fail with "not supported here"; no answer is ever wrong.
 * Unlike AWS, a new table is ready at once, and every read is consistent. Expired items stay.
 */
public final class LocalDynamoDb implements AutoCloseable {
    private final LoopbackServer server;

    private LocalDynamoDb(LoopbackServer server) {
        this.server = server;
    }

    /**
     * Starts without tables.
     *
     * @param port the port, or 0 for a free port
     * @throws local.http.PortTakenException if another process listens on the port
     */
    public static LocalDynamoDb start(int port) {
        Tables tables = new Tables();
        Map<String, Operation> operations = new HashMap<>();
        operations.putAll(new TableOperations(tables).byName());
        operations.putAll(new TagOperations(tables).byName());
        operations.putAll(new WriteOperations(tables).byName());
        operations.putAll(new ReadOperations(tables).byName());
        operations.putAll(new BatchOperations(tables).byName());
        operations.putAll(new TransactionOperations(tables).byName());
        return new LocalDynamoDb(LoopbackServer.start("DynamoDB", port, new WireProtocol(operations)));
    }

    /** The endpoint for clients. */
    public URI endpoint() {
        return server.endpoint();
    }

    /** Stops listening and forgets all tables. */
    @Override
    public void close() {
        server.close();
    }
}
