package local.sns;

/**
 * The destination of a delivery and its settings, as they were when the message was published.
 *
 * @param raw whether the message goes out without an envelope
 * @param deadLetterQueue where undeliverable messages go, or {@code null}
 * @param signatureVersion how the topic signs
 */
record Subscriber(
        String topicArn,
        String subscriptionArn,
        String protocol,
        String endpoint,
        boolean raw,
        Arn deadLetterQueue,
        DeliveryPolicy policy,
        String signatureVersion) {}
