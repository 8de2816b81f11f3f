package sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import aws.AwsClients;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import local.sqs.LocalSqs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Which queue keeps the dead letters: an operator may change this at any time. */
class DeadLetterQueueTest {
    private final LocalSqs service = LocalSqs.start(0);
    private final AwsClients aws = AwsClients.of(service.endpoint(), service.endpoint(), service.endpoint());
    private final AtomicLong now = new AtomicLong();
    private final String first = create(Map.of());
    private final String second = create(Map.of());
    private final String source = create(Map.of(QueueAttributeName.REDRIVE_POLICY, policy(first)));
    private final DeadLetterQueue letters = new DeadLetterQueue(aws.sqs(), new SqsQueue(aws.sqs(), source), now::get);

    @AfterEach
    void stop() {
        aws.close();
        service.close();
    }

    @Test
    void a_redrive_policy_that_leads_elsewhere_is_followed_within_a_minute() {
        assertThat(letters.place().url()).isEqualTo(first);
        aws.sqs()
                .setQueueAttributes(request ->
                        request.queueUrl(source).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy(second))));

        now.addAndGet(Duration.ofSeconds(61).toNanos());

        assertThat(letters.place().url()).isEqualTo(second);
    }

    @Test
    void within_a_minute_the_redrive_policy_is_not_read_again() {
        letters.place();
        aws.sqs().deleteQueue(request -> request.queueUrl(source));
        now.addAndGet(Duration.ofSeconds(59).toNanos());

        assertThat(letters.place().url()).isEqualTo(first);
    }

    @Test
    void a_queue_without_a_redrive_policy_has_none() {
        DeadLetterQueue none = new DeadLetterQueue(aws.sqs(), new SqsQueue(aws.sqs(), first), now::get);

        assertThatExceptionOfType(NoDeadLetterQueueException.class).isThrownBy(none::place);
    }

    private String create(Map<QueueAttributeName, String> attributes) {
        return aws.sqs()
                .createQueue(request ->
                        request.queueName("queue-" + UUID.randomUUID()).attributes(attributes))
                .queueUrl();
    }

    private String policy(String letters) {
        String arn = aws.sqs()
                .getQueueAttributes(request -> request.queueUrl(letters).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        return "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"100\"}".formatted(arn);
    }
}
