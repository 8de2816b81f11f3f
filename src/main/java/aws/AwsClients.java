package aws;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/**
 * The AWS clients that all routes share, one for each service.
 *
 * @param calls counts the calls of these clients
 */
public record AwsClients(SqsClient sqs, SnsClient sns, DynamoDbClient dynamoDb, AwsCalls calls)
        implements AutoCloseable {
    /**
     * Unlimited connections to a service: the routes' settings bound them. A long poll holds a connection for up to 20
     * s, and neither a renewal nor a delete may wait for a poll.
     */
    private static final int CONNECTIONS = Integer.MAX_VALUE;

    /**
     * Attempts of a call, the first included. Attempts and retry mode are set here, because the SDK's defaults change
     * between versions. They decide how long an outage is bridged.
     */
    private static final int ATTEMPTS = 4;

    private static final int LEDGER_ATTEMPTS = 9;

    /** A ledger write takes milliseconds, so the first pauses between attempts are as short. */
    private static final BackoffStrategy LEDGER_PAUSES =
            BackoffStrategy.exponentialDelay(Duration.ofMillis(25), Duration.ofSeconds(20));

    /** A long poll waits up to 20 s; a shorter timeout would turn it into an error. */
    private static final Patience POLLING =
            new Patience(Duration.ofSeconds(30), Duration.ofMinutes(2), AwsClients::retries);

    /**
     * Publishers wait for these calls, and a stop waits for their threads. SNS answers within milliseconds or not at
     * all.
     */
    private static final Patience PUBLISHING =
            new Patience(Duration.ofSeconds(3), Duration.ofSeconds(12), AwsClients::retries);

    /** These calls renew leases: a call that hangs must leave time for another. */
    private static final Patience LEDGER =
            new Patience(Duration.ofSeconds(2), Duration.ofSeconds(8), AwsClients::ledgerRetries);

    /**
     * How long a client waits for AWS.
     *
     * <p>The limits are the socket's timeout and a check of the clock before each attempt. The SDK's own timeouts cost
     * two timers a call, 6 % of the processor time of a lone event.
     *
     * @param answer how long an attempt waits for an answer
     * @param attempts after this time a call makes no further attempt, however many remain
     * @param retries the number of attempts, and the pauses between them. Each client has a strategy of its own: after
     *     many failures a strategy stops retrying, and an outage of one service must not end the retries of another
     */
    record Patience(Duration answer, Duration attempts, Supplier<RetryStrategy> retries) {}

    /** How long the client of each service waits. */
    record Patiences(Patience polling, Patience publishing, Patience ledger) {
        static final Patiences SHIPPED = new Patiences(POLLING, PUBLISHING, LEDGER);
    }

    /**
     * Creates clients configured as every AWS tool: region and credentials by the SDK's default chains, endpoints by
     * {@code AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_SQS}, {@code _SNS}, {@code _DYNAMODB}.
     *
     * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">service endpoints</a>
     * @throws software.amazon.awssdk.core.exception.SdkClientException if no region is configured
     */
    public static AwsClients fromEnvironment() {
        return of(SqsClient.builder(), SnsClient.builder(), DynamoDbClient.builder(), Patiences.SHIPPED);
    }

    /** Creates clients for an AWS that needs no credentials, such as the AWS inside the JVM. */
    public static AwsClients of(URI sqs, URI sns, URI dynamoDb) {
        return of(sqs, sns, dynamoDb, Patiences.SHIPPED);
    }

    static AwsClients of(URI sqs, URI sns, URI dynamoDb, Patiences patiences) {
        return of(
                at(sqs, SqsClient.builder()),
                at(sns, SnsClient.builder()),
                at(dynamoDb, DynamoDbClient.builder()),
                patiences);
    }

    private static AwsClients of(
            SqsClientBuilder sqs, SnsClientBuilder sns, DynamoDbClientBuilder dynamoDb, Patiences patiences) {
        AwsCalls calls = new AwsCalls();
        return new AwsClients(
                built(sqs, patiences.polling(), calls),
                built(sns, patiences.publishing(), calls),
                built(dynamoDb, patiences.ledger(), calls),
                calls);
    }

    @Override
    public void close() {
        sqs.close();
        sns.close();
        dynamoDb.close();
    }

    private static RetryStrategy retries() {
        return AwsRetryStrategy.legacyRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .build();
    }

    private static RetryStrategy ledgerRetries() {
        return AwsRetryStrategy.legacyRetryStrategy().toBuilder()
                .maxAttempts(LEDGER_ATTEMPTS)
                .backoffStrategy(LEDGER_PAUSES)
                .build();
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C built(
            B builder, Patience patience, AwsCalls calls) {
        return builder.httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .socketTimeout(patience.answer())
                        .connectionAcquisitionTimeout(patience.answer())
                        .tcpKeepAlive(true))
                .overrideConfiguration(configuration -> configuration
                        .retryStrategy(patience.retries().get())
                        .addExecutionInterceptor(new TimeLimit(patience.attempts()))
                        .addExecutionInterceptor(new RefusedCall.Note())
                        .addExecutionInterceptor(calls))
                .build();
    }

    private static <B extends AwsClientBuilder<B, ?>> B at(URI endpoint, B builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }
}
