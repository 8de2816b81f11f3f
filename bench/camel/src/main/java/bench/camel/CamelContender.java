package bench.camel;

import bench.contender.Attributes;
import bench.contender.Contender;
import bench.contender.Publisher;
import bench.contender.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Stock Camel with its best documented settings: ten messages a poll, long polls without a pause between them, and as
 * many consumers as there are connections. Its visibility extender is on, as Caravan's is. In measurements with default
 * settings, none of these is set.
 */
public final class CamelContender {
    private CamelContender() {}

    public static void main(String... arguments) throws Exception {
        Contender.begin();
        Main main = new Main();
        // Each consumer deletes on its own thread, so that it needs no second connection.
        int consumers = Boolean.getBoolean("bench.slow") ? Settings.concurrency() : Settings.connections();
        main.bind(
                "sqs",
                Settings.withDefaults()
                        ? SqsClient.builder().endpointOverride(Settings.endpoint()).build()
                        : client(SqsClient.builder(), consumers * Math.max(1, Settings.queues().size())));
        String options = Settings.withDefaults()
                ? ""
                : "?maxMessagesPerPoll=10&waitTimeSeconds=20&delay=0&greedy=true&concurrentConsumers=" + consumers
                        + "&extendMessageVisibility=true&visibilityTimeout=" + Settings.visibility();
        if (Settings.topicArn() != null) {
            main.bind("sns", client(SnsClient.builder(), Settings.connections()));
        }
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                for (String queue : Settings.queues()) {
                    from("aws2-sqs:" + queue + options)
                            .process(exchange -> Contender.handle(exchange.getIn().getBody(String.class)));
                }
                if (Settings.topicArn() != null) {
                    from("direct:publish").to("aws2-sns:" + Settings.topicArn());
                    from("direct:publish-all").to("aws2-sns:" + Settings.topicArn() + "?batchEnabled=true");
                }
            }
        });
        main.start();
        if (Settings.topicArn() != null) {
            Contender.publisher(publisher(main.getCamelContext().createProducerTemplate()));
        }
        main.run();
    }

    private static Publisher publisher(ProducerTemplate template) {
        return new Publisher() {
            @Override
            public void publish(String body) {
                template.sendBodyAndHeaders("direct:publish", body, new HashMap<>(Attributes.next()));
            }

            @Override
            public void publish(List<String> bodies) {
                for (int from = 0; from < bodies.size(); from += 10) {
                    List<PublishBatchRequestEntry> entries = new ArrayList<>();
                    for (String body : bodies.subList(from, Math.min(from + 10, bodies.size()))) {
                        entries.add(PublishBatchRequestEntry.builder()
                                .id(String.valueOf(entries.size()))
                                .message(body)
                                .messageAttributes(Attributes.forSdk())
                                .build());
                    }
                    template.sendBody("direct:publish-all", entries);
                }
            }
        };
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder, int connections) {
        SdkHttpClient http = Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionAcquisitionTimeout(Duration.ofMinutes(1))
                .build();
        return builder.endpointOverride(Settings.endpoint()).httpClient(http).build();
    }
}
