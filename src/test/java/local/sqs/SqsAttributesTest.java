package local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.CONTENT_BASED_DEDUPLICATION;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.DEDUPLICATION_SCOPE;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.DELAY_SECONDS;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.FIFO_THROUGHPUT_LIMIT;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.KMS_MASTER_KEY_ID;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.MAXIMUM_MESSAGE_SIZE;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.MESSAGE_RETENTION_PERIOD;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.QUEUE_ARN;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.REDRIVE_ALLOW_POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.REDRIVE_POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.SQS_MANAGED_SSE_ENABLED;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.VISIBILITY_TIMEOUT;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeValueException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.OverLimitException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.SqsException;

class SqsAttributesTest {
    @RegisterExtension
    static final SqsUnderContract sqs = new SqsUnderContract();

    @Test
    void a_new_queue_reports_its_defaults() {
        String queue = sqs.queue(Map.of());

        assertThat(all(queue))
                .containsEntry(VISIBILITY_TIMEOUT, "30")
                .containsEntry(MESSAGE_RETENTION_PERIOD, "345600")
                .containsEntry(MAXIMUM_MESSAGE_SIZE, "1048576")
                .containsEntry(SQS_MANAGED_SSE_ENABLED, "true")
                .doesNotContainKeys(
                        POLICY, REDRIVE_POLICY, REDRIVE_ALLOW_POLICY, KMS_MASTER_KEY_ID, DEDUPLICATION_SCOPE);
    }

    @Test
    void a_new_fifo_queue_reports_its_defaults() {
        String queue = sqs.fifoQueue(Map.of());

        assertThat(all(queue))
                .containsEntry(CONTENT_BASED_DEDUPLICATION, "false")
                .containsEntry(DEDUPLICATION_SCOPE, "queue")
                .containsEntry(FIFO_THROUGHPUT_LIMIT, "perQueue");
    }

    @Test
    void attributes_set_at_creation_and_later_are_kept() {
        String queue = sqs.queue(Map.of(MESSAGE_RETENTION_PERIOD, "120", MAXIMUM_MESSAGE_SIZE, "2048"));

        set(queue, MESSAGE_RETENTION_PERIOD, "180");
        set(queue, REDRIVE_ALLOW_POLICY, "{\"redrivePermission\":\"denyAll\"}");

        assertThat(all(queue))
                .containsEntry(MESSAGE_RETENTION_PERIOD, "180")
                .containsEntry(MAXIMUM_MESSAGE_SIZE, "2048")
                .hasEntrySatisfying(
                        REDRIVE_ALLOW_POLICY, policy -> assertThat(policy).contains("denyAll"));
    }

    @Test
    void only_the_attributes_that_are_asked_for_are_reported() {
        String queue = sqs.queue(Map.of());

        assertThat(sqs.client()
                        .getQueueAttributes(q -> q.queueUrl(queue).attributeNames(MESSAGE_RETENTION_PERIOD))
                        .attributes())
                .containsOnlyKeys(MESSAGE_RETENTION_PERIOD);
        assertThat(sqs.client().getQueueAttributes(q -> q.queueUrl(queue)).attributes())
                .isEmpty();
        assertThatThrownBy(() ->
                        sqs.client().getQueueAttributes(q -> q.queueUrl(queue).attributeNamesWithStrings("Size")))
                .isInstanceOf(InvalidAttributeNameException.class);
    }

    @Test
    void a_queue_has_one_kind_of_encryption() {
        String queue = sqs.queue(Map.of());

        set(queue, KMS_MASTER_KEY_ID, "alias/aws/sqs");

        assertThat(all(queue))
                .containsEntry(KMS_MASTER_KEY_ID, "alias/aws/sqs")
                .containsEntry(KMS_DATA_KEY_REUSE_PERIOD_SECONDS, "300")
                .containsEntry(SQS_MANAGED_SSE_ENABLED, "false");
        assertThatThrownBy(() -> sqs.client()
                        .setQueueAttributes(q -> q.queueUrl(queue)
                                .attributes(
                                        Map.of(KMS_MASTER_KEY_ID, "alias/aws/sqs", SQS_MANAGED_SSE_ENABLED, "true"))))
                .isInstanceOf(SqsException.class)
                .hasMessageContaining("one type of server-side encryption");
    }

