package topology.provisioning;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aws.TopicArns;
import configuration.ConfigurationException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import local.Clients;
import local.LocalCloud;
import local.ProxiedCloud;
import local.faults.Call;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import topology.Subscription;
import topology.Topology;

class ProvisioningTest {
    private static final String APPLICATION = "shop";
    private static final Set<String> SDK_OPERATIONS = Stream.of(SqsClient.class.getMethods())
            .map(method -> method.getName().substring(0, 1).toUpperCase(Locale.ROOT)
                    + method.getName().substring(1))
            .collect(toSet());

    private static ProxiedCloud cloud;
    private static SqsClient sqs;
    private static SnsClient sns;

    private String topic;
    private String queue;

    @BeforeAll
    static void start() {
        cloud = LocalCloud.withProxies();
        sqs = Clients.sqs(cloud.sqs().endpoint());
        sns = Clients.sns(cloud.sns().endpoint());
    }

    @AfterAll
    static void stop() {
        sqs.close();
        sns.close();
        cloud.close();
    }

    @BeforeEach
    void names(TestInfo test) {
        String unique = Integer.toHexString(test.getDisplayName().hashCode());
        topic = "orders-" + unique;
        queue = "billing-" + unique;
        cloud.reset();
    }

    @Test
    void makes_topic_queue_dead_letters_policies_and_subscription_in_an_order_that_opens_no_window() {
        Provisioned provisioned = make(Map.of());

        assertThat(provisioned.changes())
                .containsExactly(
                        "created topic " + topic,
                        "created queue " + queue + "-dead-letters",
                        "created queue " + queue,
                        "created subscription " + topic + " → " + queue);
        assertThat(writes())
                .containsExactly(
                        "CreateTopic",
                        "CreateQueue",
                        "SetQueueAttributes",
                        "CreateQueue",
                        "SetQueueAttributes",
                        "Subscribe");
        assertThat(attributes(queue))
                .containsEntry(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":100}"
                                .formatted(queueArn(queue + "-dead-letters")));
        assertThat(subscription())
                .containsEntry("RawMessageDelivery", "true")
                .containsEntry(
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"%s\"}".formatted(queueArn(queue + "-dead-letters")));
    }

    @Test
    void lets_exactly_this_topic_send_to_the_queue_and_to_its_dead_letters() {
        make(Map.of());

        assertThat(cloud.sqs().calls("SetQueueAttributes"))
                .extracting(
                        call -> call.body().path("Attributes").path("Policy").asText())
                .containsExactly(
                        QueuePolicy.of(null)
                                .allowing(topicArn(topic), queueArn(queue + "-dead-letters"))
                                .json(),
                        QueuePolicy.of(null)
                                .allowing(topicArn(topic), queueArn(queue))
                                .json());
    }

    @Test
    void keeps_dead_letters_as_long_as_sqs_can() {
        make(Map.of());

        assertThat(cloud.sqs().calls("CreateQueue"))
                .extracting(call -> call.body()
                        .path("Attributes")
                        .path("MessageRetentionPeriod")
                        .asText())
                .containsExactly("1209600", "");
    }

    @Test
    void makes_no_write_call_the_second_time() {
        make(Map.of("filter", "{\"customer\":[{\"exists\":true}]}", "types", "OrderPlaced"));
        cloud.reset();

        Provisioned provisioned =
                make(Map.of("filter", "{ \"customer\":[{\"exists\":true}], \"ce_type\":[\"OrderPlaced\"] }"));

        assertThat(writes()).isEmpty();
        assertThat(provisioned).hasToString("%s → %s: as written".formatted(topic, queue));
    }

    @Test
    void makes_no_write_call_the_second_time_where_policies_are_reported() {
        try (SqsClient aws = Clients.sqs(cloud.sqs().endpoint())) {
            Provisioning provisioning = new Provisioning(aws, sns, new TopicArns());
            provisioning.make(APPLICATION, written(Map.of()));
            cloud.reset();

            assertThat(provisioning.make(APPLICATION, written(Map.of())).changes())
                    .isEmpty();
            assertThat(writes()).isEmpty();
        }
    }

    @Test
    void adds_a_missing_policy_to_an_existing_queue_and_changes_nothing_else() {
        try (SqsClient aws = Clients.sqs(cloud.sqs().endpoint())) {
            aws.createQueue(r -> r.queueName(queue).attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "77")));

