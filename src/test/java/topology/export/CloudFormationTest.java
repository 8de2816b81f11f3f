package topology.export;

import static org.assertj.core.api.Assertions.assertThat;
import static topology.export.ResourceSchemas.mistakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import testing.Written;

/** Templates, checked against AWS's published resource schemas, which are test resources without their descriptions. */
class CloudFormationTest {
    private static final JsonMapper JSON = new JsonMapper();
    /** Texts that only have substitutions which CloudFormation knows without a parameter. */
    private static final String SUBSTITUTED = "([^$]|\\$\\{AWS::(Partition|Region|AccountId)})*";

    private static final String EVERYTHING = """
            camel.main.name = shop
            camel.route-template[orders].template-id       = fan-out
            camel.route-template[orders].topic             = orders
            camel.route-template[orders].queue             = billing
            camel.route-template[orders].types             = OrderPlaced
            camel.route-template[orders].retention         = 7d
            camel.route-template[orders].delay             = 5s
            camel.route-template[orders].visibilityTimeout = 2m
            camel.route-template[orders].encryption        = alias/orders
            camel.route-template[orders].tags              = team=billing
            camel.route-template[status].template-id       = fan-out
            camel.route-template[status].topic             = status.fifo
            camel.route-template[status].queue             = history.fifo
            camel.route-template[status].highThroughput    = true
            camel.route-template[status].encryption        = sqs
            camel.route-template[any].template-id          = fan-out
            camel.route-template[any].topic                = status.fifo
            camel.route-template[any].queue                = any-order
            camel.route-template[theirs].template-id       = fan-out
            camel.route-template[theirs].topic             = arn:aws:sns:us-east-1:999999999999:stock
            camel.route-template[theirs].queue             = stock
            camel.route-template[web].template-id          = fan-out
            camel.route-template[web].topic                = orders
            camel.route-template[web].protocol             = https
            camel.route-template[web].endpoint             = https://orders.example/events
            camel.route-template[web].deadLetters          = undelivered
            camel.route-template[web].filter               = {"order":{"total":[{"numeric":[">",100]}]}}
            camel.route-template[web].filterScope          = MessageBody
            camel.route-template[code].template-id         = fan-out
            camel.route-template[code].topic               = orders
            camel.route-template[code].protocol            = lambda
            camel.route-template[code].endpoint            = arn:aws:lambda:us-east-1:999999999999:function:bill
            camel.route-template[lake].template-id         = fan-out
            camel.route-template[lake].topic               = orders
            camel.route-template[lake].protocol            = firehose
            camel.route-template[lake].endpoint            = arn:aws:firehose:us-east-1:999999999999:deliverystream/lake
            camel.route-template[lake].role                = arn:aws:iam::999999999999:role/lake
            camel.route-template[phone].template-id        = fan-out
            camel.route-template[phone].topic              = orders
            camel.route-template[phone].protocol           = sms
            camel.route-template[phone].endpoint           = +14155550100
            camel.route-template[all].template-id              = topic
            camel.route-template[all].topic                    = all.fifo
            camel.route-template[all].displayName              = All of it
            camel.route-template[all].publishers               = s3, events, cloudwatch, events.rds
            camel.route-template[all].statements               = [{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999999999999:root"},"Action":"sns:Subscribe"}]
            camel.route-template[all].encryption               = alias/events
            camel.route-template[all].maxMessageSize           = 1048576
            camel.route-template[all].highThroughput           = true
            camel.route-template[all].contentBasedDeduplication = false
            camel.route-template[all].archive                  = 30d
            camel.route-template[all].activeTracing            = true
            camel.route-template[all].signatureVersion         = 2
            camel.route-template[all].deliveryPolicy           = {"http":{"defaultHealthyRetryPolicy":{"numRetries":5}}}
            camel.route-template[all].dataProtectionPolicy     = {"Name":"cards","Version":"2021-06-01","Statement":[]}
            camel.route-template[all].feedback                 = [{"Protocol":"http/s","SuccessFeedbackRoleArn":"arn:aws:iam::999999999999:role/logs","SuccessFeedbackSampleRate":"50"}]
            camel.route-template[all].tags                     = team=events
            camel.route-template[jobs].template-id             = queue
            camel.route-template[jobs].queue                   = jobs
            camel.route-template[jobs].senders                 = s3, events
            camel.route-template[jobs].statements              = {"Effect":"Deny","Principal":"*","Action":"sqs:*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}
            camel.route-template[jobs].deadLetters             = poison
            camel.route-template[jobs].maxReceiveCount         = 2
            camel.route-template[jobs].maxMessageSize          = 1024
            camel.route-template[jobs].encryption              = alias/aws/sqs
            camel.route-template[jobs].keyReuse                = 10m
            camel.route-template[jobs].receiveWait             = 20s
            camel.route-template[more].template-id             = queue
            camel.route-template[more].queue                   = more-jobs
            camel.route-template[more].deadLetters             = poison
            camel.route-template[poison].template-id           = queue
            camel.route-template[poison].queue                 = poison
            camel.route-template[poison].delay                 = 2m
            camel.route-template[poison].retention             = 10d
            camel.route-template[poison].redriveAllow          = jobs, more-jobs
            camel.route-template[iot].template-id              = queue
            camel.route-template[iot].queue                    = iot.fifo
            camel.route-template[iot].deadLetters              = none
            camel.route-template[iot].contentBasedDeduplication = true
            camel.route-template[app].template-id              = inbox
            camel.route-template[app].path = /of-app/{client}
            camel.route-template[app].secret = a secret of 32 characters or more
            camel.route-template[app].inbox                    = app
            camel.route-template[app].clients                  = ana, bob
            camel.route-template[app].topic                    = orders
            camel.route-template[app].encryption               = alias/orders
            camel.route-template[phones].template-id           = inbox
            camel.route-template[phones].path = /of-phones/{client}
            camel.route-template[phones].secret = a secret of 32 characters or more
            camel.route-template[phones].inbox                 = phones.fifo
            """;

