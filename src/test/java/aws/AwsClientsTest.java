package aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aws.AwsClients.Patience;
import aws.AwsClients.Patiences;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import local.LocalCloud;
import local.ProxiedCloud;
import local.faults.AwsProxy;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.sqs.model.Message;

/** How long the clients wait for AWS, and how many attempts they make. Most tests shorten the times to a tenth or a quarter. */
class AwsClientsTest {
    private static ProxiedCloud cloud;

    @BeforeAll
    static void start() {
        cloud = LocalCloud.withProxies();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @AfterEach
    void reset() {
        cloud.reset();
    }

    @Test
    void a_ledger_call_that_hangs_is_retried() {
        cloud.dynamoDb().faults().on("ListTables").times(1).hold();

        try (AwsClients clients = inFull()) {
            clients.dynamoDb().listTables();
        }

        // On a slow machine there is more than one retry.
        assertThat(cloud.dynamoDb().count("ListTables")).isBetween(2, 9);
    }

    @Test
    void a_publish_call_that_hangs_is_retried() {
        cloud.sns().faults().on("ListTopics").times(1).hold();

        try (AwsClients clients = inTimeDividedBy(4)) {
            clients.sns().listTopics();
        }

        assertThat(cloud.sns().count("ListTopics")).isBetween(2, 4);
    }

    @Test
    void a_poll_does_not_time_out_before_sqs_may_answer() {
        try (AwsClients clients = inTimeDividedBy(10)) {
            String queue = clients.sqs()
                    .createQueue(request -> request.queueName("slow"))
                    .queueUrl();
            clients.sqs().sendMessage(request -> request.queueUrl(queue).messageBody("placed"));
            // SQS waits for up to 20 s.
            cloud.sqs()
                    .faults()
                    .on("ReceiveMessage")
                    .times(1)
                    .delay(Duration.ofSeconds(21).dividedBy(10));

            assertThat(clients.sqs()
                            .receiveMessage(request -> request.queueUrl(queue))
                            .messages())
                    .extracting(Message::body)
                    .containsExactly("placed");
        }

        assertThat(cloud.sqs().count("ReceiveMessage")).isEqualTo(1);
    }

    @Test
    void a_ledger_call_that_keeps_hanging_fails_when_the_time_for_attempts_is_over() {
        cloud.dynamoDb().faults().on("ListTables").hold();

        try (AwsClients clients = inTimeDividedBy(4)) {
            assertThatThrownBy(() -> clients.dynamoDb().listTables())
                    .isInstanceOf(SdkClientException.class)
                    .hasMessageContaining("within 2 s");
        }

        // The SDK would make nine attempts. Each is given up after a quarter of the time, with pauses between them.
        assertThat(cloud.dynamoDb().count("ListTables")).isLessThanOrEqualTo(5);
    }

    @Test
    void a_failing_call_gets_four_attempts_and_a_failing_ledger_call_nine() {
        try (AwsClients clients = inFull()) {
            assertThat(attempts(cloud.sqs(), "ListQueues", clients.sqs()::listQueues))
                    .isEqualTo(4);
            assertThat(attempts(cloud.sns(), "ListTopics", clients.sns()::listTopics))
                    .isEqualTo(4);
            assertThat(attempts(cloud.dynamoDb(), "ListTables", clients.dynamoDb()::listTables))
                    .isEqualTo(9);
        }
    }

    /** As many polls as six consumers with a hundred pollers each, which are allowed. */
    @Test
    void a_delete_does_not_wait_for_long_polls_however_many_are_open() throws Exception {
        int polls = 600;
        try (PollsForEver sqs = new PollsForEver();
                AwsClients clients = AwsClients.of(sqs.endpoint(), sqs.endpoint(), sqs.endpoint())) {
            String queue = sqs.endpoint() + "/000000000000/polled";
            for (int poll = 0; poll < polls; poll++) {
                daemon(() -> clients.sqs().receiveMessage(request -> request.queueUrl(queue)));
            }
            await().atMost(Duration.ofSeconds(25))
                    .untilAsserted(() -> assertThat(sqs.polls()).isEqualTo(polls));

            CompletableFuture<?> deleted = new CompletableFuture<>();
            daemon(() -> {
                clients.sqs().deleteMessage(request -> request.queueUrl(queue).receiptHandle("received"));
                deleted.complete(null);
            });

            // The delete ends before the polls would end by themselves.
            assertThat(deleted).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    private static void daemon(Runnable call) {
        Thread thread = new Thread(call);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, failure) -> {}); // polls fail at the end of the test
        thread.start();
    }

    /** An SQS that answers every call at once, but never a poll. */
    private static final class PollsForEver implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        private final List<Socket> held = new CopyOnWriteArrayList<>();

        PollsForEver() throws IOException {
            daemon(this::serve);
        }

        URI endpoint() {
            return URI.create("http://127.0.0.1:" + server.getLocalPort());
        }

        int polls() {
            return held.size();
        }

        private void serve() {
            try {
                while (!server.isClosed()) {
                    Socket socket = server.accept();
                    if (head(socket).contains("ReceiveMessage")) {
                        held.add(socket);
                    } else {
                        String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\n"
                                + "Content-Length: 2\r\n\r\n{}";
                        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException e) {
                // The test is over.
            }
        }

        private static String head(Socket socket) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            return head.toString();
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    /** A strategy makes fewer retries the more calls have failed. */
    @Test
    void an_outage_of_one_service_leaves_the_retries_of_other_services_unchanged() {
        try (AwsClients clients = inFull();
                AwsClients others = inFull()) {
            cloud.sns().faults().on("GetTopicAttributes").internalError();
            for (int call = 0; call < 60; call++) {
                assertThatThrownBy(() ->
                                clients.sns().getTopicAttributes(request -> request.topicArn("arn:aws:sns:a:b:c")))
                        .isInstanceOf(SdkServiceException.class);
            }
            assertThat(cloud.sns().count("GetTopicAttributes"))
                    .as("it has no retries any more")
                    .isLessThan(4 * 60);

            assertThat(attempts(cloud.sqs(), "ListQueues", clients.sqs()::listQueues))
                    .isEqualTo(4);
            assertThat(attempts(cloud.sns(), "ListTopics", others.sns()::listTopics))
                    .isEqualTo(4);
        }
    }

    private static int attempts(AwsProxy proxy, String action, ThrowingCallable call) {
        proxy.faults().on(action).unavailable();
        assertThatThrownBy(call).isInstanceOf(SdkServiceException.class);
        return proxy.count(action);
    }

    private static AwsClients inFull() {
        return AwsClients.of(
                cloud.sqs().endpoint(), cloud.sns().endpoint(), cloud.dynamoDb().endpoint());
    }

    private static AwsClients inTimeDividedBy(int part) {
        return AwsClients.of(
                cloud.sqs().endpoint(),
                cloud.sns().endpoint(),
                cloud.dynamoDb().endpoint(),
                new Patiences(
                        dividedBy(part, Patiences.SHIPPED.polling()),
                        dividedBy(part, Patiences.SHIPPED.publishing()),
                        dividedBy(part, Patiences.SHIPPED.ledger())));
    }

    private static Patience dividedBy(int part, Patience patience) {
        return new Patience(
                patience.answer().dividedBy(part), patience.attempts().dividedBy(part), patience.retries());
    }
}
