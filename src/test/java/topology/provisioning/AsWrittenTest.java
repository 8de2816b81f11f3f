package topology.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import aws.TopicArns;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import local.LocalCloud;
import local.ProxiedCloud;
import local.faults.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Written;

/** Topics and queues exist exactly as written, and other people's settings stay. */
class AsWrittenTest {
    private static final String ACCOUNT = "000000000000";

    private final ProxiedCloud cloud = LocalCloud.withProxies();
    private final SqsClient sqs = SqsClient.builder()
            .endpointOverride(cloud.sqs().endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build();
    private final SnsClient sns = SnsClient.builder()
            .endpointOverride(cloud.sns().endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
            .build();

    @AfterEach
    void stop() {
        sqs.close();
        sns.close();
        cloud.close();
    }

    @Test
    void a_topic_changes_attribute_by_attribute_and_a_second_plan_is_empty() {
        apply(topic("displayName = Orders", "signatureVersion = 1", "tags = team=a"));

        Plan plan = plan(topic(
                "displayName = All orders",
                "signatureVersion = 2",
                "activeTracing = true",
                "encryption = alias/orders",
                "maxMessageSize = 1048576",
                "publishers = s3, events",
                "tags = team=b,stage=prod"));

        assertThat(plan).hasToString("""
                change  topic         orders
                          displayName: Orders → All orders
                          encryption: none → alias/orders
                          maxMessageSize: 262144 → 1048576
                          activeTracing: false → true
                          signatureVersion: 1 → 2
                          policy: lets events publish
                          policy: lets s3 publish
                          tag stage: prod
                          tag team: a → b
                0 to create, 1 to change, 0 as written.""");
        plan.apply();
        cloud.reset();
        assertThat(plan(topic("publishers = s3, events", "tags = team=b", "displayName = All orders"))
                        .hasChanges())
                .isFalse();
        assertThat(writes()).isEmpty();
    }

    @Test
    void the_policy_of_a_topic_keeps_statements_of_others_and_gains_those_for_services() {
        apply(topic("publishers = s3"));

        apply(
                topic(
                        "publishers = s3, cloudwatch",
                        "statements = [{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::123456789012:root\"},\"Action\":[\"sns:Subscribe\"]}]"));

        String policy = sns.getTopicAttributes(request -> request.topicArn(topicArn("orders")))
                .attributes()
                .get("Policy");
        assertThat(policy)
                .contains("__default_statement_ID")
                .contains("\"Service\":[\"cloudwatch.amazonaws.com\",\"s3.amazonaws.com\"]")
                .contains("\"aws:SourceAccount\":\"" + ACCOUNT + "\"")
                .contains("\"sns:Subscribe\"")
                .containsOnlyOnce("caravan-services");
    }

    @Test
    void one_queue_holds_the_dead_letters_of_several() {
        String routes = """
                camel.route-template[a].template-id = queue
                camel.route-template[a].queue       = jobs
                camel.route-template[a].deadLetters = poison
                camel.route-template[a].maxReceiveCount = 3
                camel.route-template[b].template-id = fan-out
                camel.route-template[b].topic       = orders
                camel.route-template[b].queue       = billing
                camel.route-template[b].deadLetters = poison
                camel.route-template[c].template-id = queue
                camel.route-template[c].queue       = poison
                camel.route-template[c].delay       = 2m
                camel.route-template[c].redriveAllow = billing, jobs
                """;

        apply(routes);

        assertThat(queues()).containsExactlyInAnyOrder("billing", "jobs", "poison");
        assertThat(redrive("jobs")).contains(":poison\"", "\"maxReceiveCount\":3");
        assertThat(redrive("billing")).contains(":poison\"", "\"maxReceiveCount\":100");
        assertThat(attributes("poison"))
                .containsEntry(QueueAttributeName.DELAY_SECONDS, "120")
                .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "1209600")
                .doesNotContainKey(QueueAttributeName.REDRIVE_POLICY);
        assertThat(plan(routes).hasChanges()).isFalse();
    }

    @Test
    void a_queue_without_dead_letters_has_none() {
        String routes = """
                camel.route-template[b].template-id = fan-out
                camel.route-template[b].topic       = orders
                camel.route-template[b].queue       = billing
                camel.route-template[b].deadLetters = none
                """;

        apply(routes);

        assertThat(queues()).containsExactly("billing");
        assertThat(plan(routes).hasChanges()).isFalse();
    }

    @Test
    void a_redrive_policy_of_others_that_leads_elsewhere_stays_and_no_second_queue_is_made() {
        String theirs = queueOfOthers("billing-failed", Map.of());
        queueOfOthers(
                "billing",
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":7}".formatted(theirs)));
        String routes = """
                camel.route-template[b].template-id = fan-out
                camel.route-template[b].topic       = orders
                camel.route-template[b].queue       = billing
                """;

        apply(routes);

        assertThat(queues()).containsExactlyInAnyOrder("billing", "billing-failed");
        assertThat(redrive("billing")).contains("billing-failed", "\"maxReceiveCount\":7");
        assertThat(plan(routes).hasChanges()).isFalse();
    }

