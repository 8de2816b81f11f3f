package topology;

import configuration.Rule;
import configuration.Rules;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The encryption of a topic or a queue at rest.
 *
 * @param written {@code sqs} for a key that SQS manages, {@code none}, or the id, ARN or alias of a KMS key
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html">
 *     server-side encryption</a>
 */
public record Encryption(String written) {
    static final String KEY = "KmsMasterKeyId";
    static final String MANAGED = "SqsManagedSseEnabled";
    private static final String SQS = "sqs";
    public static final String NONE = "none";
    static final String AWS_SQS = "alias/aws/sqs";
    private static final String AWS_OWN = "alias/aws/";
    private static final Pattern KMS = Pattern.compile(
            "(arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:)?"
                    + "(alias/[A-Za-z0-9/_-]{1,250}|(key/)?(mrk-)?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}|mrk-[0-9a-f]{32})");

    /** Accepts what a user may write for a queue. */
    static Rule ofQueue() {
        return Rules.rule(
                "sqs, none, or the id, ARN or alias of a KMS key",
                value -> value.equals(SQS)
                        || value.equals(NONE)
                        || KMS.matcher(value).matches());
    }

    /** Accepts what a user may write for a topic. */
    static Rule ofTopic() {
        return Rules.rule(
                "none, or the id, ARN or alias of a KMS key",
                value -> value.equals(NONE) || KMS.matcher(value).matches());
    }

    /** The KMS key, if there is one. */
    public Optional<String> key() {
        return written.equals(SQS) || written.equals(NONE) ? Optional.empty() : Optional.of(written);
    }

    /** Whether SQS manages the key. */
    boolean isManaged() {
        return written.equals(SQS);
    }

    /** Whether the key is AWS's own: its policy lets no service use it, neither SNS for a queue nor S3 for a topic. */
    public boolean isOfAws() {
        return written.contains(AWS_OWN);
    }

    /** The encryption that SQS reports for a queue; empty if the endpoint reports none. */
    public static Optional<Encryption> reported(Map<String, String> attributes) {
        String key = attributes.get(KEY);
        if (key != null && !key.isEmpty()) {
            return Optional.of(new Encryption(key));
        }
        return Optional.ofNullable(attributes.get(MANAGED))
                .map(managed -> new Encryption(Boolean.parseBoolean(managed) ? SQS : NONE));
    }

    @Override
    public String toString() {
        return written;
    }
}
