package topology.export;

import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.CONTENT_BASED_DEDUPLICATION;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.DEDUPLICATION_SCOPE;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.DELAY_SECONDS;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.FIFO_QUEUE;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.FIFO_THROUGHPUT_LIMIT;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.KMS_MASTER_KEY_ID;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.MAXIMUM_MESSAGE_SIZE;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.MESSAGE_RETENTION_PERIOD;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.REDRIVE_ALLOW_POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.REDRIVE_POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.VISIBILITY_TIMEOUT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Topologies as public templates make them, by calls of the SDK alone and without knowledge of Caravan. */
final class ThirteenShapes {
    private static final String ACCOUNT = "000000000000";
    private static final String FORTNIGHT = "1209600";

    private final SqsClient sqs;
    private final SnsClient sns;
    private final List<String> topics = new ArrayList<>();
    private final List<String> queues = new ArrayList<>();

    ThirteenShapes(SqsClient sqs, SnsClient sns) {
        this.sqs = sqs;
        this.sns = sns;
    }

    /** The arguments of the command with which an operator imports a shape. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        topics.forEach(topic -> arguments.addAll(List.of("--topic", topic)));
        queues.forEach(queue -> arguments.addAll(List.of("--queue", queue)));
        return arguments;
    }

    /** Makes one of the shapes, by its number. */
    ThirteenShapes make(int shape) {
        switch (shape) {
            case 1 -> metrics();
            case 2 -> iot();
            case 3 -> fifoOrders();
            case 4 -> everything();
            case 5 -> oneQueue();
            case 6 -> anotherRegion();
            case 7 -> dispatcher();
            case 8 -> prices();
            case 9 -> firehose();
            case 10 -> databaseEvents();
            case 11 -> satellite();
            case 12 -> mixed();
            case 13 -> twoTopics();
            default -> withoutTopic();
        }
        return this;
    }

    private void metrics() {
        String topic = topic("metrics", Map.of("DisplayName", "Metrics"));
        for (String kind : List.of("all", "Temperature", "Humidity")) {
            String letters = queue(kind + "-failed", Map.of(MESSAGE_RETENTION_PERIOD, FORTNIGHT));
            String queue = queue(kind, Map.of(REDRIVE_POLICY, redrive(letters, 5), POLICY, anybodyFrom(topic)));
            subscribe(
                    topic,
                    "sqs",
                    queue,
                    kind.equals("all")
                            ? Map.of("RawMessageDelivery", "true")
                            : Map.of(
                                    "RawMessageDelivery",
                                    "true",
                                    "FilterPolicy",
                                    "{\"MetricType\":[\"%s\"]}".formatted(kind)));
        }
    }

    private void iot() {
        String topic = topic("iot", Map.of());
        String queue = queue("iot", Map.of(VISIBILITY_TIMEOUT, "300", POLICY, anybodyFrom(topic)));
        subscribe(topic, "sqs", queue, Map.of());
    }

    private void fifoOrders() {
        String arn = "arn:aws:sns:us-east-1:%s:orders.fifo".formatted(ACCOUNT);
        String topic =
                topic("orders.fifo", Map.of("FifoTopic", "true", "DisplayName", "Orders", "Policy", """
                {"Version":"2012-10-17","Statement":[{"Sid":"publisher","Effect":"Allow",\
                "Principal":{"AWS":"arn:aws:iam::%s:role/shop"},"Action":"sns:Publish","Resource":"%s"}]}""".formatted(
                                ACCOUNT, arn)));
        sns.tagResource(request -> request.resourceArn(topic)
                .tags(
                        Tag.builder().key("team").value("orders").build(),
                        Tag.builder().key("stage").value("prod").build()));
        subscribe(topic, "sqs", queue("orders.fifo", Map.of(FIFO_QUEUE, "true", POLICY, anybodyFrom(topic))), Map.of());
    }

