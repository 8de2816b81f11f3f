package bench.raw;

import bench.contender.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The loop that a developer writes without a library: receive ten messages, handle them, delete them. It renews no
 * visibility timeout, retries nothing, and releases no messages when it stops.
 */
final class RawLoop implements Runnable {
    private final SqsClient client;
    private final String queue;
    private final int visibility;
    private final ExecutorService handlers;

    /** @param handlers runs the ten handlers concurrently; null to run them one after the other, as a FIFO queue needs */
    RawLoop(SqsClient client, String queue, int visibility, ExecutorService handlers) {
        this.client = client;
        this.queue = queue;
        this.visibility = visibility;
        this.handlers = handlers;
    }

    @Override
    public void run() {
        while (true) {
            try {
                List<Message> messages = client.receiveMessage(request -> request.queueUrl(queue)
                                .maxNumberOfMessages(10)
                                .waitTimeSeconds(20)
                                .visibilityTimeout(visibility))
                        .messages();
                if (!messages.isEmpty()) {
                    handle(messages);
                    delete(messages);
                }
            } catch (Exception e) {
                System.err.println(queue + ": " + e);
            }
        }
    }

    private void handle(List<Message> messages) throws Exception {
        if (handlers == null) {
            for (Message message : messages) {
                Contender.handle(message.body());
            }
            return;
        }
        CountDownLatch left = new CountDownLatch(messages.size());
        List<Future<?>> runs = new ArrayList<>();
        for (Message message : messages) {
            runs.add(handlers.submit(() -> {
                try {
                    Contender.handle(message.body());
                } finally {
                    left.countDown();
                }
                return null;
            }));
        }
        left.await();
        for (Future<?> run : runs) {
            run.get();
        }
    }

    private void delete(List<Message> messages) {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Message message : messages) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(String.valueOf(entries.size()))
                    .receiptHandle(message.receiptHandle())
                    .build());
        }
        client.deleteMessageBatch(request -> request.queueUrl(queue).entries(entries));
    }
}
