package routes;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

import configuration.ConfigurationCheck;
import configuration.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import local.Clients;
import local.LocalCloud;
import local.ProxiedCloud;
import local.faults.Call;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

class FanOutTest {
    private static final Duration SHORT_WHILE = Duration.ofMillis(500);

    private static ProxiedCloud cloud;
    private static SqsClient sqs;
    private static SnsClient sns;

    @TempDir
    Path directory;

    private Main application;
    private String topic;
    private String queue;

    @BeforeAll
    static void startCloud() {
        cloud = LocalCloud.withProxies();
        sqs = Clients.sqs(cloud.sqs().endpoint());
        sns = Clients.sns(cloud.sns().endpoint());
    }

    @AfterAll
    static void stopCloud() {
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
    void a_started_fan_out_has_created_its_subscriber() throws Exception {
        start(subscriber("billing", queue));

        publish("one", Map.of());

        assertReceived(queue, "one");
    }

    @Test
    void changes_nothing_when_it_starts_again() throws Exception {
        String properties = subscriber(
                "billing",
                queue,
                "filter = {\"order\":{\"total\":[{\"numeric\":[\">\",100]}]}}",
                "filter-scope = MessageBody");
        start(properties);
        cloud.reset();

        start(properties);

        assertThat(writes()).isEmpty();
    }

    @Test
    void changes_only_the_filter_when_only_the_filter_changed() throws Exception {
        start(subscriber("billing", queue, "types = OrderPlaced"));
        cloud.reset();

        start(subscriber("billing", queue, "types = OrderPaid"));

        assertThat(writes()).containsExactly("SetSubscriptionAttributes");
    }

    @Test
    void filters_by_type_and_by_any_attribute() throws Exception {
        start(
                subscriber("billing", queue, "types = OrderPlaced"),
                subscriber("vip", queue + "-vip", "filter = {\"customer\":[{\"prefix\":\"a&b+\"}]}"),
                subscriber("audit", queue + "-audit"));

        publish("placed", Map.of("ce_type", "OrderPlaced", "customer", "c"));
        publish("paid", Map.of("ce_type", "OrderPaid", "customer", "a&b+c"));

        assertReceived(queue + "-audit", "placed", "paid");
        assertReceived(queue, "placed");
        assertReceived(queue + "-vip", "paid");
    }

    @Test
    void filters_by_the_body_with_unescaped_json() throws Exception {
        start(
                subscriber(
                        "billing",
                        queue,
                        "filter = {\"order\":{\"total\":[{\"numeric\":[\">\",{{least}}]}]}}",
                        "filterScope = MessageBody"),
                "least = 100");

        publish("{\"order\":{\"total\":99}}", Map.of());
        publish("{\"order\":{\"total\":101}}", Map.of());

        assertReceived(queue, "{\"order\":{\"total\":101}}");
    }

    @Test
    void starts_when_aws_is_available_and_delays_no_other_route() throws Exception {
        cloud.sns().faults().onEverything().unavailable();

        start(
                subscriber("billing", queue),
                "camel.routecontroller.enabled = true\ncamel.routecontroller.backOffDelay = 200");

        await().until(() -> status("other") == ServiceStatus.Started);
        await().during(SHORT_WHILE).until(() -> status("billing") != ServiceStatus.Started);
        assertThat(cloud.sns().count("Subscribe")).isZero();

        cloud.sns().faults().clear();

        await().until(() -> status("billing") == ServiceStatus.Started);
        publish("one", Map.of());
        assertReceived(queue, "one");
    }

    @Test
    void makes_no_call_before_it_starts() throws Exception {
        start(subscriber("billing", queue), "camel.main.auto-startup = false");

        assertThat(cloud.sns().calls()).isEmpty();
        assertThat(cloud.sqs().calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            topic = orders | queue is missing: must be given, or protocol and endpoint
            topic = orders; protocol = email | endpoint is missing: must be given with a protocol
            topic = orders; queue = a; protocol = email | protocol = email: must be left out where a queue is given
            topic = orders; queue = a; endpoint = b | endpoint = b: must be left out where a queue is given
            topic = orders; queue = a.fifo | queue = a.fifo: must be a standard queue: SNS delivers to a FIFO queue \
            from a FIFO topic only
            topic = o.fifo; protocol = https; endpoint = https://a | protocol = https: must be left out: a FIFO topic \
            delivers to queues only
            topic = orders; protocol = fax; endpoint = 1 | protocol = fax: must be one of sqs, https, http, \
            email, email-json, sms, application, lambda, firehose
            topic = orders; protocol = sms; endpoint = 1; raw = true | raw = true: must be false or left out: SNS has a \
            form of its own for sms
            topic = orders; protocol = firehose; endpoint = arn | role is missing: must be given: the ARN of the role \
            with which SNS writes
            topic = orders; protocol = https; endpoint = http://a | endpoint = http://a: must be an address that begins \
            with https://
            topic = orders; protocol = email; endpoint = a | endpoint = a: must be a mail address
            topic = orders; protocol = sms; endpoint = a | endpoint = a: must be a phone number such as +14155550100
            topic = orders; protocol = lambda; endpoint = a | endpoint = a: must be an ARN
            topic = orders; queue = a; deadLetters = a | deadLetters = a: must be another queue than the queue itself
            topic = orders; queue = a; deadLetters = b.fifo | deadLetters = b.fifo: must be a standard queue, as the \
            queue is
            topic = orders; queue = a; deadLetters = none; maxReceiveCount = 5 | maxReceiveCount = 5: must be left out \
            where deadLetters is none
            topic = orders; queue = a; undelivered = b.fifo | undelivered = b.fifo: must be none or a standard queue, as \
            the topic is
            topic = orders; protocol = email; endpoint = a@b.example; undelivered = b | undelivered = b: must be left \
            out with protocol: deadLetters names the queue
            topic = orders; queue = a; senders = S3 | senders = S3: must be AWS services, each once, separated by \
            commas, such as s3, events, cloudwatch, events.rds
            topic = orders; queue = a; statements = {"Effect":"Allow"} | statements = {"Effect":"Allow"}: must be a list \
            of policy statements in JSON, each with Effect, Principal and Action
            topic = orders; queue = a; redriveAllow = all, b | redriveAllow = all, b: must be all, none, or the names or \
            ARNs of 1 to 10 queues, each once, separated by commas
            topic = orders; queue = a; maxMessageSize = 1023 | maxMessageSize = 1023: must be a whole number from 1024 \
            to 1048576
            topic = orders; queue = a; receiveWait = 500ms | receiveWait = 500ms: must be a whole number of seconds
            topic = orders; protocol = email; endpoint = a@b.example; deadLetters = b.fifo | deadLetters = b.fifo: must be \
            a standard queue, as the topic is
            topic = orders; protocol = sqs; endpoint = a | endpoint = a: must be the ARN of a queue of others; one of yours \
            is written as queue
            topic = orders; queue = a b | queue = a b: must be a queue name: 1 to 80 letters, digits, - and _, with \
            .fifo at the end for a FIFO queue
            topic = orders; queue = a; maxReceiveCount = 0 | maxReceiveCount = 0: must be a whole number from 1 to 1000
            topic = orders; queue = a; filter = {"type":"a"} | filter = {"type":"a"}: must be a filter policy in which \
            "type" is a list of values, such as ["a"]
            topic = orders; queue = a; filter = {"type":["a"] | filter = {"type":["a"]: must be a filter policy in \
            JSON, with each key once, such as {"ce_type":["OrderPlaced"]}
            topic = orders; queue = a; filter = {"b":{"c":["d"]}} | filter = {"b":{"c":["d"]}}: must be a filter policy \
            in which "b" is a list of values, not an object: only the scope MessageBody nests
            topic = orders; queue = a; retention = 59s | retention = 59s: must be a duration such as 500ms, 30s or 15m, \
            from 1m to 14d
            topic = orders; queue = a; retention = 61500ms | retention = 61500ms: must be a whole number of seconds
            topic = orders; queue = a; delay = 16m | delay = 16m: must be a duration such as 500ms, 30s or 15m, from 0s \
            to 15m
            topic = orders; queue = a; visibilityTimeout = 13h | visibilityTimeout = 13h: must be a duration such as \
            500ms, 30s or 15m, from 0s to 12h
            topic = orders; queue = a; encryption = aes | encryption = aes: must be sqs, none, or the id, ARN or alias \
            of a KMS key
            topic = orders; queue = a; encryption = alias/aws/sqs | encryption = alias/aws/sqs: must be sqs, none, or \
            a KMS key of yours: SNS cannot use alias/aws/sqs
            topic = orders; queue = a; highThroughput = true | highThroughput = true: must be left out: it is for FIFO \
            queues
            topic = orders; queue = a; tags = team | tags = team: must be up to 49 tags such as \
            team=billing,stage=production, each key once, without aws: and caravan
            topic = orders; protocol = email; endpoint = a@b.example; retention = 1d | retention = 1d: must be left out \
            where no queue is given
            queue = a | topic is missing: must be a topic's name (1 to 256 letters, digits, - and _, with .fifo at the \
            end for a FIFO topic) or its ARN
            """)
    void refuses_in_one_line_what_aws_would_refuse(String parameters, String line) {
        String properties = route("billing", parameters.split("; "));

        Exception refusal = catchException(() -> start(properties));

        assertThat(ConfigurationException.in(refusal).orElseThrow(() -> new AssertionError(refusal)))
                .hasMessage("route billing: " + line);
        assertThat(cloud.sns().calls()).isEmpty();
    }

    @Test
    void refuses_two_routes_with_different_settings_for_one_queue() {
        String first = route("billing", "topic = orders", "queue = a", "retention = 7d");

        assertThat(refusal(first, route("more", "topic = more", "queue = a", "retention = 3d")))
                .isEqualTo("route billing: retention = 7d: must be 3d, the retention of route more");
        assertThat(refusal(
                        route("billing", "topic = orders", "queue = a", "maxReceiveCount = 100"),
                        route("more", "topic = more", "queue = a", "maxReceiveCount = 60")))
                .isEqualTo("route billing: maxReceiveCount = 100: must be 60, the maxReceiveCount of route more");
        assertThat(refusal(
                        route("billing", "topic = orders", "queue = a", "deadLetters = b"),
                        route("more", "topic = more", "queue = a", "deadLetters = none")))
                .isEqualTo("route billing: deadLetters = b: must be none, the deadLetters of route more");
        assertThat(refusal(
                        route("billing", "topic = orders", "queue = a", "deadLetters = b"),
                        route("more", "topic = more", "queue = b", "deadLetters = a")))
                .isEqualTo("route billing: deadLetters = b: must be another queue: this one has its dead letters in the"
                        + " queue of route more");
    }

    private String refusal(String... properties) {
        Exception refusal = catchException(() -> start(properties));
        return ConfigurationException.in(refusal)
                .orElseThrow(() -> new AssertionError(refusal))
                .getMessage();
    }

    /** Starts an application with these properties, after the previous application has stopped. */
    private void start(String... properties) throws Exception {
        stopApplication();
        Path file = Files.writeString(directory.resolve("application.properties"), String.join("\n", properties));
        application = new Main();
        application.setPropertyPlaceholderLocations("file:" + file);
        application.addMainListener(new ConfigurationCheck());
        application.bind("sqs", sqs);
        application.bind("sns", sns);
        application.configure().addRoutesBuilder(new FanOut());
        application.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:other").routeId("other").log("other");
            }
        });
        application.start();
    }

    @AfterEach
    void stopApplication() {
        if (application != null) {
            application.stop();
        }
    }

    private String subscriber(String id, String name, String... more) {
        return route(
                id,
                Stream.concat(Stream.of("topic = " + topic, "queue = " + name), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static String route(String id, String... parameters) {
        return Stream.concat(Stream.of("template-id = fan-out"), Stream.of(parameters))
                .map(parameter -> "camel.route-template[%s].%s".formatted(id, parameter))
                .collect(joining("\n"));
    }

    private ServiceStatus status(String route) {
        return application.getCamelContext().getRouteController().getRouteStatus(route);
    }

    private void publish(String body, Map<String, String> attributes) {
        Map<String, MessageAttributeValue> values = attributes.entrySet().stream()
                .collect(toMap(
                        Map.Entry::getKey,
                        attribute -> MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(attribute.getValue())
                                .build()));
        sns.publish(r -> r.topicArn("arn:aws:sns:us-east-1:000000000000:" + topic)
                .message(body)
                .messageAttributes(values));
    }

    /** Asserts that these messages arrive, and no others within a short while. */
    private static void assertReceived(String name, String... expected) {
        String url = sqs.getQueueUrl(r -> r.queueName(name)).queueUrl();
        List<String> received = new ArrayList<>();
        await().during(SHORT_WHILE).untilAsserted(() -> {
            received.addAll(bodies(url));
            assertThat(received).containsExactlyInAnyOrder(expected);
        });
    }

    private static List<String> bodies(String url) {
        return sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10)).messages().stream()
                .map(Message::body)
                .toList();
    }

    /** Every call that writes. */
    private static List<String> writes() {
        return Stream.concat(cloud.sqs().calls().stream(), cloud.sns().calls().stream())
                .map(Call::action)
                .filter(action -> !action.startsWith("Get") && !action.startsWith("List"))
                .toList();
    }
}