    private void everything() {
        String role = "arn:aws:iam::%s:role/feedback".formatted(ACCOUNT);
        String topic = topic("everything.fifo", Map.of("FifoTopic", "true"));
        Map<String, String> attributes = new HashMap<>(
                Map.of(
                        "KmsMasterKeyId", "alias/events",
                        "TracingConfig", "Active",
                        "FifoThroughputScope", "MessageGroup",
                        "ContentBasedDeduplication", "true",
                        "SignatureVersion", "2",
                        "ArchivePolicy", "{\"MessageRetentionPeriod\":\"30\"}",
                        "DeliveryPolicy",
                                "{\"http\":{\"defaultHealthyRetryPolicy\":{\"numRetries\":7,\"minDelayTarget\":1,\"maxDelayTarget\":60}}}"));
        for (String protocol : List.of("HTTP", "SQS", "Lambda", "Firehose", "Application")) {
            attributes.put(protocol + "SuccessFeedbackRoleArn", role);
            attributes.put(protocol + "FailureFeedbackRoleArn", role);
            attributes.put(protocol + "SuccessFeedbackSampleRate", "50");
        }
        attributes.put("Policy", """
                {"Version":"2012-10-17","Statement":[\
                {"Sid":"pub","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%1$s:root"},"Action":"sns:Publish","Resource":"%2$s"},\
                {"Sid":"sub","Effect":"Allow","Principal":"*","Action":["sns:Subscribe","sns:Receive"],"Resource":"%2$s",\
                "Condition":{"StringLike":{"sns:Endpoint":"%2$s"}}}]}""".formatted(ACCOUNT, topic));
        attributes.forEach((name, value) -> sns.setTopicAttributes(
                request -> request.topicArn(topic).attributeName(name).attributeValue(value)));
        sns.putDataProtectionPolicy(request -> request.resourceArn(topic).dataProtectionPolicy("""
                {"Name":"cards","Description":"cards \\\\d","Version":"2021-06-01","Statement":[{"DataDirection":"Inbound","Principal":["*"],\
                "DataIdentifier":["arn:aws:dataprotection::aws:data-identifier/CreditCardNumber"],\
                "Operation":{"Deny":{}}}]}"""));
        sns.tagResource(request -> request.resourceArn(topic)
                .tags(Tag.builder().key("Example").value("complete").build()));
        String queue = queue(
                "everything.fifo",
                Map.of(
                        FIFO_QUEUE, "true",
                        DEDUPLICATION_SCOPE, "messageGroup",
                        FIFO_THROUGHPUT_LIMIT, "perMessageGroupId",
                        KMS_MASTER_KEY_ID, "alias/events",
                        POLICY, anybodyFrom(topic)));
        sqs.tagQueue(request -> request.queueUrl(url("everything.fifo")).tags(Map.of("Example", "complete")));
        subscribe(topic, "sqs", queue, Map.of());
    }

    private void oneQueue() {
        String letters =
                queue("jobs-poison", Map.of(DELAY_SECONDS, "120", REDRIVE_ALLOW_POLICY, """
                        {"redrivePermission":"byQueue","sourceQueueArns":["%s"]}""".formatted(arn("jobs"))));
        queue(
                "jobs",
                Map.of(
                        VISIBILITY_TIMEOUT, "120",
                        MAXIMUM_MESSAGE_SIZE, "1024",
                        KMS_MASTER_KEY_ID, "alias/aws/sqs",
                        KMS_DATA_KEY_REUSE_PERIOD_SECONDS, "600",
                        REDRIVE_POLICY, redrive(letters, 2)));
        queues.add("jobs");
    }

    private void anotherRegion() {
        String topic = "arn:aws:sns:us-west-2:%s:catalog".formatted(ACCOUNT);
        topics.add(topic);
        String types = IntStream.rangeClosed(1, 35)
                .mapToObj("{\"eventType\":[\"CatalogItem%d\"]}"::formatted)
                .collect(Collectors.joining(","));
        String letters = queue("catalog-undone", Map.of(MESSAGE_RETENTION_PERIOD, FORTNIGHT));
        String queue = queue(
                "catalog",
                Map.of(
                        MESSAGE_RETENTION_PERIOD,
                        FORTNIGHT,
                        VISIBILITY_TIMEOUT,
                        "120",
                        KMS_MASTER_KEY_ID,
                        "alias/catalog",
                        REDRIVE_POLICY,
                        redrive(letters, 3),
                        POLICY,
                        anybodyFrom(topic)));
        sqs.tagQueue(request -> request.queueUrl(url("catalog"))
                .tags(IntStream.rangeClosed(1, 7)
                        .boxed()
                        .collect(Collectors.toMap(i -> "tag" + i, i -> "value " + i))));
        subscribe(
                topic,
                "sqs",
                queue,
                Map.of("FilterPolicyScope", "MessageBody", "FilterPolicy", "{\"$or\":[" + types + "]}"));
    }

