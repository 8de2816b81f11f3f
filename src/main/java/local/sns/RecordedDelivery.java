package local.sns;

/**
 * A message that the local SNS recorded and AWS would have delivered: to an email address, a phone, an application, a
 * Lambda function or a Firehose stream.
 *
 * @param type {@code Notification}, or {@code SubscriptionConfirmation} for an email address
 * @param topicArn the topic it was published to
 * @param subscriptionArn the subscription it matched
 * @param protocol the subscription's protocol
 * @param endpoint the subscription's endpoint
 * @param messageId the message id that the publisher got
 * @param subject the subject, or {@code null}
 * @param body what the subscriber would get: the text for {@code email}, {@code sms}, {@code application} and raw
 *     subscriptions; SNS's JSON for all others and for confirmations
 */
public record RecordedDelivery(
        String type,
        String topicArn,
        String subscriptionArn,
        String protocol,
        String endpoint,
        String messageId,
        String subject,
        String body) {}
