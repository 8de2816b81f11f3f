package local;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Clients of local services that do not retry, so that a test sees each answer. */
public final class Clients {
    private Clients() {}

    public static SqsClient sqs(URI endpoint) {
        return withoutRetries(SqsClient.builder(), endpoint);
    }

    public static SnsClient sns(URI endpoint) {
        return withoutRetries(SnsClient.builder(), endpoint);
    }

    public static DynamoDbClient dynamoDb(URI endpoint) {
        return withoutRetries(DynamoDbClient.builder(), endpoint);
    }

    private static <C> C withoutRetries(AwsClientBuilder<?, C> builder, URI endpoint) {
        builder.endpointOverride(endpoint);
        builder.region(Region.US_EAST_1);
        builder.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
        builder.overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)));
        return builder.build();
    }
}
