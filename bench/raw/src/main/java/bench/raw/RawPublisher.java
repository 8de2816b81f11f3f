package bench.raw;

import bench.contender.Attributes;
import bench.contender.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;

/**
 * Publishes one event a call, or ten if one caller has several. It makes as many calls at the same time as there are
 * connections.
 */
final class RawPublisher implements Publisher {
    private final SnsClient client;
    private final String topic;
    private final ExecutorService calls;

    RawPublisher(SnsClient client, String topic, int connections) {
        this.client = client;
        this.topic = topic;
        this.calls = Executors.newFixedThreadPool(connections, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void publish(String body) {
        client.publish(request -> request.topicArn(topic).message(body).messageAttributes(Attributes.forSdk()));
    }

    @Override
    public void publish(List<String> bodies) throws InterruptedException, ExecutionException {
        List<Future<?>> answers = new ArrayList<>();
        for (int from = 0; from < bodies.size(); from += 10) {
            List<String> ten = bodies.subList(from, Math.min(from + 10, bodies.size()));
            answers.add(calls.submit(() -> batch(ten)));
        }
        for (Future<?> answer : answers) {
            answer.get();
        }
    }

    private void batch(List<String> bodies) {
        List<PublishBatchRequestEntry> entries = new ArrayList<>();
        for (String body : bodies) {
            entries.add(PublishBatchRequestEntry.builder()
                    .id(String.valueOf(entries.size()))
                    .message(body)
                    .messageAttributes(Attributes.forSdk())
                    .build());
        }
        client.publishBatch(request -> request.topicArn(topic).publishBatchRequestEntries(entries));
    }
}
