package local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.DELAY_SECONDS;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.MESSAGE_RETENTION_PERIOD;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.QUEUE_ARN;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.REDRIVE_POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.VISIBILITY_TIMEOUT;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;

class SqsQueuesTest {
    @RegisterExtension
    static final SqsUnderContract sqs = new SqsUnderContract();

    @Test
    void a_missing_queue_has_no_url() {
        assertThatThrownBy(() -> sqs.client().getQueueUrl(q -> q.queueName(SqsUnderContract.name(""))))
                .isInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void a_queue_is_found_by_its_name() {
        String name = SqsUnderContract.name("");
        String created = sqs.create(CreateQueueRequest.builder().queueName(name));

        String found = sqs.client().getQueueUrl(q -> q.queueName(name)).queueUrl();

        assertThat(found).isEqualTo(created).endsWith("/" + name);
        assertThat(sqs.attribute(found, QUEUE_ARN)).startsWith("arn:aws:sqs:").endsWith(":" + name);
    }

    @Test
    void creating_a_queue_again_with_the_same_attributes_changes_nothing() {
        CreateQueueRequest.Builder request = CreateQueueRequest.builder()
                .queueName(SqsUnderContract.name(""))
                .attributes(Map.of(VISIBILITY_TIMEOUT, "7"));
        String first = sqs.create(request);

        String second = sqs.client().createQueue(request.build()).queueUrl();

        assertThat(second).isEqualTo(first);
    }

    @Test
    void creating_a_queue_again_with_other_attributes_is_refused() {
        String name = SqsUnderContract.name("");
        sqs.create(CreateQueueRequest.builder().queueName(name).attributes(Map.of(VISIBILITY_TIMEOUT, "7")));

        assertThatThrownBy(() ->
                        sqs.client().createQueue(q -> q.queueName(name).attributes(Map.of(VISIBILITY_TIMEOUT, "8"))))
                .isInstanceOf(QueueNameExistsException.class);
    }

    @Test
    void attributes_are_kept_and_can_be_changed() {
        String queue = sqs.queue(Map.of(VISIBILITY_TIMEOUT, "7", DELAY_SECONDS, "3"));

        sqs.client().setQueueAttributes(q -> q.queueUrl(queue).attributes(Map.of(VISIBILITY_TIMEOUT, "8")));

        assertThat(sqs.attribute(queue, VISIBILITY_TIMEOUT)).isEqualTo("8");
        assertThat(sqs.attribute(queue, DELAY_SECONDS)).isEqualTo("3");
    }

    @Test
    void a_redrive_policy_is_kept() {
        String deadLetters = sqs.queue(Map.of());
        String queue = sqs.queue(Map.of(REDRIVE_POLICY, sqs.redriveTo(deadLetters, 3)));

        String policy = sqs.attribute(queue, REDRIVE_POLICY);

        assertThat(policy).contains(sqs.attribute(deadLetters, QUEUE_ARN)).containsPattern("\"maxReceiveCount\":\"?3");
    }

    @Test
    void a_policy_is_kept() {
        String queue = sqs.queue(Map.of());
        String arn = sqs.attribute(queue, QUEUE_ARN);

        sqs.client().setQueueAttributes(q -> q.queueUrl(queue).attributes(Map.of(POLICY, """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},
                "Action":"sqs:SendMessage","Resource":"%s"}]}""".formatted(arn))));

        assertThat(sqs.attribute(queue, POLICY)).contains("sns.amazonaws.com");
    }

    @Test
    void a_retention_period_is_kept() {
        String queue = sqs.queue(Map.of(MESSAGE_RETENTION_PERIOD, "120"));

        assertThat(sqs.attribute(queue, MESSAGE_RETENTION_PERIOD)).isEqualTo("120");
    }

    @Test
    void tags_are_kept_changed_and_removed() {
        String queue = sqs.create(CreateQueueRequest.builder()
                .queueName(SqsUnderContract.name(""))
                .tags(Map.of("owner", "caravan", "old", "1")));

        sqs.client().tagQueue(t -> t.queueUrl(queue).tags(Map.of("stage", "test")));
        sqs.client().untagQueue(t -> t.queueUrl(queue).tagKeys("old"));

        assertThat(sqs.client().listQueueTags(t -> t.queueUrl(queue)).tags())
                .isEqualTo(Map.of("owner", "caravan", "stage", "test"));
    }

    @Test
    void a_long_list_of_queues_comes_in_pages() {
        String prefix = SqsUnderContract.name("");
        List.of("-a", "-b")
                .forEach(suffix -> sqs.create(CreateQueueRequest.builder().queueName(prefix + suffix)));

        ListQueuesResponse first =
                sqs.client().listQueues(q -> q.queueNamePrefix(prefix).maxResults(1));

        assertThat(first.queueUrls()).hasSize(1);
        assertThat(first.nextToken()).isNotEmpty();
    }
}
