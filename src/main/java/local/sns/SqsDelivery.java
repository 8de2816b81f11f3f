package local.sns;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Delivery to queues, and to the dead-letter queues for
 * <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html">messages that could not be
 * delivered</a>.
 *
 * <p>AWS checks the queue's policy. Here SNS may send to every queue.
 */
final class SqsDelivery implements AutoCloseable, DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(SqsDelivery.class);
    private static final int THREADS = 2;

    private final SqsClient sqs;
    private final Envelope envelope;
    private final DeliveryThreads threads = new DeliveryThreads("sqs", THREADS);
    private final Map<Arn, QueueLane> lanes = new ConcurrentHashMap<>();
    private final Map<Arn, QueueLane> deadLetterLanes = new ConcurrentHashMap<>();

    SqsDelivery(URI endpoint, Envelope envelope) {
        this.envelope = envelope;
        this.sqs = SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(THREADS))
                // Lanes retry by themselves, without blocking a thread.
                .overrideConfiguration(configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .checksumValidationEnabled(false)
                .build();
    }

    /** Adds a delivery to its queue's lane. Each queue gets its messages in the order of the calls. */
    void deliver(Delivery delivery) {
        Arn queue = Arn.parse(delivery.to().endpoint()).orElseThrow();
        int attributes = delivery.message().attributes().size();
        if (delivery.isRaw() && attributes > QueueMessage.MOST_ATTRIBUTES) {
            take(delivery, attributes + " attributes are too many for a queue without an envelope");
            return;
        }
        lanes.computeIfAbsent(queue, arn -> new QueueLane(arn, sqs, envelope, threads, this))
                .add(delivery);
    }

    @Override
    public void take(Delivery delivery, String cause) {
        Arn queue = delivery.to().deadLetterQueue();
        // A request for confirmation is not kept: another subscribe sends it again.
        if (queue == null || delivery.message().type() != Message.Type.Notification) {
            drop(delivery, cause);
            return;
        }
        LOG.info("{} could not be delivered and goes to {}: {}", delivery, queue, cause);
        deadLetterLanes
                .computeIfAbsent(queue, arn -> new QueueLane(arn, sqs, envelope, threads, SqsDelivery::drop))
                .add(delivery);
    }

    /** Sends waiting messages for up to two seconds, without retries, and drops the others. */
    @Override
    public void close() {
        threads.close();
        sqs.close();
        lanes.forEach(SqsDelivery::report);
        deadLetterLanes.forEach(SqsDelivery::report);
    }

    private static void report(Arn queue, QueueLane lane) {
        if (lane.size() > 0) {
            LOG.warn("SNS stops and drops {} messages for {}", lane.size(), queue);
        }
    }

    private static void drop(Delivery delivery, String cause) {
        LOG.warn("{} could not be delivered and is dropped: {}", delivery, cause);
    }
}