    @Test
    void a_template_conforms_to_the_schemas_of_its_resources() {
        for (boolean withKeys : new boolean[] {false, true}) {
            JsonNode template = template(EVERYTHING, withKeys);

            assertThat(mistakes(template)).isEmpty();
            assertThat(types(template))
                    .contains(
                            "AWS::SNS::Topic",
                            "AWS::SNS::TopicPolicy",
                            "AWS::SQS::Queue",
                            "AWS::SQS::QueuePolicy",
                            "AWS::SNS::Subscription",
                            "AWS::DynamoDB::Table",
                            "AWS::Lambda::Permission");
        }
    }

    @Test
    void alarms_watch_consumed_queues_and_dead_letter_queues_and_describe_the_remedy() throws Exception {
        String consumed = EVERYTHING + """
                camel.route-template[billing].template-id  = polling-consumer
                camel.route-template[billing].queue        = billing
                camel.route-template[billing].handler      = log:billed
                camel.route-template[keeper].template-id  = fifo-consumer
                camel.route-template[keeper].queue        = history.fifo
                camel.route-template[keeper].handler      = log:kept
                """;
        JsonNode template = read(new CloudFormation(Written.topology(consumed), false)
                .withAlarms()
                .json());

        assertThat(mistakes(template)).isEmpty();
        assertThat(template.at("/Parameters/AlarmTopic/Type").asText()).isEqualTo("String");
        List<JsonNode> alarms = template.path("Resources")
                .valueStream()
                .filter(resource -> resource.path("Type").asText().equals("AWS::CloudWatch::Alarm"))
                .map(resource -> resource.path("Properties"))
                .toList();
        assertThat(alarms)
                .extracting(alarm -> alarm.path("MetricName").asText() + " "
                        + alarm.at("/Dimensions/0/Value").asText())
                .contains(
                        "ApproximateNumberOfMessagesVisible billing-dead-letters",
                        "ApproximateNumberOfMessagesVisible history-dead-letters.fifo",
                        "ApproximateNumberOfMessagesVisible poison",
                        "ApproximateAgeOfOldestMessage billing",
                        "ApproximateAgeOfOldestMessage history.fifo",
                        "ApproximateNumberOfMessagesNotVisible billing",
                        "ApproximateNumberOfNoisyGroups billing",
                        "NumberOfNotificationsFailedToRedriveToDlq orders")
                .doesNotContain(
                        "ApproximateNumberOfNoisyGroups history.fifo",
                        "ApproximateAgeOfOldestMessage jobs",
                        // The metrics of a topic in another account are in that account.
                        "NumberOfNotificationsFailedToRedriveToDlq stock")
                .doesNotHaveDuplicates();
        String sections = Files.readString(Path.of("docs/alarms.md")).toLowerCase(Locale.ROOT);
        assertThat(alarms).allSatisfy(alarm -> {
            assertThat(alarm.at("/AlarmActions/0/Ref").asText()).isEqualTo("AlarmTopic");
            String description = alarm.path("AlarmDescription").asText();
            assertThat(sections)
                    .contains("## "
                            + description
                                    .substring(description.indexOf('#') + 1)
                                    .replace('-', ' ') + "\n");
        });
        assertThat(types(template(consumed, false))).doesNotContain("AWS::CloudWatch::Alarm");
    }