    private void dispatcher() {
        String topic = topic("dispatcher", Map.of());
        String letters = queue("dispatcher-failed", Map.of());
        for (String application : List.of("mail", "push", "sms")) {
            String queue = queue(
                    "dispatch-" + application,
                    Map.of(
                            VISIBILITY_TIMEOUT,
                            "3600",
                            RECEIVE_MESSAGE_WAIT_TIME_SECONDS,
                            "20",
                            REDRIVE_POLICY,
                            redrive(letters, 3),
                            POLICY,
                            anybodyFrom(topic)));
            subscribe(
                    topic,
                    "sqs",
                    queue,
                    Map.of(
                            "RawMessageDelivery",
                            "true",
                            "FilterPolicyScope",
                            "MessageBody",
                            "FilterPolicy",
                            "{\"type\":[\"%s\"]}".formatted(application)));
        }
    }

    private void prices() {
        String topic = topic("prices.fifo", Map.of("FifoTopic", "true", "ContentBasedDeduplication", "false"));
        for (String name : List.of("wholesale.fifo", "retail.fifo", "analytics")) {
            Map<QueueAttributeName, String> attributes = new HashMap<>(Map.of(POLICY, anybodyFrom(topic)));
            if (name.endsWith(".fifo")) {
                attributes.put(FIFO_QUEUE, "true");
                attributes.put(CONTENT_BASED_DEDUPLICATION, "true");
            }
            String queue = queue(name, attributes);
            subscribe(
                    topic,
                    "sqs",
                    queue,
                    name.equals("analytics")
                            ? Map.of()
                            : Map.of(
                                    "FilterPolicyScope",
                                    "MessageBody",
                                    "FilterPolicy",
                                    "{\"business\":[\"%s\"]}".formatted(name.replace(".fifo", ""))));
        }
    }

    private void firehose() {
        subscribe(
                topic("lake", Map.of()),
                "firehose",
                "arn:aws:firehose:us-east-1:%s:deliverystream/lake".formatted(ACCOUNT),
                Map.of("SubscriptionRoleArn", "arn:aws:iam::%s:role/lake".formatted(ACCOUNT)));
    }

    private void databaseEvents() {
        String topic = topic("rds", Map.of());
        sns.setTopicAttributes(
                request -> request.topicArn(topic).attributeName("Policy").attributeValue("""
                {"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.rds.amazonaws.com"},\
                "Action":"sns:Publish","Resource":"%s"}]}""".formatted(topic)));
        subscribe(topic, "email", "dba@example.com", Map.of());
    }

    private void satellite() {
        String topic = topic("NewObject", Map.of());
        topics.clear();
        topics.add(topic);
        String queue = queue("radar", Map.of(POLICY, """
                {"Version":"2012-10-17","Statement":[\
                {"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"%1$s",\
                "Condition":{"ArnEquals":{"aws:SourceArn":"%2$s"}}},\
                {"Sid":"reader","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%3$s:role/reader"},\
                "Action":["sqs:ReceiveMessage","sqs:DeleteMessage"],"Resource":"%1$s"},\
                {"Sid":"tls","Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"%1$s",\
                "Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}""".formatted(arn("radar"), topic, ACCOUNT)));
        subscribe(
                topic,
                "sqs",
                queue,
                Map.of(
                        "FilterPolicyScope",
                        "MessageBody",
                        "FilterPolicy",
                        "{\"Records\":{\"s3\":{\"object\":{\"key\":[{\"prefix\":\"ABI-L2\"}]}}}}"));
    }

