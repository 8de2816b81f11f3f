package topology;

import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The AWS account and region of a topology.
 *
 * @param partition the part of AWS that the region belongs to, such as {@code aws}, {@code aws-cn} or {@code
 *     aws-us-gov}
 */
public record Account(String partition, String region, String id) {
    /** An account whose partition is that of the region, as the SDK knows it. */
    public Account(String region, String id) {
        this(PartitionMetadata.of(Region.of(region)).id(), region, id);
    }

    /** The account of a queue or topic. */
    public static Account of(String arn) {
        String[] parts = arn.split(":", 6);
        return new Account(parts[1], parts[3], parts[4]);
    }

    public String arn(Topic topic) {
        return topic.isGivenByArn() ? topic.nameOrArn() : arn("sns", topic.name());
    }

    public String arn(Queue queue) {
        return queue.account().isPresent() ? queue.name() : arn("sqs", queue.name());
    }

    public String table(String name) {
        return arn("dynamodb", "table/" + name);
    }

    /** The ARN of a KMS key, by its id or its ARN. */
    public String key(String idOrArn) {
        return idOrArn.startsWith("arn:")
                ? idOrArn
                : arn("kms", idOrArn.startsWith("key/") ? idOrArn : "key/" + idOrArn);
    }

    public String everything(String service) {
        return arn(service, "*");
    }

    private String arn(String service, String resource) {
        return "arn:%s:%s:%s:%s:%s".formatted(partition, service, region, id, resource);
    }
}
