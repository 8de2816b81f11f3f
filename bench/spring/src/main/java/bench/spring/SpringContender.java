package bench.spring;

import bench.contender.Attributes;
import bench.contender.Contender;
import bench.contender.Publisher;
import bench.contender.Settings;
import io.awspring.cloud.autoconfigure.AwsSyncClientCustomizer;
import io.awspring.cloud.sns.core.DefaultTopicArnResolver;
import io.awspring.cloud.sns.core.SnsTemplate;
import io.awspring.cloud.sns.core.batch.SnsBatchTemplate;
import io.awspring.cloud.sns.core.batch.converter.DefaultSnsMessageConverter;
import io.awspring.cloud.sns.core.batch.executor.SequentialBatchExecutionStrategy;
import io.awspring.cloud.sqs.config.SqsMessageListenerContainerFactory;
import io.awspring.cloud.sqs.listener.SqsMessageListenerContainer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Spring Cloud AWS, configured by its properties: ten messages a poll, and long polls. Polls use half of the
 * connections. The other half is left for acknowledgements, also ten at a time. In measurements with default settings,
 * none of these properties is set.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class SpringContender {
    public static void main(String... arguments) throws InterruptedException {
        Contender.begin();
        int messages = Boolean.getBoolean("bench.slow") ? Settings.concurrency() : Math.max(1, Settings.connections() / 2) * 10;
        SpringApplication application = new SpringApplication(SpringContender.class);
        Map<String, Object> properties = new HashMap<>(Map.of(
                "spring.main.banner-mode", "off",
                "spring.cloud.aws.endpoint", Settings.endpoint().toString(),
                "spring.cloud.aws.region.static", "us-east-1"));
        if (!Settings.withDefaults()) {
            properties.putAll(Map.of(
                    "spring.cloud.aws.sqs.listener.max-concurrent-messages", String.valueOf(messages),
                    "spring.cloud.aws.sqs.listener.max-messages-per-poll", "10",
                    "spring.cloud.aws.sqs.listener.poll-timeout", "20s"));
        }
        application.setDefaultProperties(properties);
        application.run(arguments);
        Thread.currentThread().join();
    }

    @Bean
    CommandLineRunner consume(SqsMessageListenerContainerFactory<Object> factory) {
        // On a FIFO queue, this setting costs a call a message. It is set only if the queue's own 30 s do not suit.
        if (Settings.visibility() != 30) {
            factory.configure(options -> options.messageVisibility(Duration.ofSeconds(Settings.visibility())));
        }
        return arguments -> {
            for (String queue : Settings.queues()) {
                SqsMessageListenerContainer<Object> container = factory.createContainer(queue);
                container.setMessageListener(message -> handle((String) message.getPayload()));
                container.start();
            }
        };
    }

    private static void handle(String body) {
        try {
            Contender.handle(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Bean
    AwsSyncClientCustomizer connections() {
        return builder -> builder.httpClient(Apache5HttpClient.builder()
                .maxConnections(Settings.connections())
                .connectionAcquisitionTimeout(Duration.ofMinutes(1))
                .build());
    }

    @Bean
    CommandLineRunner publish(ObjectProvider<SnsTemplate> single, ObjectProvider<SnsClient> client) {
        return arguments -> {
            String topic = Settings.topicArn();
            if (topic == null) {
                return;
            }
            SnsTemplate template = single.getObject();
            SnsBatchTemplate batches = new SnsBatchTemplate(
                    new DefaultSnsMessageConverter(),
                    new SequentialBatchExecutionStrategy(client.getObject()),
                    new DefaultTopicArnResolver(client.getObject()));
            Contender.publisher(new Publisher() {
                @Override
                public void publish(String body) {
                    template.convertAndSend(topic, body, new HashMap<>(Attributes.next()));
                }

                @Override
                public void publish(List<String> bodies) {
                    List<Message<String>> messages = bodies.stream()
                            .map(body -> MessageBuilder.withPayload(body)
                                    .copyHeaders(Attributes.next())
                                    .build())
                            .toList();
                    if (!batches.sendBatch(topic, messages).isFullySuccessful()) {
                        throw new IllegalStateException("some were not published");
                    }
                }
            });
        };
    }
}
