package topology;

/**
 * Where the things of a topology are.
 *
 * @param partition {@code aws}, {@code aws-cn} or {@code aws-us-gov}
 */
public record Account(String partition, String region, String id) {
    /** The partition is the region's. */
    public Account(String region, String id) {
        this(region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws", region, id);
    }

    public String arn(Topic topic) {
        return topic.isGivenByArn() ? topic.nameOrArn() : arn("sns", topic.name());
    }

    public String arn(Queue queue) {
        return arn("sqs", queue.name());
    }

    public String table(String name) {
        return arn("dynamodb", "table/" + name);
    }

    /** The ARN of a KMS key that is given by its id or its ARN. */
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
