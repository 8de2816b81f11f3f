package local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import local.Clients;
import local.sqs.LocalSqs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

class AwsProxyTest {
    private static LocalSqs sqs;

    private AwsProxy proxy;
    private SqsClient client;
    private String queue;

    @BeforeAll
    static void startSqs() {
        sqs = LocalSqs.start(0);
    }

    @AfterAll
    static void stopSqs() {
        sqs.close();
    }

    @BeforeEach
    void startProxy() {
        proxy = AwsProxy.inFrontOf(sqs.endpoint());
        client = Clients.sqs(proxy.endpoint());
        queue = client.createQueue(q -> q.queueName("billing")).queueUrl();
        proxy.reset();
    }

    @AfterEach
    void stopProxy() {
        client.deleteQueue(q -> q.queueUrl(queue));
        client.close();
        proxy.close();
    }

    @Test
    void passes_calls_and_answers_on() {
        String body = "ö".repeat(100_000);

        client.sendMessage(m -> m.queueUrl(queue).messageBody(body));
        List<Message> received = client.receiveMessage(r -> r.queueUrl(queue)).messages();

        assertThat(received).extracting(Message::body).containsExactly(body);
    }

    @Test
    void rewrites_the_queue_urls_of_the_service_to_its_own_address() {
        URI url = URI.create(client.getQueueUrl(q -> q.queueName("billing")).queueUrl());

        assertThat(url.getAuthority()).isEqualTo(proxy.endpoint().getAuthority());
    }

    @Test
    void records_action_body_and_status_of_each_call() {
        client.sendMessage(m -> m.queueUrl(queue).messageBody("an invoice"));

        assertThat(proxy.count("SendMessage")).isEqualTo(1);
        assertThat(proxy.calls("SendMessage").get(0).body().path("MessageBody").asText())
                .isEqualTo("an invoice");
        assertThat(proxy.calls("SendMessage").get(0).status()).isEqualTo(200);
    }

    @Test
    void forgets_calls_and_faults_at_a_reset() {
        proxy.faults().onEverything().throttle();
        proxy.reset();

        client.sendMessage(m -> m.queueUrl(queue).messageBody("an invoice"));

        assertThat(proxy.calls()).extracting(Call::action).containsExactly("SendMessage");
    }

    @Test
    void shows_a_long_poll_as_open_until_it_is_answered() {
        CompletableFuture<?> poll = CompletableFuture.supplyAsync(
                () -> client.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(20)));
        await().until(() -> proxy.count("ReceiveMessage") == 1);
        int before = proxy.calls("ReceiveMessage").get(0).status();

        client.sendMessage(m -> m.queueUrl(queue).messageBody("an invoice"));
        poll.join();

        assertThat(before).isEqualTo(Call.OPEN);
        assertThat(proxy.calls("ReceiveMessage").get(0).status()).isEqualTo(200);
    }

    @Test
    void keeps_many_long_polls_open_without_holding_up_other_calls() {
        SqsClient poller = Clients.sqs(proxy.endpoint());
        ExecutorService threads = Executors.newFixedThreadPool(40);
        List<CompletableFuture<?>> polls = Stream.<CompletableFuture<?>>generate(() -> CompletableFuture.supplyAsync(
                        () -> poller.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(20)), threads))
                .limit(40)
                .toList();
        await().until(() -> proxy.count("ReceiveMessage") == 40);

        client.getQueueAttributes(q -> q.queueUrl(queue));

        assertThat(proxy.calls("ReceiveMessage")).extracting(Call::status).containsOnly(Call.OPEN);
        poller.close();
        threads.shutdown();
        await().until(() -> polls.stream().allMatch(CompletableFuture::isCompletedExceptionally));
        await().untilAsserted(() -> assertThat(proxy.calls("ReceiveMessage"))
                .extracting(Call::status)
                .containsOnly(Call.CUT));
    }

    @Test
    void ends_long_polls_empty_and_lets_later_polls_neither_wait_nor_receive() {
        CompletableFuture<ReceiveMessageResponse> poll = CompletableFuture.supplyAsync(
                () -> client.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(20)));
        await().until(() -> proxy.count("ReceiveMessage") == 1);

        proxy.endLongPolls();

        assertThat(poll)
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(answer -> assertThat(answer.messages()).isEmpty());
        client.sendMessage(m -> m.queueUrl(queue).messageBody("an invoice"));
        assertThat(client.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(20))
                        .messages())
                .isEmpty();
        assertThat(proxy.calls("ReceiveMessage")).extracting(Call::status).containsExactly(200, 200);
    }
}