            Provisioned provisioned = new Provisioning(aws, sns, new TopicArns()).make(APPLICATION, written(Map.of()));

            assertThat(provisioned.changes())
                    .contains(
                            "changed policy of queue %s to lets topic %s send".formatted(queue, topic),
                            "changed dead letters of queue %s to %s-dead-letters after 100 receives"
                                    .formatted(queue, queue));
            assertThat(attributes(queue)).containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "77");
        }
    }

    @Test
    void adds_a_second_topic_to_the_policy_of_a_queue() {
        try (SqsClient aws = Clients.sqs(cloud.sqs().endpoint())) {
            Provisioning provisioning = new Provisioning(aws, sns, new TopicArns());
            provisioning.make(APPLICATION, written(Map.of()));
            cloud.reset();

            provisioning.make(APPLICATION, written(Map.of("topic", topic + "-more")));

            assertThat(cloud.sqs().calls("SetQueueAttributes"))
                    .last()
                    .extracting(call ->
                            call.body().path("Attributes").path("Policy").asText())
                    .isEqualTo(QueuePolicy.of(null)
                            .allowing(topicArn(topic), queueArn(queue))
                            .allowing(topicArn(topic + "-more"), queueArn(queue))
                            .json());
        }
    }

    @Test
    void keeps_the_policy_of_25_topics_that_feed_one_queue_in_one_statement() {
        try (SqsClient aws = Clients.sqs(cloud.sqs().endpoint())) {
            Provisioning provisioning = new Provisioning(aws, sns, new TopicArns());
            for (int i = 0; i < 25; i++) {
                provisioning.make(APPLICATION, written(Map.of("topic", topic + "-" + i)));
            }

            QueuePolicy policy = QueuePolicy.of(
                    aws.getQueueAttributes(r -> r.queueUrl(url(queue)).attributeNames(QueueAttributeName.POLICY))
                            .attributes()
                            .get(QueueAttributeName.POLICY));
            assertThat(policy.statements()).hasSize(1);
            assertThat(policy.lets(topicArn(topic + "-24"), queueArn(queue))).isTrue();
        }
    }

    @Test
    void finds_the_extra_topic_that_the_policy_of_a_written_queue_names() {
        try (SqsClient aws = Clients.sqs(cloud.sqs().endpoint())) {
            Provisioning provisioning = new Provisioning(aws, sns, new TopicArns());
            provisioning.make(APPLICATION, written(Map.of()));
            provisioning.make(APPLICATION, written(Map.of("topic", topic + "-more")));

            Plan plan = provisioning.planWithExtras(Topology.of(APPLICATION, written(Map.of())));

            assertThat(plan.steps(PlanEntry.Verb.EXTRA))
                    .extracting(PlanEntry::toString)
                    .containsExactly("subscription %s-more → %s".formatted(topic, queue), "topic " + topic + "-more");
        }
    }

    @Test
    void keeps_the_statements_of_earlier_versions_until_another_topic_is_added() {
        try (SqsClient aws = Clients.sqs(cloud.sqs().endpoint())) {
            Provisioning provisioning = new Provisioning(aws, sns, new TopicArns());
            provisioning.make(APPLICATION, written(Map.of()));
            String earlier = QueuePolicy.of(null)
                    .allowing(topicArn(topic), queueArn(queue))
                    .json()
                    .replace("caravan-topics", "caravan-us-east-1-000000000000-" + topic);
            aws.setQueueAttributes(r -> r.queueUrl(url(queue)).attributes(Map.of(QueueAttributeName.POLICY, earlier)));
            cloud.reset();

            assertThat(provisioning.verify(APPLICATION, written(Map.of())).changes())
                    .isEmpty();
            provisioning.make(APPLICATION, written(Map.of()));
            assertThat(writes()).isEmpty();

            provisioning.make(APPLICATION, written(Map.of("topic", topic + "-more")));
            assertThat(cloud.sqs()
                            .calls("SetQueueAttributes")
                            .get(1)
                            .body()
                            .at("/Attributes/Policy")
                            .asText())
                    .isEqualTo(QueuePolicy.of(null)
                            .allowing(topicArn(topic), queueArn(queue))
                            .allowing(topicArn(topic + "-more"), queueArn(queue))
                            .json());
        }
    }

    @Test
    void sends_nothing_if_the_policy_would_be_larger_than_sqs_takes() {
        try (SqsClient aws = Clients.sqs(cloud.sqs().endpoint())) {
            String theirs = Stream.generate(
                            () -> "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}")
                    .limit(20)
                    .collect(joining(",", "{\"Statement\":[", "]}"));
            aws.createQueue(r -> r.queueName(queue).attributes(Map.of(QueueAttributeName.POLICY, theirs)));
            cloud.reset();

            assertThatThrownBy(() -> new Provisioning(aws, sns, new TopicArns()).make(APPLICATION, written(Map.of())))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage(
                            "queue %s: with the topics that may send to it, its policy has 21 statements, but SQS allows 20"
                                    .formatted(queue));
            assertThat(writes()).isEmpty();
        }
    }

    @Test
    void respects_a_redrive_policy_that_leads_elsewhere() {
        sqs.createQueue(r -> r.queueName(queue + "-theirs"));
        String theirs = "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":3}".formatted(queueArn(queue + "-theirs"));
        sqs.createQueue(r -> r.queueName(queue).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, theirs)));

        Provisioned provisioned = make(Map.of());

        assertThat(attributes(queue)).containsEntry(QueueAttributeName.REDRIVE_POLICY, theirs);
        assertThat(provisioned.left())
                .containsExactly("left queue %s: dead letters go to %s, set by others"
                        .formatted(queue, queueArn(queue + "-theirs")));
    }

    @Test
    void changes_the_receive_count_alone() {
        make(Map.of());
        cloud.reset();

        make(Map.of("maxReceiveCount", "60"));

        assertThat(writes()).containsExactly("SetQueueAttributes");
        assertThat(attributes(queue).get(QueueAttributeName.REDRIVE_POLICY)).contains("\"maxReceiveCount\":60");
    }

    @Test
    void changes_the_filter_alone_with_one_call() {
        make(Map.of("types", "OrderPlaced"));
        cloud.reset();

        Provisioned provisioned = make(Map.of("types", "OrderPaid"));

        assertThat(writes()).containsExactly("SetSubscriptionAttributes");
        assertThat(provisioned.changes())
                .containsExactly("changed filter of subscription %s → %s from %s to %s"
                        .formatted(topic, queue, "{\"ce_type\":[\"OrderPlaced\"]}", "{\"ce_type\":[\"OrderPaid\"]}"));
        assertThat(subscription()).containsEntry("FilterPolicy", "{\"ce_type\":[\"OrderPaid\"]}");
    }

    @Test
    void removes_a_filter_once_with_one_call() {
        make(Map.of("types", "OrderPlaced"));
        cloud.reset();

        make(Map.of());
        make(Map.of());

        assertThat(writes()).containsExactly("SetSubscriptionAttributes");
    }

    @Test
    void lets_every_message_pass_while_a_filter_changes_its_scope() {
        make(Map.of("types", "OrderPlaced"));
        cloud.reset();

        make(Map.of("filter", "{\"order\":{\"total\":[1]}}", "filterScope", "MessageBody"));

        assertThat(cloud.sns().calls("SetSubscriptionAttributes"))
                .extracting(call -> call.body().path("AttributeName").asText() + " "
                        + call.body().path("AttributeValue").asText())
                .containsExactly(
                        "FilterPolicy {}", "FilterPolicyScope MessageBody", "FilterPolicy {\"order\":{\"total\":[1]}}");
    }

    @Test
    void switches_raw_delivery_off_and_on_again() {
        make(Map.of());
        cloud.reset();

        make(Map.of("raw", "false"));
        make(Map.of("raw", "true"));

        assertThat(cloud.sns().calls("SetSubscriptionAttributes"))
                .extracting(call -> call.body().path("AttributeValue").asText())
                .containsExactly("false", "true");
    }

    @Test
    void makes_fifo_resources_for_fifo_names() {
        make(Map.of("topic", topic + ".fifo", "queue", queue + ".fifo"));

        assertThat(sns.getTopicAttributes(r -> r.topicArn(topicArn(topic + ".fifo")))
                        .attributes())
                .containsEntry("FifoTopic", "true");
        assertThat(attributes(queue + ".fifo")).containsEntry(QueueAttributeName.FIFO_QUEUE, "true");
        assertThat(attributes(queue + "-dead-letters.fifo")).containsEntry(QueueAttributeName.FIFO_QUEUE, "true");
    }

    @Test
    void gives_a_standard_queue_on_a_fifo_topic_dead_letters_of_both_kinds() {
        make(Map.of("topic", topic + ".fifo"));

        assertThat(attributes(queue).get(QueueAttributeName.REDRIVE_POLICY))
                .contains(queueArn(queue + "-dead-letters") + "\"");
        assertThat(sns.getSubscriptionAttributes(r -> r.subscriptionArn(
                                sns.listSubscriptionsByTopic(t -> t.topicArn(topicArn(topic + ".fifo")))
                                        .subscriptions()
                                        .get(0)
                                        .subscriptionArn()))
                        .attributes())
                .containsEntry(
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"%s\"}".formatted(queueArn(queue + "-dead-letters.fifo")));
    }

    @Test
    void requests_a_pending_confirmation_only_once() {
        Map<String, String> mail =
                Map.of("topic", topic, "protocol", "email", "endpoint", "bills@example.com", "types", "a");
        Provisioning provisioning = new Provisioning(sqs, sns, new TopicArns());

        Provisioned first = provisioning.make(APPLICATION, Subscription.of(mail));
        Provisioned second = provisioning.make(APPLICATION, Subscription.of(mail));

        assertThat(first.changes())
                .containsExactly("created topic " + topic, "created subscription " + topic + " → bills@example.com");
        assertThat(cloud.sns().count("Subscribe")).isOne();
        assertThat(second.changes()).isEmpty();
        assertThat(second)
                .hasToString(
                        "%s → bills@example.com: subscription %s → bills@example.com waits for bills@example.com to confirm"
                                .formatted(topic, topic));
    }

    @Test
    void keeps_messages_that_cannot_be_delivered_to_an_endpoint_in_a_dead_letter_queue() {
        Provisioned provisioned = new Provisioning(sqs, sns, new TopicArns())
                .make(
                        APPLICATION,
                        Subscription.of(Map.of(
                                "topic", topic, "protocol", "sms", "endpoint", "+14155550100", "deadLetters", queue)));

        assertThat(provisioned.changes())
                .containsExactly(
                        "created topic " + topic,
                        "created queue " + queue,
                        "created subscription " + topic + " → +14155550100");
        assertThat(subscription())
                .containsEntry("RedrivePolicy", "{\"deadLetterTargetArn\":\"%s\"}".formatted(queueArn(queue)));
        assertThat(cloud.sqs().calls("SetQueueAttributes"))
                .singleElement()
                .extracting(
                        call -> call.body().path("Attributes").path("Policy").asText())
                .isEqualTo(QueuePolicy.of(null)
                        .allowing(topicArn(topic), queueArn(queue))
                        .json());
    }

    @Test
    void two_instances_may_provision_at_once() throws Exception {
        ExecutorService instances = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Provisioned>> both = List.of(() -> make(Map.of()), () -> make(Map.of()));
            for (Future<Provisioned> instance : instances.invokeAll(both)) {
                assertThat(instance.get()).isNotNull();
            }
        } finally {
            instances.shutdown();
        }

        assertThat(sns.listSubscriptionsByTopic(r -> r.topicArn(topicArn(topic)))
                        .subscriptions())
                .hasSize(1);
        cloud.reset();
        make(Map.of());
        assertThat(writes()).isEmpty();
    }

    @Test
    void continues_after_a_failure_and_never_subscribes_before_the_queue_policy_allows_the_topic() {
        cloud.sqs().faults().on("SetQueueAttributes").times(1).internalError();

        assertThatThrownBy(() -> make(Map.of())).hasMessageContaining("500");
        assertThat(cloud.sns().count("Subscribe")).isZero();

        assertThat(make(Map.of()).changes()).contains("created subscription " + topic + " → " + queue);
    }

    @Test
    void does_not_make_a_topic_of_others() {
        String theirs = "arn:aws:sns:us-east-1:999999999999:" + topic;

        assertThatThrownBy(() -> make(Map.of("topic", theirs)))
                .isInstanceOf(AwaitedTopicException.class)
                .hasMessageContaining("waits for its owner to create topic " + theirs);
        assertThat(cloud.sns().count("CreateTopic")).isZero();
    }

    @Test
    void makes_a_queue_with_every_configured_attribute() {
        make(Map.of(
                "topic", topic + ".fifo",
                "queue", queue + ".fifo",
                "retention", "7d",
                "delay", "5s",
                "visibilityTimeout", "2m",
                "encryption", "alias/orders",
                "highThroughput", "true",
                "tags", "team=billing, stage=test"));

        assertThat(cloud.sqs().calls("CreateQueue")).last().satisfies(call -> {
            assertThat(call.body().path("Attributes").toString())
                    .contains("\"MessageRetentionPeriod\":\"604800\"")
                    .contains("\"DelaySeconds\":\"5\"")
                    .contains("\"VisibilityTimeout\":\"120\"")
                    .contains("\"KmsMasterKeyId\":\"alias/orders\"")
                    .contains("\"DeduplicationScope\":\"messageGroup\"")
                    .contains("\"FifoThroughputLimit\":\"perMessageGroupId\"");
            assertThat(call.body().path("tags").toString())
                    .isEqualTo("{\"caravan\":\"shop\",\"stage\":\"test\",\"team\":\"billing\"}");
        });
        assertThat(cloud.sqs().calls("CreateQueue")).first().satisfies(call -> {
            assertThat(call.body().path("Attributes").toString())
                    .contains("\"MessageRetentionPeriod\":\"1209600\"")
                    .contains("\"KmsMasterKeyId\":\"alias/orders\"")
                    .doesNotContain("DelaySeconds");
            assertThat(call.body().path("tags").toString()).contains("\"team\":\"billing\"");
        });
    }

    @Test
    void sends_only_parameters_that_the_model_of_aws_has() {
        make(Map.of("retention", "7d", "delay", "5s", "encryption", "alias/orders", "types", "a"));
        make(Map.of("visibilityTimeout", "5s", "filter", "{\"a\":[1]}", "filterScope", "MessageBody", "raw", "false"));

        assertThat(cloud.sqs().calls()).allSatisfy(call -> {
            assertThat(SDK_OPERATIONS).contains(call.action());
            call.body()
                    .path("Attributes")
                    .fieldNames()
                    .forEachRemaining(name -> assertThat(QueueAttributeName.fromValue(name))
                            .as(name)
                            .isNotEqualTo(QueueAttributeName.UNKNOWN_TO_SDK_VERSION));
        });
        assertThat(cloud.sns().calls())
                .filteredOn(call -> call.action().equals("SetSubscriptionAttributes"))
                .extracting(call -> call.body().path("AttributeName").asText())
                .isSubsetOf("FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy");
    }

    @Test
    void changes_only_the_configured_attributes_of_a_queue_and_keeps_its_tags() {
        try (SqsClient aws = Clients.sqs(cloud.sqs().endpoint())) {
            Provisioning provisioning = new Provisioning(aws, sns, new TopicArns());
            provisioning.make(APPLICATION, written(Map.of("tags", "team=billing", "encryption", "alias/orders")));
            aws.tagQueue(r -> r.queueUrl(url(queue)).tags(Map.of("cost", "42")));
            cloud.reset();

            Provisioned provisioned = provisioning.make(
                    APPLICATION, written(Map.of("tags", "team=shipping", "encryption", "sqs", "retention", "7d")));

            assertThat(provisioned.changes())
                    .containsExactly(
                            "changed encryption of queue %s-dead-letters from alias/orders to sqs".formatted(queue),
                            "changed tag team of queue %s-dead-letters from billing to shipping".formatted(queue),
                            "changed retention of queue %s from 4d to 7d".formatted(queue),
                            "changed encryption of queue %s from alias/orders to sqs".formatted(queue),
                            "changed tag team of queue %s from billing to shipping".formatted(queue));
            assertThat(writes()).containsExactly("SetQueueAttributes", "TagQueue", "SetQueueAttributes", "TagQueue");
            assertThat(aws.getQueueAttributes(r -> r.queueUrl(url(queue)).attributeNames(QueueAttributeName.ALL))
                            .attributes())
                    .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "604800")
                    .containsEntry(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true")
                    .doesNotContainKey(QueueAttributeName.KMS_MASTER_KEY_ID);
            assertThat(aws.listQueueTags(r -> r.queueUrl(url(queue))).tags())
                    .containsEntry("cost", "42")
                    .containsEntry("team", "shipping");

            cloud.reset();
            provisioning.make(
                    APPLICATION, written(Map.of("tags", "team=shipping", "encryption", "sqs", "retention", "7d")));
            assertThat(writes()).isEmpty();
        }
    }

    @Test
    void names_attributes_that_an_endpoint_does_not_report_and_does_not_change_them_each_time() {
        Map<String, String> parameters = Map.of("retention", "7d", "encryption", "sqs", "delay", "5s");
        SQSRestServer elasticMq = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withPort(0)
                .withServerAddress(new NodeAddress("http", "*", 0, ""))
                .start();
        int port = elasticMq.waitUntilStarted().localAddress().getPort();
        try (SqsClient forgetful = Clients.sqs(URI.create("http://127.0.0.1:" + port))) {
            Provisioning provisioning = new Provisioning(forgetful, sns, new TopicArns());
            provisioning.make(APPLICATION, written(parameters));

            Plan plan = provisioning.plan(Topology.of(APPLICATION, written(parameters)));

            assertThat(plan.hasChanges()).isFalse();
            assertThat(plan.toString())
                    .contains("leave   queue         " + queue)
                    .contains("retention: not reported by this endpoint")
                    .contains("encryption: not reported by this endpoint")
                    .contains("policy: not reported by this endpoint")
                    .doesNotContain("delay");
        } finally {
            elasticMq.stopAndWait();
        }
    }

    @Test
    void compares_everything_in_a_local_run() {
        Map<String, String> parameters = Map.of("retention", "7d", "encryption", "sqs", "delay", "5s");
        make(parameters);
        sqs.setQueueAttributes(r -> r.queueUrl(url(queue))
                .attributes(Map.of(
                        QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60",
                        QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "false",
                        QueueAttributeName.POLICY, "")));

        Plan plan = new Provisioning(sqs, sns, new TopicArns()).plan(Topology.of(APPLICATION, written(parameters)));

        assertThat(plan.toString())
                .contains("retention: 1m → 7d", "encryption: none → sqs", "policy: lets topic " + topic + " send")
                .doesNotContain("not reported");
    }

    @Test
    void plans_again_if_another_instance_made_the_queue_first_with_other_attributes() {
        Provisioning provisioning = new Provisioning(sqs, sns, new TopicArns());
        Topology needed = Topology.of(APPLICATION, written(Map.of("visibilityTimeout", "1m")));
        Plan late = provisioning.plan(needed);
        make(Map.of("visibilityTimeout", "2m"));

        assertThatThrownBy(late::apply).isInstanceOf(OvertakenException.class);
        assertThat(make(Map.of("visibilityTimeout", "1m")).changes())
                .containsExactly("changed visibilityTimeout of queue %s from 2m to 1m".formatted(queue));
    }

    private static String url(String name) {
        return sqs.getQueueUrl(r -> r.queueName(name)).queueUrl();
    }

    private Provisioned make(Map<String, String> parameters) {
        return new Provisioning(sqs, sns, new TopicArns()).make(APPLICATION, written(parameters));
    }

    private Subscription written(Map<String, String> parameters) {
        return Subscription.of(Stream.of(Map.of("topic", topic, "queue", queue), parameters)
                .flatMap(map -> map.entrySet().stream())
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, (first, second) -> second)));
    }

    /** Every call that writes. */
    private static List<String> writes() {
        return Stream.concat(cloud.sqs().calls().stream(), cloud.sns().calls().stream())
                .sorted((a, b) -> a.at().compareTo(b.at()))
                .map(Call::action)
                .filter(action -> !action.startsWith("Get") && !action.startsWith("List"))
                .toList();
    }

    private Map<String, String> subscription() {
        String arn = sns.listSubscriptionsByTopic(r -> r.topicArn(topicArn(topic)))
                .subscriptions()
                .get(0)
                .subscriptionArn();
        return sns.getSubscriptionAttributes(r -> r.subscriptionArn(arn)).attributes();
    }

    private static Map<QueueAttributeName, String> attributes(String name) {
        String url = sqs.getQueueUrl(r -> r.queueName(name)).queueUrl();
        return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    private static String topicArn(String name) {
        return "arn:aws:sns:us-east-1:000000000000:" + name;
    }

    private static String queueArn(String name) {
        return "arn:aws:sqs:us-east-1:000000000000:" + name;
    }
}
