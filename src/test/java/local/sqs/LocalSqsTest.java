package local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import local.Clients;
import local.faults.AwsProxy;
import local.http.PortTakenException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import testing.OwnThreads;

class LocalSqsTest {
    @Test
    void answers_queue_urls_that_lead_back_to_the_free_port() throws Exception {
        try (LocalSqs sqs = LocalSqs.start(0);
                SqsClient client = Clients.sqs(sqs.endpoint())) {
            URI url = URI.create(client.createQueue(q -> q.queueName("billing")).queueUrl());

            assertThat(url.getHost()).isEqualTo("127.0.0.1");
            assertThat(url.getPort()).isEqualTo(sqs.endpoint().getPort());
        }
    }

    @Test
    void names_the_port_that_is_taken_and_leaves_no_thread_behind() throws Exception {
        OwnThreads threads = new OwnThreads();
        try (LocalSqs first = LocalSqs.start(0)) {
            int port = first.endpoint().getPort();

            threads.run(() -> assertThatThrownBy(() -> LocalSqs.start(port))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessage("port " + port + " for SQS is taken"));
        }

        await().untilAsserted(() -> assertThat(threads.alive()).isEmpty());
    }

    @Test
    void closes_at_once_although_a_long_poll_is_open() {
        LocalSqs sqs = LocalSqs.start(0);
        try (AwsProxy proxy = AwsProxy.inFrontOf(sqs.endpoint());
                SqsClient client = Clients.sqs(proxy.endpoint())) {
            String queue = client.createQueue(q -> q.queueName("billing")).queueUrl();
            CompletableFuture<?> poll = CompletableFuture.supplyAsync(
                    () -> client.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(20)));
            await().until(() -> proxy.count("ReceiveMessage") == 1);

            sqs.close();

            await().until(poll::isCompletedExceptionally);
        }
    }

    @Test
    void starts_again_on_the_port_it_had() {
        LocalSqs first = LocalSqs.start(0);
        int port = first.endpoint().getPort();
        first.close();

        try (LocalSqs second = LocalSqs.start(port)) {
            assertThat(second.endpoint()).isEqualTo(first.endpoint());
        }
    }
}