    @Test
    void the_schemas_detect_an_unknown_and_a_missing_property() {
        ObjectNode template = (ObjectNode) template(EVERYTHING, false);
        ObjectNode table = (ObjectNode) template.at("/Resources/Ledger/Properties");
        table.put("TabelName", "x").remove("KeySchema");

        assertThat(mistakes(template))
                .anyMatch(mistake -> mistake.contains("TabelName"))
                .anyMatch(mistake -> mistake.contains("KeySchema"));
    }

    @Test
    void every_attribute_of_a_topic_and_a_queue_is_in_the_template() {
        JsonNode template = template(EVERYTHING, false);

        JsonNode topic = byProperty(template, "TopicName", "all.fifo").path("Properties");
        assertThat(topic.path("DisplayName").asText()).isEqualTo("All of it");
        assertThat(topic.path("FifoThroughputScope").asText()).isEqualTo("MessageGroup");
        assertThat(topic.path("ContentBasedDeduplication").isBoolean()).isTrue();
        assertThat(topic.at("/ArchivePolicy/MessageRetentionPeriod").asText()).isEqualTo("30");
        assertThat(topic.path("TracingConfig").asText()).isEqualTo("Active");
        assertThat(topic.path("SignatureVersion").asText()).isEqualTo("2");
        assertThat(topic.path("KmsMasterKeyId").asText()).isEqualTo("alias/events");
        assertThat(topic.at("/DataProtectionPolicy/Name").asText()).isEqualTo("cards");
        assertThat(topic.at("/DeliveryStatusLogging/0/Protocol").asText()).isEqualTo("http/s");
        assertThat(template.path("Metadata")
                        .path("SetByCaravanApply")
                        .elements()
                        .next())
                .isEqualTo(read("""
                        {"MaximumMessageSize":"1048576",
                        "DeliveryPolicy":"{\\"http\\":{\\"defaultHealthyRetryPolicy\\":{\\"numRetries\\":5}}}"}"""));
        JsonNode jobs = byProperty(template, "QueueName", "jobs").path("Properties");
        assertThat(jobs.path("MaximumMessageSize").asInt()).isEqualTo(1024);
        assertThat(jobs.path("KmsDataKeyReusePeriodSeconds").asInt()).isEqualTo(600);
        assertThat(jobs.path("ReceiveMessageWaitTimeSeconds").asInt()).isEqualTo(20);
        assertThat(jobs.at("/RedrivePolicy/maxReceiveCount").asInt()).isEqualTo(2);
        assertThat(jobs.at("/RedrivePolicy/deadLetterTargetArn"))
                .isEqualTo(byProperty(template, "QueueName", "more-jobs")
                        .at("/Properties/RedrivePolicy/deadLetterTargetArn"));
        JsonNode poison = byProperty(template, "QueueName", "poison").path("Properties");
        assertThat(poison.path("MessageRetentionPeriod").asInt()).isEqualTo(864_000);
        assertThat(poison.path("DelaySeconds").asInt()).isEqualTo(120);
        assertThat(poison.has("RedrivePolicy")).isFalse();
        assertThat(poison.at("/RedriveAllowPolicy/sourceQueueArns/0/Fn::Sub").asText())
                .isEqualTo("arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs");
        assertThat(byProperty(template, "QueueName", "iot.fifo")
                        .path("Properties")
                        .has("RedrivePolicy"))
                .isFalse();
        assertThat(template.toString()).doesNotContain("iot-dead-letters", "poison-dead-letters");
    }

    @Test
    void a_policy_lets_services_publish_and_send_for_this_account_only() {
        JsonNode template = template(EVERYTHING, false);

        JsonNode topic = byType(template, "AWS::SNS::TopicPolicy").at("/Properties/PolicyDocument/Statement");
        assertThat(topic.valueStream().map(statement -> statement.path("Sid").asText()))
                .containsExactly("__default_statement_ID", "caravan-services", "caravan-events", "");
        assertThat(topic.get(1).path("Principal").path("Service").valueStream().map(JsonNode::asText))
                .containsExactly("cloudwatch.amazonaws.com", "events.rds.amazonaws.com", "s3.amazonaws.com");
        assertThat(topic.get(1)
                        .at("/Condition/StringEquals/aws:SourceAccount/Fn::Sub")
                        .asText())
                .isEqualTo("${AWS::AccountId}");
        assertThat(topic.get(2).has("Condition")).isFalse();
        assertThat(topic.get(3).at("/Resource/Fn::Sub").asText())
                .isEqualTo("arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:all.fifo");
        assertThat(template.path("Metadata")
                        .path("PolicyStatementsThatKeysOfOthersNeed")
                        .has("alias/events"))
                .isTrue();
    }

