package local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static testing.FreePort.freePort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import local.faults.Call;
import local.http.PortTakenException;
import local.sqs.LocalSqs;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class LocalCloudTest {
    @Test
    void starts_three_services_that_answer() {
        try (LocalCloud cloud = LocalCloud.start(LocalCloud.Ports.FREE);
                SqsClient sqs = Clients.sqs(cloud.sqsEndpoint());
                SnsClient sns = Clients.sns(cloud.snsEndpoint());
                DynamoDbClient dynamoDb = Clients.dynamoDb(cloud.dynamoDbEndpoint())) {

            assertThat(sqs.listQueues().queueUrls()).isEmpty();
            assertThat(sns.listTopics().topics()).isEmpty();
            assertThat(dynamoDb.listTables().tableNames()).isEmpty();
        }
    }

    @Test
    void delivers_from_topic_to_queue_around_the_proxies() {
        try (ProxiedCloud cloud = LocalCloud.withProxies();
                SqsClient sqs = Clients.sqs(cloud.sqs().endpoint());
                SnsClient sns = Clients.sns(cloud.sns().endpoint())) {
            String queue = sqs.createQueue(q -> q.queueName("billing")).queueUrl();
            String topic = sns.createTopic(t -> t.name("orders")).topicArn();
            String queueArn = sqs.getQueueAttributes(
                            q -> q.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                    .attributes()
                    .get(QueueAttributeName.QUEUE_ARN);
            sns.subscribe(s -> s.topicArn(topic)
                    .protocol("sqs")
                    .endpoint(queueArn)
                    .attributes(Map.of("RawMessageDelivery", "true")));
            cloud.reset();

            sns.publish(p -> p.topicArn(topic).message("an order"));
            List<Message> received = sqs.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(20))
                    .messages();

            assertThat(received).extracting(Message::body).containsExactly("an order");
            assertThat(cloud.sqs().calls()).extracting(Call::action).containsExactly("ReceiveMessage");
            assertThat(cloud.sns().calls()).extracting(Call::action).containsExactly("Publish");
        }
    }

    @Test
    void closes_started_services_when_a_port_is_taken() throws IOException {
        int sqsPort = freePort();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LocalCloud.Ports ports = new LocalCloud.Ports(sqsPort, 0, other.getLocalPort());

            assertThatThrownBy(() -> LocalCloud.start(ports))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("DynamoDB");
        }

        try (LocalSqs again = LocalSqs.start(sqsPort)) {
            assertThat(again.endpoint()).isEqualTo(URI.create("http://127.0.0.1:" + sqsPort));
        }
    }
}
