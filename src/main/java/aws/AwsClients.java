package aws;

import cost.AwsCalls;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/**
 * The one client of each service that all routes share.
 *
 * @param http what the clients send through; closed with them
 * @param calls counts what they send
 */
public record AwsClients(SqsClient sqs, SnsClient sns, DynamoDbClient dynamoDb, SdkHttpClient http, AwsCalls calls)
        implements AutoCloseable {
    /**
     * Connections at once, over all services: polls, which hold one for up to 20 s each, deletes, renewals, publishes and
     * ledger writes.
     */
    private static final int CONNECTIONS = 512;

    /** A publisher waits for this; SNS answers within milliseconds, or is away. */
    private static final ClientOverrideConfiguration PUBLISHING = within(Duration.ofSeconds(5), Duration.ofSeconds(15));

    /** A lease is renewed by these calls: one that hangs must leave time for another. */
    private static final ClientOverrideConfiguration LEDGER = within(Duration.ofSeconds(2), Duration.ofSeconds(8));

    /** Longer than the longest poll, or a poll would end in an error. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    /**
     * Clients as every AWS tool is configured: region and credentials by the SDK's default chains, endpoints by {@code
     * AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_SQS}, {@code _SNS}, {@code _DYNAMODB}.
     *
     * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">service endpoints</a>
     * @throws software.amazon.awssdk.core.exception.SdkClientException if no region is configured
     */
    public static AwsClients fromEnvironment() {
        return of(SqsClient.builder(), SnsClient.builder(), DynamoDbClient.builder());
    }

    /** Clients of an AWS that needs no credentials, such as the one inside the JVM. */
    public static AwsClients of(URI sqs, URI sns, URI dynamoDb) {
        return of(at(sqs, SqsClient.builder()), at(sns, SnsClient.builder()), at(dynamoDb, DynamoDbClient.builder()));
    }

    private static AwsClients of(SqsClientBuilder sqs, SnsClientBuilder sns, DynamoDbClientBuilder dynamoDb) {
        SdkHttpClient http = ApacheHttpClient.builder()
                .maxConnections(CONNECTIONS)
                .socketTimeout(SOCKET_TIMEOUT)
                .tcpKeepAlive(true)
                .build();
        AwsCalls calls = new AwsCalls();
        return new AwsClients(
                built(sqs, http, calls, ClientOverrideConfiguration.builder().build()),
                built(sns, http, calls, PUBLISHING),
                built(dynamoDb, http, calls, LEDGER),
                http,
                calls);
    }

    @Override
    public void close() {
        sqs.close();
        sns.close();
        dynamoDb.close();
        http.close();
    }

    private static ClientOverrideConfiguration within(Duration attempt, Duration call) {
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(call)
                .build();
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C built(
            B builder, SdkHttpClient http, AwsCalls calls, ClientOverrideConfiguration limits) {
        return builder.httpClient(http)
                .overrideConfiguration(
                        limits.toBuilder().addExecutionInterceptor(calls).build())
                .build();
    }

    private static <B extends AwsClientBuilder<B, ?>> B at(URI endpoint, B builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }
}