    @Test
    void a_template_for_all_stages_has_the_stage_as_a_parameter() {
        String routes = """
                camel.main.name = shop-{{caravan.stage}}
                caravan.stage   = %s
                camel.route-template[orders].template-id = fan-out
                camel.route-template[orders].topic       = orders-{{caravan.stage}}.fifo
                camel.route-template[orders].queue       = billing-{{caravan.stage}}.fifo
                camel.route-template[orders].encryption  = alias/{{caravan.stage}}/orders
                camel.route-template[app].template-id    = inbox
                camel.route-template[app].path = /of-app/{client}
                camel.route-template[app].secret = a secret of 32 characters or more
                camel.route-template[app].inbox          = app-{{caravan.stage}}
                camel.route-template[app].clients        = ana
                """;
        String text = new CloudFormation(
                        Written.topology(routes.formatted(CloudFormation.ANY_STAGE)), true, Optional.of("dev"))
                .json();
        JsonNode template = read(text);

        assertThat(mistakes(template)).isEmpty();
        assertThat(template.at("/Parameters/Stage/Default").asText()).isEqualTo("dev");
        assertThat(template.findValues("TopicName").get(0).path("Fn::Sub").asText())
                .isEqualTo("orders-${Stage}.fifo");
        assertThat(template.findValues("QueueName"))
                .extracting(name -> name.path("Fn::Sub").asText())
                .containsExactlyInAnyOrder(
                        "billing-${Stage}.fifo",
                        "billing-${Stage}-dead-letters.fifo",
                        "app-${Stage}-inbox-ana",
                        "app-${Stage}-inbox-dead-letters");
        assertThat(text).doesNotContain(CloudFormation.ANY_STAGE).contains("shop-${Stage}", "alias/${Stage}/orders");
    }

    @Test
    void each_configured_client_has_a_queue_for_14_days_with_the_dead_letters_of_its_inbox() {
        JsonNode template = template(EVERYTHING, false);

        assertThat(named(template, "app-inbox-ana"))
                .containsEntry("MessageRetentionPeriod", "1209600")
                .hasEntrySatisfying(
                        "RedrivePolicy", policy -> assertThat(policy).contains("QueueAppInboxDeadLetters"));
        assertThat(named(template, "app-inbox-dead-letters")).containsEntry("MessageRetentionPeriod", "1209600");
        assertThat(named(template, "phones-inbox-dead-letters.fifo"))
                .containsEntry("FifoQueue", "true")
                .doesNotContainKey("RedrivePolicy");
    }

    /** The properties of a queue as texts. */
    private static Map<String, String> named(JsonNode template, String queue) {
        Map<String, String> texts = new HashMap<>();
        template.path("Resources").findParents("QueueName").stream()
                .filter(properties -> properties.path("QueueName").asText().equals(queue))
                .findFirst()
                .orElseThrow()
                .properties()
                .forEach(property -> texts.put(
                        property.getKey(),
                        property.getValue().isValueNode()
                                ? property.getValue().asText()
                                : property.getValue().toString()));
        return texts;
    }

