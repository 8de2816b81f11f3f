package local;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import local.dynamodb.LocalDynamoDb;
import local.http.PortTakenException;
import local.sns.LocalSns;
import local.sqs.LocalSqs;

/** SQS, SNS and DynamoDB inside this JVM, on the loopback address. All three run, or none does. */
public final class LocalCloud implements AutoCloseable {
    private final Deque<Runnable> endings = new ArrayDeque<>();
    private final URI sqsEndpoint;
    private final URI snsEndpoint;
    private final URI dynamoDbEndpoint;

    /** The ports to listen on; 0 is a free one. */
    public record Ports(int sqs, int sns, int dynamoDb) {
        /** The ports that ElasticMQ and the usual local SNS and DynamoDB have, so that other tools find them. */
        public static final Ports USUAL = new Ports(9324, 9911, 8000);

        /** Free ports, for tests that run side by side. */
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
     * Starts the three services, empty.
     *
     * @throws PortTakenException if another process listens on one of the ports
     */
    public static LocalCloud start(Ports ports) {
        return new LocalCloud(ports);
    }

    /** Starts the three services on free ports, each behind a proxy whose faults come from the seed 0. */
    public static ProxiedCloud withProxies() {
        return withProxies(0);
    }

    /**
     * Starts the three services on free ports, each behind a proxy.
     *
     * @param seed decides which calls a fault with a probability strikes
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

    /** Ends the services in the reverse order of their start, so that SNS can still deliver to SQS. */
    @Override
    public void close() {
        while (!endings.isEmpty()) {
            endings.pop().run();
        }
    }
}
