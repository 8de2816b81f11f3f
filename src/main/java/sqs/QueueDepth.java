package sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * How many messages a queue holds. SQS says that all numbers are approximate.
 *
 * @param waiting messages that a receive could get now
 * @param inFlight messages that are hidden because a consumer has received them
 * @param delayed messages that are hidden because they were sent with a delay
 * @param deadLetters the queue that the redrive policy names; empty if there is none
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html">
 *     GetQueueAttributes</a>
 */
public record QueueDepth(int waiting, int inFlight, int delayed, Optional<Arn> deadLetters) {
    private static final Logger LOG = LoggerFactory.getLogger(QueueDepth.class);

    /**
     * Asks SQS: one request.
     *
     * @param patience how long the request may take
     * @throws software.amazon.awssdk.core.exception.SdkException if SQS does not answer or refuses
     */
    public static QueueDepth of(SqsClient sqs, String url, AwsRequestOverrideConfiguration patience) {
        Map<QueueAttributeName, String> attributes = sqs.getQueueAttributes(request -> request.queueUrl(url)
                        .overrideConfiguration(patience)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                                QueueAttributeName.REDRIVE_POLICY))
                .attributes();
        return new QueueDepth(
                number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
                number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE),
                number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED),
                target(attributes.get(QueueAttributeName.REDRIVE_POLICY)));
    }

    private static int number(Map<QueueAttributeName, String> attributes, QueueAttributeName name) {
        return Integer.parseInt(attributes.getOrDefault(name, "0"));
    }

    private static Optional<Arn> target(String redrivePolicy) {
        if (redrivePolicy == null) {
            return Optional.empty();
        }
        try {
            return Arn.tryFromString(
                    Json.read(redrivePolicy).path("deadLetterTargetArn").asText());
        } catch (JsonProcessingException e) {
            LOG.debug("A redrive policy cannot be read", e);
            return Optional.empty();
        }
    }
}