    @Test
    void every_reference_leads_to_a_resource_of_the_template() {
        JsonNode template = template(EVERYTHING, true);

        List<String> references = new ArrayList<>();
        assertThat(template.findValuesAsText("Fn::Sub")).isNotEmpty().allMatch(text -> text.matches(SUBSTITUTED));
        template.findValues("Ref").forEach(reference -> references.add(reference.asText()));
        template.findValues("Fn::GetAtt")
                .forEach(reference -> references.add(reference.get(0).asText()));
        template.findValues("DependsOn").forEach(list -> list.forEach(one -> references.add(one.asText())));
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(template.path("Resources").has(reference))
                        .as(reference)
                        .isTrue());
    }

    @Test
    void a_subscription_waits_for_the_policies_of_its_queue_and_its_dead_letter_queue() {
        JsonNode template = template(EVERYTHING, false);

        JsonNode subscription = byProperty(template, "FilterPolicyScope", "MessageAttributes");
        assertThat(subscription.path("DependsOn").valueStream().map(JsonNode::asText))
                .allSatisfy(id -> assertThat(
                                template.at("/Resources/" + id + "/Type").asText())
                        .isEqualTo("AWS::SQS::QueuePolicy"))
                .hasSize(2);
        assertThat(subscription
                        .at("/Properties/RedrivePolicy/deadLetterTargetArn/Fn::GetAtt/0")
                        .asText())
                .startsWith("QueueBillingDeadLetters");
    }

    @Test
    void topics_that_feed_one_queue_share_one_statement_of_its_policy() {
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < 25; i++) {
            routes.append("""
                    camel.route-template[from%1$d].template-id = fan-out
                    camel.route-template[from%1$d].topic       = topic-%1$d
                    camel.route-template[from%1$d].queue       = billing
                    """.formatted(i));
        }
        JsonNode template = template(routes.toString(), false);

        assertThat(template.path("Resources").valueStream())
                .filteredOn(resource -> resource.path("Type").asText().equals("AWS::SQS::QueuePolicy"))
                .hasSize(2)
                .allSatisfy(policy -> assertThat(policy.at("/Properties/PolicyDocument/Statement")
                                .valueStream())
                        .singleElement()
                        .satisfies(statement -> assertThat(statement
                                        .at("/Condition/ArnEquals/aws:SourceArn")
                                        .valueStream())
                                .hasSize(25)
                                .allSatisfy(topic ->
                                        assertThat(topic.path("Ref").asText()).startsWith("Topic"))));
        assertThat(mistakes(template)).isEmpty();
    }

    @Test
    void the_same_routes_in_another_order_make_the_same_template() {
        List<String> routes = List.of(EVERYTHING.split("(?=camel\\.route-template\\[\\w+]\\.template-id)"));
        List<String> reversed = new ArrayList<>(routes);
        java.util.Collections.reverse(reversed);

        assertThat(new CloudFormation(Written.topology(String.join("", reversed)), true).json())
                .isEqualTo(new CloudFormation(Written.topology(EVERYTHING), true).json());
    }

    @Test
    void an_own_key_lets_sns_use_it_and_a_statement_for_a_key_of_others_is_listed() {
        JsonNode made = template(EVERYTHING, true);
        JsonNode others = template(EVERYTHING, false);

        assertThat(made.findValues("KeyPolicy"))
                .extracting(
                        policy -> policy.at("/Statement/1/Principal/Service").toString())
                .containsExactlyInAnyOrder(
                        "\"sns.amazonaws.com\"",
                        "[\"cloudwatch.amazonaws.com\",\"events.amazonaws.com\",\"events.rds.amazonaws.com\",\"s3.amazonaws.com\"]");
        assertThat(types(others)).doesNotContain("AWS::KMS::Key");
        assertThat(others.path("Metadata")
                        .path("PolicyStatementsThatKeysOfOthersNeed")
                        .path("alias/orders")
                        .toString())
                .contains("\"Service\":\"sns.amazonaws.com\"", "kms:GenerateDataKey*");
    }

    @Test
    void a_password_is_a_parameter_without_echo() {
        JsonNode template = template(
                EVERYTHING.replace("https://orders.example/events", "https://shop:s3cret@orders.example/events"),
                false);

        String parameter = byProperty(template, "FilterPolicyScope", "MessageBody")
                .at("/Properties/Endpoint/Ref")
                .asText();
        assertThat(template.path("Parameters").path(parameter).path("NoEcho").asBoolean())
                .isTrue();
        assertThat(template.toString()).contains("orders.example").doesNotContain("s3cret");
        assertThat(mistakes(template)).isEmpty();
        assertThat(template(EVERYTHING, false).has("Parameters")).isFalse();
    }

    private static JsonNode template(String properties, boolean withKeys) {
        return read(new CloudFormation(Written.topology(properties), withKeys).json());
    }

    private static List<String> types(JsonNode template) {
        return StreamSupport.stream(template.path("Resources").spliterator(), false)
                .map(resource -> resource.path("Type").asText())
                .toList();
    }

    private static JsonNode byType(JsonNode template, String type) {
        return StreamSupport.stream(template.path("Resources").spliterator(), false)
                .filter(resource -> resource.path("Type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode byProperty(JsonNode template, String name, String value) {
        return StreamSupport.stream(template.path("Resources").spliterator(), false)
                .filter(resource ->
                        resource.path("Properties").path(name).asText().equals(value))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
