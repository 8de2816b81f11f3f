package local;

import java.net.URI;
import local.faults.AwsProxy;

/**
 * A local cloud behind proxies that record the clients' calls and inject faults.
 *
 * <p>SNS delivers to SQS directly: the proxies record what clients do, and their faults never strike a delivery.
 */
public final class ProxiedCloud implements AutoCloseable {
    private final LocalCloud cloud;
    private final AwsProxy sqs;
    private final AwsProxy sns;
    private final AwsProxy dynamoDb;

    ProxiedCloud(LocalCloud cloud, long seed) {
        this.cloud = cloud;
        sqs = AwsProxy.inFrontOf(cloud.sqsEndpoint(), seed);
        sns = AwsProxy.inFrontOf(cloud.snsEndpoint(), seed);
        dynamoDb = AwsProxy.inFrontOf(cloud.dynamoDbEndpoint(), seed);
    }

    public AwsProxy sqs() {
        return sqs;
    }

    public AwsProxy sns() {
        return sns;
    }

    /** The address of SNS itself, behind its proxy; messages of SNS carry this address. */
    public URI snsItself() {
        return cloud.snsEndpoint();
    }

    public AwsProxy dynamoDb() {
        return dynamoDb;
    }

    /** Ends all faults and forgets all calls. Queues, topics and tables stay. */
    public void reset() {
        sqs.reset();
        sns.reset();
        dynamoDb.reset();
    }

    /** Cuts all connections and stops the services. */
    @Override
    public void close() {
        sqs.close();
        sns.close();
        dynamoDb.close();
        cloud.close();
    }
}