    private void mixed() {
        String topic = topic("mixed", Map.of("KmsMasterKeyId", "alias/aws/sns"));
        String letters = queue("mixed-undelivered", Map.of(POLICY, anybodyFrom(topic)));
        for (String name : List.of("cheap", "dear")) {
            boolean isDear = name.equals("dear");
            subscribe(
                    topic,
                    "sqs",
                    queue(name, Map.of(POLICY, anybodyFrom(topic))),
                    Map.of(
                            "RawMessageDelivery",
                            "true",
                            "FilterPolicyScope",
                            isDear ? "MessageAttributes" : "MessageBody",
                            "FilterPolicy",
                            isDear
                                    ? "{\"price\":[{\"numeric\":[\">=\",100]}]}"
                                    : "{\"price\":[{\"numeric\":[\"<\",100]}]}"));
        }
        subscribe(
                topic,
                "firehose",
                "arn:aws:firehose:us-east-1:%s:deliverystream/orders".formatted(ACCOUNT),
                Map.of("SubscriptionRoleArn", "arn:aws:iam::%s:role/orders".formatted(ACCOUNT)));
        subscribe(
                topic,
                "lambda",
                "arn:aws:lambda:us-east-1:%s:function:orders".formatted(ACCOUNT),
                Map.of(
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"%s\"}".formatted(letters),
                        "FilterPolicy",
                        "{\"kind\":[{\"anything-but\":[\"test\"]}]}"));
        subscribe(topic, "https", "https://shop:s3cret@orders.example/hook", Map.of());
        subscribe(topic, "sms", "+14155550100", Map.of());
        subscribe(topic, "sqs", "arn:aws:sqs:eu-west-1:123456789012:theirs", Map.of("RawMessageDelivery", "true"));
    }

    private void twoTopics() {
        String first = topic("refunds", Map.of());
        String second = topic("returns", Map.of());
        String queue = queue("ledgers", Map.of(POLICY, """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},\
                "Action":"sqs:SendMessage","Resource":"%s","Condition":{"ArnLike":{"aws:SourceArn":["%s","%s"]}}}]}""".formatted(arn("ledgers"), first, second)));
        subscribe(first, "sqs", queue, Map.of("RawMessageDelivery", "true"));
        subscribe(second, "sqs", queue, Map.of());
    }

    private void withoutTopic() {
        queue("uploads-prod", Map.of(POLICY, """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},\
                "Action":"sqs:SendMessage","Resource":"%s","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:*:*:uploads"}}},\
                {"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"%s"}]}""".formatted(arn("uploads-prod"), arn("uploads-prod"))));
        queues.add("uploads-prod");
    }

    private String topic(String name, Map<String, String> attributes) {
        topics.add(name);
        return sns.createTopic(request -> request.name(name).attributes(attributes))
                .topicArn();
    }

    private String queue(String name, Map<QueueAttributeName, String> attributes) {
        Map<QueueAttributeName, String> first = new HashMap<>(attributes);
        first.remove(REDRIVE_POLICY);
        first.remove(POLICY);
        sqs.createQueue(request -> request.queueName(name).attributes(first));
        Map<QueueAttributeName, String> rest = new HashMap<>(attributes);
        rest.keySet().retainAll(List.of(REDRIVE_POLICY, POLICY));
        if (!rest.isEmpty()) {
            sqs.setQueueAttributes(request -> request.queueUrl(url(name)).attributes(rest));
        }
        return arn(name);
    }

    private void subscribe(String topic, String protocol, String endpoint, Map<String, String> attributes) {
        sns.subscribe(request ->
                request.topicArn(topic).protocol(protocol).endpoint(endpoint).attributes(attributes));
    }

    private String url(String name) {
        return sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
    }

    private static String arn(String queue) {
        return "arn:aws:sqs:us-east-1:%s:%s".formatted(ACCOUNT, queue);
    }

    private static String redrive(String letters, int receives) {
        return "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}".formatted(letters, receives);
    }

    /** A policy in the form of older public templates. */
    private static String anybodyFrom(String topic) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"SQS:SendMessage",\
                "Resource":"*","Condition":{"ArnEquals":{"aws:SourceArn":"%s"}}}]}""".formatted(topic);
    }
}