    @Test
    void an_empty_text_removes_a_policy() {
        String deadLetters = sqs.queue(Map.of());
        String queue = sqs.queue(Map.of(REDRIVE_POLICY, sqs.redriveTo(deadLetters, 1)));
        sqs.send(queue, "x");

        set(queue, REDRIVE_POLICY, "");

        assertThat(all(queue)).doesNotContainKey(REDRIVE_POLICY);
        assertThat(sqs.client()
                        .listDeadLetterSourceQueues(q -> q.queueUrl(deadLetters))
                        .queueUrls())
                .isEmpty();
        for (int i = 0; i < 3; i++) {
            Message message = sqs.receive(queue).get(0);
            sqs.client()
                    .changeMessageVisibility(c -> c.queueUrl(queue)
                            .receiptHandle(message.receiptHandle())
                            .visibilityTimeout(0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "VisibilityTimeout, 43201",
        "VisibilityTimeout, -1",
        "VisibilityTimeout, soon",
        "DelaySeconds, 901",
        "ReceiveMessageWaitTimeSeconds, 21",
        "MessageRetentionPeriod, 59",
        "MessageRetentionPeriod, 1209601",
        "MaximumMessageSize, 1023",
        "MaximumMessageSize, 1048577",
        "KmsDataKeyReusePeriodSeconds, 59",
        "SqsManagedSseEnabled, yes",
        "Policy, x",
        "RedriveAllowPolicy, {}"
    })
    void a_value_out_of_bounds_is_refused_and_changes_nothing(String name, String value) {
        String queue = sqs.queue(Map.of());
        Map<QueueAttributeName, String> before = all(queue);

        assertThatThrownBy(() -> set(queue, QueueAttributeName.fromValue(name), value))
                .isInstanceOf(InvalidAttributeValueException.class)
                .hasMessageContaining(name);
        assertThatThrownBy(() -> sqs.client()
                        .createQueue(q -> q.queueName(SqsUnderContract.name(""))
                                .attributes(Map.of(QueueAttributeName.fromValue(name), value))))
                .isInstanceOf(InvalidAttributeValueException.class);
        assertThat(all(queue)).isEqualTo(before);
    }

    @Test
    void a_standard_queue_has_no_attributes_of_a_fifo_queue() {
        String queue = sqs.queue(Map.of());

        assertThatThrownBy(() -> set(queue, CONTENT_BASED_DEDUPLICATION, "true"))
                .isInstanceOf(InvalidAttributeNameException.class);
    }

    @Test
    void a_limit_per_group_needs_deduplication_per_group() {
        String queue = sqs.fifoQueue(Map.of());

        assertThatThrownBy(() -> set(queue, FIFO_THROUGHPUT_LIMIT, "perMessageGroupId"))
                .isInstanceOf(SqsException.class);
        set(queue, DEDUPLICATION_SCOPE, "messageGroup");
        set(queue, FIFO_THROUGHPUT_LIMIT, "perMessageGroupId");

        assertThat(all(queue)).containsEntry(FIFO_THROUGHPUT_LIMIT, "perMessageGroupId");
    }

    @Test
    void a_policy_has_at_most_20_statements() {
        String queue = sqs.queue(Map.of());
        String statement = "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}";

        assertThatThrownBy(() -> set(
                        queue,
                        POLICY,
                        "{\"Statement\":[" + String.join(",", Collections.nCopies(21, statement)) + "]}"))
                .isInstanceOf(OverLimitException.class);
    }

    @Test
    void a_permission_is_a_statement_of_the_policy_until_it_is_removed() {
        String queue = sqs.queue(Map.of());

        sqs.client()
                .addPermission(p -> p.queueUrl(queue)
                        .label("shop")
                        .awsAccountIds("111122223333")
                        .actions("SendMessage"));
        String policy = sqs.attribute(queue, POLICY);
        sqs.client().removePermission(p -> p.queueUrl(queue).label("shop"));

        assertThat(policy).contains("\"shop\"", "111122223333", "SendMessage");
        assertThat(all(queue)).doesNotContainKey(POLICY);
    }

    @Test
    void a_dead_letter_queue_must_exist_and_be_of_the_same_type_and_allow_its_sources() {
        String queue = sqs.queue(Map.of());
        String fifo = sqs.fifoQueue(Map.of());
        String closed = sqs.queue(Map.of(REDRIVE_ALLOW_POLICY, "{\"redrivePermission\":\"denyAll\"}"));
        String missing = sqs.redriveTo(queue, 1).replace("contract-", "missing-");

        for (String policy : List.of(missing, sqs.redriveTo(fifo, 1), sqs.redriveTo(closed, 1), "{}", "x")) {
            assertThatThrownBy(() -> set(queue, REDRIVE_POLICY, policy))
                    .isInstanceOfSatisfying(
                            SqsException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).contains("InvalidParameterValue"));
        }
        assertThat(all(queue)).doesNotContainKey(REDRIVE_POLICY);
    }

    @Test
    void a_queue_that_is_allowed_by_name_may_use_the_dead_letter_queue() {
        String queue = sqs.queue(Map.of());
        String deadLetters = sqs.queue(Map.of(
                REDRIVE_ALLOW_POLICY,
                "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"%s\"]}"
                        .formatted(sqs.attribute(queue, QUEUE_ARN))));

        set(queue, REDRIVE_POLICY, sqs.redriveTo(deadLetters, 3));

        assertThat(all(queue)).containsKey(REDRIVE_POLICY);
    }

    @Test
    void creating_a_queue_again_is_refused_with_another_retention_but_not_with_fewer_attributes() {
        String name = SqsUnderContract.name("");
        String queue = sqs.create(
                CreateQueueRequest.builder().queueName(name).attributes(Map.of(MESSAGE_RETENTION_PERIOD, "120")));

        assertThat(sqs.client().createQueue(q -> q.queueName(name)).queueUrl()).isEqualTo(queue);
        assertThatThrownBy(() -> sqs.client()
                        .createQueue(q -> q.queueName(name).attributes(Map.of(MESSAGE_RETENTION_PERIOD, "121"))))
                .isInstanceOfSatisfying(
                        QueueNameExistsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("QueueAlreadyExists"))
                .hasMessageContaining("MessageRetentionPeriod");
    }

    @Test
    void a_queue_that_is_deleted_is_forgotten() {
        String queue = sqs.client()
                .createQueue(q -> q.queueName(SqsUnderContract.name("")).attributes(Map.of(DELAY_SECONDS, "3")))
                .queueUrl();

        sqs.client().deleteQueue(q -> q.queueUrl(queue));

        assertThatThrownBy(() -> all(queue))
                .isInstanceOfSatisfying(
                        QueueDoesNotExistException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode())
                                .isEqualTo("AWS.SimpleQueueService.NonExistentQueue"));
    }

    private static void set(String queue, QueueAttributeName name, String value) {
        sqs.client().setQueueAttributes(q -> q.queueUrl(queue).attributes(Map.of(name, value)));
    }

    private static Map<QueueAttributeName, String> all(String queue) {
        return new HashMap<>(sqs.client()
                .getQueueAttributes(q -> q.queueUrl(queue).attributeNames(QueueAttributeName.ALL))
                .attributes());
    }
}
