package local.dynamodb;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import local.http.LoopbackServer;

/**
 * A DynamoDB in this JVM, on the loopback address and in memory, for development and tests.
 *
 * <p>It speaks DynamoDB's own protocol, so the AWS SDK, the AWS CLI and Camel work with it as with AWS. It supports
 * tables, items, queries, scans, batches, transactions, tags, all expressions and their legacy forms, paging, sizes and
 * consumed capacity. It also supports PartiQL statements about single items, alone and in batches. It accepts any
 * credentials, and does not distinguish regions or accounts.
 *
 * <p>It never answers wrongly: it refuses what it does not support with "not supported here". Examples are secondary
 * indexes, streams, backups and PartiQL's queries. It has none of the delays of AWS: a new table is there at once, and
 * every read is consistent. Items whose time to live is over stay.
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
     * @param failedItem the place in a batch's answer for an item that failed a statement's condition
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