    @Test
    void a_redrive_policy_of_others_that_leads_elsewhere_is_changed_if_configured() {
        String theirs = queueOfOthers("billing-failed", Map.of());
        queueOfOthers(
                "billing",
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":7}".formatted(theirs)));

        apply("""
                camel.route-template[b].template-id = queue
                camel.route-template[b].queue       = billing
                camel.route-template[b].deadLetters = poison
                """);

        assertThat(redrive("billing")).contains(":poison\"", "\"maxReceiveCount\":7");
    }

    @Test
    void a_queue_that_nothing_declares_any_more_is_extra_even_without_a_topic() {
        apply("""
                camel.main.name = shop
                camel.route-template[a].template-id = queue
                camel.route-template[a].queue       = jobs
                camel.route-template[a].deadLetters = poison
                """);
        queueOfOthers("theirs", Map.of());

        Plan plan = provisioning().planToPrune(Written.topology("camel.main.name = shop"));

        assertThat(plan.steps(PlanEntry.Verb.EXTRA))
                .extracting(PlanEntry::toString)
                .containsExactly("queue jobs", "queue poison");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404})
    void subscriptions_that_aws_does_not_list_for_a_topic_of_others_are_marked_as_awaited(int status) {
        String routes = """
                camel.route-template[b].template-id = fan-out
                camel.route-template[b].topic       = arn:aws:sns:eu-west-1:123456789012:stock
                camel.route-template[b].queue       = stock
                camel.route-template[c].template-id = topic
                camel.route-template[c].topic       = orders
                """;
        cloud.sns().faults().on("ListSubscriptionsByTopic", "ListSubscriptions").refuse(status, "AuthorizationError");

        Plan plan = plan(routes);

        assertThat(plan.steps(PlanEntry.Verb.WAIT))
                .filteredOn(step -> step.kind().equals("subscription"))
                .singleElement()
                .satisfies(step -> assertThat(step.left().get(0))
                        .startsWith("until SNS answers for topic arn:aws:sns:eu-west-1:123456789012:stock"));
        assertThat(plan.steps(PlanEntry.Verb.CREATE))
                .extracting(PlanEntry::toString)
                .contains("topic orders");
    }

    private static String topic(String... lines) {
        return Stream.concat(Stream.of("template-id = topic", "topic = orders"), Stream.of(lines))
                .map(line -> "camel.route-template[orders]." + line + "\n")
                .reduce("", String::concat);
    }

    private void apply(String routes) {
        plan(routes).apply();
    }

    private Plan plan(String routes) {
        return provisioning().plan(Written.topology(routes));
    }

    private Provisioning provisioning() {
        return new Provisioning(sqs, sns, new TopicArns());
    }

    private String queueOfOthers(String name, Map<QueueAttributeName, String> attributes) {
        sqs.createQueue(request -> request.queueName(name).attributes(attributes));
        return attributes(name).get(QueueAttributeName.QUEUE_ARN);
    }

    private String redrive(String queue) {
        return attributes(queue).get(QueueAttributeName.REDRIVE_POLICY);
    }

    private Map<QueueAttributeName, String> attributes(String queue) {
        String url = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
        return sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    private List<String> queues() {
        return sqs.listQueues().queueUrls().stream()
                .map(url -> url.substring(url.lastIndexOf('/') + 1))
                .toList();
    }

    private static String topicArn(String name) {
        return "arn:aws:sns:us-east-1:%s:%s".formatted(ACCOUNT, name);
    }

    private List<String> writes() {
        return Stream.of(cloud.sqs(), cloud.sns())
                .flatMap(service -> service.calls().stream())
                .map(Call::action)
                .filter(action -> !action.matches("(Get|List|Describe).*"))
                .toList();
    }
}
