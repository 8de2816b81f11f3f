package local.dynamodb;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import local.http.LoopbackServer;

/**
 * A DynamoDB in this JVM, on the loopback address and in memory, for development and tests.
 *
 * <p>It speaks DynamoDB's own protocol, so the AWS SDK, the AWS CLI and Camel work on it as on AWS: tables, items,
 * queries, scans, batches, transactions, tags, all expressions and their older forms, paging, sizes, consumed capacity,
 * and PartiQL statements about single items, alone and in batches. Any credentials will do; regions and accounts are not
 * told apart. What it does not do, such as secondary indexes, streams, backups or PartiQL's queries, it refuses with "not
 * supported here", and never answers wrongly. Where AWS may be late,
 * it is not: a new table is there at once, and every read is consistent. Items whose time to live is over stay.
 */
public final class LocalDynamoDb implements AutoCloseable {
    private final LoopbackServer server;

    private LocalDynamoDb(LoopbackServer server) {
        this.server = server;
    }

    /**
     * Starts with no tables.
     *
     * @param port the port, or 0 for a free one
     * @throws local.http.PortTakenException if another process listens on that port
     */
    public static LocalDynamoDb start(int port) {
        return start(port, FailedItem.IN_THE_ERROR);
    }

    /**
     * Starts with no tables.
     *
     * @param port the port, or 0 for a free one
     * @param failedItem where the answer to a batch of statements has the item that a statement's condition met
     * @throws local.http.PortTakenException if another process listens on that port
     */
    public static LocalDynamoDb start(int port, FailedItem failedItem) {
        Tables tables = new Tables();
        Map<String, Operation> operations = new HashMap<>();
        operations.putAll(new TableOperations(tables).byName());
        operations.putAll(new TagOperations(tables).byName());
        operations.putAll(new WriteOperations(tables).byName());
        operations.putAll(new ReadOperations(tables).byName());
        operations.putAll(new BatchOperations(tables).byName());
        operations.putAll(new TransactionOperations(tables).byName());
        operations.putAll(new StatementOperations(tables, failedItem).byName());
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
