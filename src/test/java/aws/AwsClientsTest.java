package aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aws.AwsClients.Patience;
import aws.AwsClients.Patiences;
import java.time.Duration;
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

/** How long the clients wait for AWS, and how often they ask. Most do so in a tenth or a quarter of the time here. */
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
    void a_call_to_the_ledger_that_hangs_is_made_again() {
        cloud.dynamoDb().faults().on("ListTables").times(1).hold();

        try (AwsClients clients = inFull()) {
            clients.dynamoDb().listTables();
        }

        // More than once again, if the machine is slow.
        assertThat(cloud.dynamoDb().count("ListTables")).isBetween(2, 9);
    }

    @Test
    void a_call_that_publishes_is_made_again_when_it_hangs() {
        cloud.sns().faults().on("ListTopics").times(1).hold();

        try (AwsClients clients = inTimeDividedBy(4)) {
            clients.sns().listTopics();
        }

        assertThat(cloud.sns().count("ListTopics")).isBetween(2, 4);
    }

    @Test
    void a_poll_is_awaited_for_as_long_as_sqs_may_take() {
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
    void a_ledger_that_hangs_again_and_again_is_given_up_when_the_time_for_attempts_is_over() {
        cloud.dynamoDb().faults().on("ListTables").hold();

        try (AwsClients clients = inTimeDividedBy(4)) {
            assertThatThrownBy(() -> clients.dynamoDb().listTables())
                    .isInstanceOf(SdkClientException.class)
                    .hasMessageContaining("within 2 s");
        }

        // The SDK would make nine. Each is given up after a quarter of the time, and there are pauses.
        assertThat(cloud.dynamoDb().count("ListTables")).isLessThanOrEqualTo(5);
    }

    @Test
    void a_call_that_fails_has_four_attempts_and_one_to_the_ledger_nine() {
        try (AwsClients clients = inFull()) {
            assertThat(attempts(cloud.sqs(), "ListQueues", clients.sqs()::listQueues))
                    .isEqualTo(4);
            assertThat(attempts(cloud.sns(), "ListTopics", clients.sns()::listTopics))
                    .isEqualTo(4);
            assertThat(attempts(cloud.dynamoDb(), "ListTables", clients.dynamoDb()::listTables))
                    .isEqualTo(9);
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
