package bench.harness;

import bench.contender.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** The harness's own calls to the broker, which bypass the proxy. */
final class Queues implements AutoCloseable {
    private static final int SENDERS = 4;

    private final SqsClient sqs;
    private final SnsClient sns;
    private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS);

    Queues(BrokerProcess broker) {
        sqs = SqsClient.builder().endpointOverride(broker.sqs()).build();
        sns = SnsClient.builder().endpointOverride(broker.sns()).build();
    }

    void create(String name) {
        Map<QueueAttributeName, String> attributes = new HashMap<>();
        if (name.endsWith(".fifo")) {
            attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
        }
        sqs.createQueue(request -> request.queueName(name).attributes(attributes));
    }

    /** Makes a topic and returns its ARN. */
    String topic(String name) {
        return sns.createTopic(request -> request.name(name)).topicArn();
    }

    /** Subscribes a queue to a topic, with raw delivery. */
    void subscribe(String topic, String queue) {
        String arn = sqs.getQueueAttributes(request ->
                        request.queueUrl(url(queue)).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        sns.subscribe(request -> request.topicArn(topic)
                .protocol("sqs")
                .endpoint(arn)
                .attributes(Map.of("RawMessageDelivery", "true")));
    }

    void purge(String name) {
        sqs.purgeQueue(request -> request.queueUrl(url(name)));
    }

    /**
     * Fills a queue.
     *
     * @param groups 0 for a standard queue
     * @param work the time that the handler of a message takes in milliseconds, by the message's number
     */
    void fill(String name, int cell, int messages, int groups, IntUnaryOperator work) {
        String url = url(name);
        List<CompletableFuture<Void>> parts = new ArrayList<>();
        for (int part = 0; part < SENDERS; part++) {
            int own = part;
            // Each group has one sender, so that its order is known.
            IntPredicate mine = number -> (groups == 0 ? number / 10 : number % groups) % SENDERS == own;
            int[] numbers = IntStream.range(0, messages).filter(mine).toArray();
            parts.add(CompletableFuture.runAsync(() -> send(url, cell, numbers, groups, work), senders));
        }
        parts.forEach(CompletableFuture::join);
    }

    private void send(String url, int cell, int[] numbers, int groups, IntUnaryOperator work) {
        for (int from = 0; from < numbers.length; from += 10) {
            List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
            for (int i = from; i < Math.min(from + 10, numbers.length); i++) {
                int number = numbers[i];
                String group = groups == 0 ? "-" : "g" + number % groups;
                int place = groups == 0 ? 0 : number / groups;
                SendMessageBatchRequestEntry.Builder entry = SendMessageBatchRequestEntry.builder()
                        .id(String.valueOf(i))
                        .messageBody(new Message(cell, number, group, place, 0, work.applyAsInt(number)).body());
                if (groups > 0) {
                    entry.messageGroupId(group).messageDeduplicationId(cell + "-" + number);
                }
                entries.add(entry.build());
            }
            sqs.sendMessageBatch(request -> request.queueUrl(url).entries(entries));
        }
    }

    /** Sends messages one by one at even intervals. */
    void sendEvenly(String name, int cell, int messages, int aSecond, IntUnaryOperator work) {
        String url = url(name);
        long begin = System.nanoTime();
        for (int number = 0; number < messages; number++) {
            long due = begin + TimeUnit.SECONDS.toNanos(number) / aSecond;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            String body = new Message(cell, number, "-", 0, System.nanoTime(), work.applyAsInt(number)).body();
            sqs.sendMessage(request -> request.queueUrl(url).messageBody(body));
        }
    }

    private String url(String name) {
        return sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
    }

    @Override
    public void close() {
        senders.shutdownNow();
        sqs.close();
        sns.close();
    }
}
