package bench.raw;

import bench.contender.Contender;
import bench.contender.Settings;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The contender without a library: each queue has as many raw loops as there are connections. Region and credentials
 * come from the environment.
 */
public final class RawContender {
    private RawContender() {}

    public static void main(String... arguments) throws InterruptedException {
        Contender.begin();
        SqsClient sqs = client(SqsClient.builder(), Settings.connections() * Math.max(1, Settings.queues().size()));
        if (Settings.topicArn() != null) {
            SnsClient sns = client(SnsClient.builder(), Settings.connections());
            Contender.publisher(new RawPublisher(sns, Settings.topicArn(), Settings.connections()));
        }
        boolean slow = Boolean.getBoolean("bench.slow");
        for (String name : Settings.queues()) {
            String queue = sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
            ExecutorService handlers = slow ? Executors.newFixedThreadPool(Settings.concurrency()) : null;
            for (int i = 0; i < Settings.connections(); i++) {
                new Thread(new RawLoop(sqs, queue, Settings.visibility(), handlers)).start();
            }
        }
        Thread.currentThread().join();
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder, int connections) {
        SdkHttpClient http = Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionAcquisitionTimeout(Duration.ofMinutes(1))
                .build();
        return builder.endpointOverride(Settings.endpoint()).httpClient(http).build();
    }
}
