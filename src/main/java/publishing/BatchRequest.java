package publishing;

import aws.Fault;
import aws.Fifo;
import aws.RegionOfArn;
import cost.Spending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;

/**
 * Publishes a batch, and completes the receipt of each message.
 *
 * <p>The SDK retries a request that fails as a whole (throttled, 5xx, no connection, response lost), according to the client's
 * retry strategy. This class retries what the SDK takes for a success: entries in a response with status 200 that failed through
 * no fault of their own.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_BatchResultErrorEntry.html">BatchResultErrorEntry</a>
 */
final class BatchRequest {
    private static final int MAX_ATTEMPTS = 5;
    /** With full jitter. */
    private static final BackoffStrategy BACKOFF =
            BackoffStrategy.exponentialDelay(Duration.ofMillis(100), Duration.ofSeconds(2));

    private static final Logger LOG = LoggerFactory.getLogger(BatchRequest.class);

    private final SnsClient client;
    private final String topicArn;
    private final boolean fifo;
    private final Spending spending;
    private final Consumer<AwsRequestOverrideConfiguration.Builder> region;

    BatchRequest(SnsClient client, String topicArn, Spending spending) {
        this.client = client;
        this.topicArn = topicArn;
        this.fifo = Fifo.is(topicArn);
        this.spending = spending;
        this.region = RegionOfArn.of(client, topicArn);
    }

    /**
     * Returns after each message has its receipt or its failure. The messages keep their order, even if SNS refuses the batch
     * because of one message and the batch is sent in parts.
     */
    void send(List<Publication> batch) {
        try {
            List<Publication> left = batch;
            for (int attempt = 1; !left.isEmpty(); attempt++) {
                left = attempt(left, attempt == MAX_ATTEMPTS);
                if (!left.isEmpty()) {
                    Thread.sleep(BACKOFF.computeDelay(attempt).toMillis());
                }
            }
        } catch (SdkException e) {
            refused(unanswered(batch), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(batch, new SnsUnavailableException("Interrupted before SNS had the message", e));
        } catch (RuntimeException | Error e) {
            fail(batch, e);
            throw e;
        }
    }

    /** Returns the messages that are worth another attempt: all of them, if the call failed through no fault of theirs. */
    private List<Publication> attempt(List<Publication> batch, boolean last) {
        try {
            return publish(batch, last);
        } catch (AwsServiceException e) {
            if (last || Fault.of(e) == Fault.REQUEST || isRetriedBySdk(e)) {
                throw e;
            }
            LOG.warn("SNS refused to publish to {}; trying again: {}", topicArn, SafeText.of(e));
            return batch;
        }
    }

    /**
     * Whether the SDK has retried this failure. It does not retry throttling by KMS, which has status 400 and looks like the
     * caller's fault.
     */
    private static boolean isRetriedBySdk(AwsServiceException e) {
        return e.statusCode() >= 500 || e.isThrottlingException();
    }

    /** Returns the messages that are worth another attempt. */
    private List<Publication> publish(List<Publication> batch, boolean last) {
        Map<String, Publication> byEntry = new LinkedHashMap<>();
        batch.forEach(publication -> byEntry.put(String.valueOf(byEntry.size()), publication));
        spending.call();
        spending.payload(batch.stream().mapToLong(Publication::size).sum());
        PublishBatchResponse response = client.publishBatch(PublishBatchRequest.builder()
                .topicArn(topicArn)
                .overrideConfiguration(region)
                .publishBatchRequestEntries(byEntry.entrySet().stream()
                        .map(entry -> entry.getValue().entry(entry.getKey(), fifo))
                        .toList())
                .build());
        spending.messages(response.successful().size());
        response.successful()
                .forEach(accepted -> byEntry.remove(accepted.id())
                        .receipt()
                        .complete(new Receipt(accepted.messageId(), accepted.sequenceNumber())));
        for (BatchResultErrorEntry failed : response.failed()) {
            if (last || fault(failed) == Fault.REQUEST) {
                byEntry.remove(failed.id()).receipt().completeExceptionally(failure(failed));
            }
        }
        return new ArrayList<>(byEntry.values());
    }

    /**
     * SNS refuses a whole request because of one message in it. Sending halves finds this message, and the others are published.
     */
    private void refused(List<Publication> batch, SdkException refusal) {
        if (batch.size() > 1 && Fault.of(refusal) == Fault.REQUEST) {
            int half = batch.size() / 2;
            send(batch.subList(0, half));
            send(batch.subList(half, batch.size()));
        } else {
            fail(batch, failure(refusal));
        }
    }

    private static List<Publication> unanswered(List<Publication> batch) {
        return batch.stream()
                .filter(publication -> !publication.receipt().isDone())
                .toList();
    }

    private static void fail(List<Publication> batch, Throwable failure) {
        batch.forEach(publication -> publication.receipt().completeExceptionally(failure));
    }

    private static Fault fault(BatchResultErrorEntry failed) {
        return Fault.ofEntry(failed.code(), failed.senderFault());
    }

    private static RuntimeException failure(BatchResultErrorEntry failed) {
        return fault(failed) == Fault.REQUEST
                ? new SnsRefusedException(failed.code(), failed.message(), null)
                : new SnsUnavailableException(
                        "SNS failed to take the message: " + failed.code() + " " + failed.message(), null);
    }

    private static RuntimeException failure(SdkException e) {
        return e instanceof AwsServiceException answer && Fault.of(e) == Fault.REQUEST
                ? new SnsRefusedException(Fault.code(answer), e.getMessage(), e)
                : new SnsUnavailableException("SNS did not take the message: " + e.getMessage(), e);
    }
}
