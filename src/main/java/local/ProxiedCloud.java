package local;

import java.net.URI;
import local.faults.AwsProxy;

/**
 * A local cloud whose clients reach each service through a proxy that records calls and makes faults.
 *
 * <p>SNS delivers to SQS around the proxies: what they record is what the clients did, and no fault of theirs strikes a
 * delivery.
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

    /** Where SNS itself listens, behind its proxy: its messages carry this address. */
    public URI snsItself() {
        return cloud.snsEndpoint();
    }

    public AwsProxy dynamoDb() {
        return dynamoDb;
    }

    /** Ends the faults and forgets the calls of all three. Queues, topics and tables stay. */
    public void reset() {
        sqs.reset();
        sns.reset();
        dynamoDb.reset();
    }

    /** Cuts all connections and ends the services. */
    @Override
    public void close() {
        sqs.close();
        sns.close();
        dynamoDb.close();
        cloud.close();
    }
}
