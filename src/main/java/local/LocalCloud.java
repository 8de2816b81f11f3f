package local;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import local.dynamodb.LocalDynamoDb;
import local.http.PortTakenException;
import local.sns.LocalSns;
import local.sqs.LocalSqs;

/** Runs SQS, SNS and DynamoDB inside this JVM, on the loopback address. Either all three run, or none. */
public final class LocalCloud implements AutoCloseable {
    private final Deque<Runnable> endings = new ArrayDeque<>();
    private final URI sqsEndpoint;
    private final URI snsEndpoint;
    private final URI dynamoDbEndpoint;

    /** The ports to listen on; 0 means a free port. */
    public record Ports(int sqs, int sns, int dynamoDb) {
        /** The usual ports of ElasticMQ and of local SNS and DynamoDB, so that other tools find them. */
        public static final Ports USUAL = new Ports(9324, 9911, 8000);

        /** Free ports, for tests that run in parallel. */
        public static final Ports FREE = new Ports(0, 0, 0);
    }

    private LocalCloud(Ports ports) {
        try {
            LocalSqs sqs = LocalSqs.start(ports.sqs());
            endings.push(sqs::close);
            LocalSns sns = LocalSns.start(ports.sns(), sqs.endpoint());
            endings.push(sns::close);
            LocalDynamoDb dynamoDb = LocalDynamoDb.start(ports.dynamoDb());
            endings.push(dynamoDb::close);
            sqsEndpoint = sqs.endpoint();
            snsEndpoint = sns.endpoint();
            dynamoDbEndpoint = dynamoDb.endpoint();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts the three services without queues, topics and tables.
     *
     * @throws PortTakenException if another process listens on one of the ports
     */
    public static LocalCloud start(Ports ports) {
        return new LocalCloud(ports);
    }

    /** Starts the three services on free ports, each behind a proxy with the seed 0. */
    public static ProxiedCloud withProxies() {
        return withProxies(0);
    }

    /**
     * Starts the three services on free ports, each behind a proxy.
     *
     * @param seed decides which calls a random fault strikes
     */
    public static ProxiedCloud withProxies(long seed) {
        return new ProxiedCloud(start(Ports.FREE), seed);
    }

    public URI sqsEndpoint() {
        return sqsEndpoint;
    }

    public URI snsEndpoint() {
        return snsEndpoint;
    }

    public URI dynamoDbEndpoint() {
        return dynamoDbEndpoint;
    }

    /** Stops the services in reverse order, so that SNS can still deliver to SQS. */
    @Override
    public void close() {
        while (!endings.isEmpty()) {
            endings.pop().run();
        }
    }
}
