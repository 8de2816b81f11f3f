package topology;

import configuration.Rule;
import configuration.Rules;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The encryption of a queue at rest.
 *
 * @param written {@code sqs} for a key that SQS manages, {@code none}, or the id, ARN or alias of a KMS key
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html">
 *     server-side encryption</a>
 */
public record Encryption(String written) {
    private static final String SQS = "sqs";
    public static final String NONE = "none";
    private static final Pattern KEY = Pattern.compile(
            "(arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:)?"
                    + "(alias/[A-Za-z0-9/_-]{1,250}|(key/)?(mrk-)?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}|mrk-[0-9a-f]{32})");

    /**
     * Accepts what a user may write. AWS's own KMS key for SQS is refused, because its policy cannot let SNS use it.
     */
    public static Rule rule() {
        return Rules.rule(
                "sqs, none, or the id, ARN or alias of a KMS key of yours (SNS cannot use alias/aws/sqs)",
                value -> value.equals(SQS)
                        || value.equals(NONE)
                        || (KEY.matcher(value).matches() && !value.contains("alias/aws/")));
    }

    /** The KMS key, if there is one. */
    public Optional<String> key() {
        return written.equals(SQS) || written.equals(NONE) ? Optional.empty() : Optional.of(written);
    }

    /** The attributes of a new queue with this encryption. */
    public Map<QueueAttributeName, String> attributes() {
        Map<QueueAttributeName, String> attributes = new EnumMap<>(QueueAttributeName.class);
        key().ifPresentOrElse(
                        key -> attributes.put(QueueAttributeName.KMS_MASTER_KEY_ID, key),
                        () -> attributes.put(
                                QueueAttributeName.SQS_MANAGED_SSE_ENABLED, String.valueOf(written.equals(SQS))));
        return attributes;
    }

    /** The attributes that change a queue from another encryption to this one. A queue has either kind of key. */
    public Map<QueueAttributeName, String> attributesInsteadOf(Encryption other) {
        Map<QueueAttributeName, String> attributes = attributes();
        if (key().isEmpty() && other.key().isPresent()) {
            attributes.put(QueueAttributeName.KMS_MASTER_KEY_ID, "");
        }
        return attributes;
    }

    /** The encryption that SQS reports for a queue; empty if the endpoint reports none. */
    public static Optional<Encryption> reported(Map<QueueAttributeName, String> attributes) {
        String key = attributes.get(QueueAttributeName.KMS_MASTER_KEY_ID);
        if (key != null && !key.isEmpty()) {
            return Optional.of(new Encryption(key));
        }
        return Optional.ofNullable(attributes.get(QueueAttributeName.SQS_MANAGED_SSE_ENABLED))
                .map(managed -> new Encryption(Boolean.parseBoolean(managed) ? SQS : NONE));
    }

    @Override
    public String toString() {
        return written;
    }
}
