package routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import local.http.HttpAnswer;
import local.http.LoopbackServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Backbone;

/** A handler that is a URL: only the route decides where the request goes, whatever a message contains. */
class HttpHandlerTest {
    /** The headers by which a message would control Camel's HTTP components. */
    private static final List<String> STEERING = List.of(
            "CamelHttpUri",
            "CAMELHTTPURI",
            "CamelRestHttpUri",
            "CamelHttpPath",
            "CamelHttpQuery",
            "CamelHttpRawQuery",
            "CamelRestHttpQuery",
            "CamelHttpMethod",
            "CamelHttpBaseUri",
            "CamelHttpUrl",
            "CamelHttpHost",
            "CamelHttpPort",
            "CamelHttpScheme",
            "CamelHttpProtocolVersion");

    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> requestsElsewhere = new ConcurrentLinkedQueue<>();
    private volatile HttpAnswer answer = HttpAnswer.of(200, "text/plain", "");

    private final LoopbackServer service = LoopbackServer.start("service", 0, call -> {
        requests.add(call.method() + " " + call.uri() + " " + call.text());
        return answer;
    });
    private final LoopbackServer elsewhere = LoopbackServer.start("elsewhere", 0, call -> {
        requestsElsewhere.add(call.method() + " " + call.uri());
        return HttpAnswer.of(200, "text/plain", "");
    });

    private final Backbone backbone = Backbone.of("""
            camel.route-template[publish].template-id = publish
            camel.route-template[publish].from        = platform-http:/events/orders
            camel.route-template[publish].topic       = orders
            camel.route-template[fan-out].template-id = fan-out
            camel.route-template[fan-out].topic       = orders
            camel.route-template[fan-out].queue       = billing
            camel.route-template[billing].template-id = polling-consumer
            camel.route-template[billing].queue       = billing
            camel.route-template[billing].maxAttempts = 1
            camel.route-template[billing].handler     = %1$sbill
            camel.route-template[web].template-id     = push-consumer
            camel.route-template[web].path            = /sns/orders
            camel.route-template[web].topic           = orders
            camel.route-template[web].handler         = %1$sweb
            secret                                    = hunter2
            """.formatted(service.endpoint() + "/"));

    @AfterEach
    void stop() {
        backbone.close();
        service.close();
        elsewhere.close();
    }

    @Test
    void gets_each_message_at_its_own_url_whatever_the_attributes_of_the_message_are() {
        start();
        String queue = queue("billing");

        for (List<String> names : inMessages(STEERING)) {
            backbone.aws()
                    .sqs()
                    .sendMessage(r -> r.queueUrl(queue)
                            .messageBody("from a queue")
                            .messageAttributes(names.stream()
                                    .collect(Collectors.toMap(
                                            name -> name,
                                            name ->
                                                    software.amazon.awssdk.services.sqs.model.MessageAttributeValue
                                                            .builder()
                                                            .dataType("String")
                                                            .stringValue(value(name))
                                                            .build()))));
        }

        assertRequests("POST /bill from a queue", inMessages(STEERING).size());
    }

    @Test
    void gets_each_event_at_its_own_url_whatever_is_in_the_sns_envelope() {
        start();
        String attributes = STEERING.stream()
                .map(name -> "\"%s\":{\"Type\":\"String\",\"Value\":\"%s\"}".formatted(name, value(name)))
                .collect(Collectors.joining(","));

        backbone.aws().sqs().sendMessage(r -> r.queueUrl(queue("billing")).messageBody("""
                {"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:us-east-1:000000000000:orders",
                 "Message":"in an envelope","MessageAttributes":{%s}}""".formatted(attributes)));

        assertRequests("POST /bill in an envelope", 1);
    }

    @Test
    void gets_each_push_at_its_own_url_whatever_the_attributes_of_the_message_are() {
        start();
        String topic = backbone.aws().sns().createTopic(r -> r.name("orders")).topicArn();
        String subscription = backbone.aws()
                .sns()
                .subscribe(r -> r.topicArn(topic)
                        .protocol("http")
                        .endpoint(backbone.http() + "/sns/orders")
                        .attributes(Map.of("FilterPolicy", "{\"pushed\":[\"yes\"]}"))
                        .returnSubscriptionArn(true))
                .subscriptionArn();
        await().until(() -> backbone.aws()
                .sns()
                .getSubscriptionAttributes(r -> r.subscriptionArn(subscription))
                .attributes()
                .get("PendingConfirmation")
                .equals("false"));

        for (List<String> names : inMessages(STEERING)) {
            Map<String, MessageAttributeValue> attributes =
                    names.stream().collect(Collectors.toMap(name -> name, name -> attribute(value(name))));
            attributes.put("pushed", attribute("yes"));
            backbone.aws()
                    .sns()
                    .publish(r -> r.topicArn(topic).message("pushed").messageAttributes(attributes));
        }

        await().untilAsserted(() -> assertThat(requests)
                .filteredOn(request -> request.startsWith("POST /web"))
                .hasSameSizeAs(inMessages(STEERING)));
        assertThat(requests).containsOnly("POST /web pushed", "POST /bill pushed");
        assertThat(requestsElsewhere).isEmpty();
    }

    @Test
    void gets_each_event_at_its_own_url_whatever_a_publisher_sends_as_headers_and_in_the_query() throws Exception {
        start();
        String query = STEERING.stream()
                .map(name -> name + "=" + URLEncoder.encode(value(name), UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(backbone.http() + "/events/orders?" + query))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("published"));
        STEERING.forEach(name -> request.header(name, value(name)));

        HttpResponse<String> answered =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answered.statusCode()).as(answered.body()).isEqualTo(202);
        assertRequests("POST /bill published", 1);
    }

    @Test
    void redirects_of_a_handler_are_not_followed() {
        start();
        answer = HttpAnswer.of(307, "text/plain", "").with("Location", elsewhere.endpoint() + "/");

        backbone.aws().sqs().sendMessage(r -> r.queueUrl(queue("billing")).messageBody("secret"));

        await().untilAsserted(() -> assertThat(backbone.aws()
                        .sqs()
                        .getQueueAttributes(r -> r.queueUrl(queue("billing-dead-letters"))
                                .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                        .attributes())
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "1"));
        assertRequests("POST /bill secret", 1);
    }

    private void start() {
        backbone.property("sns.local", backbone.cloud().snsItself().toString())
                .before(aws -> aws.sns().createTopic(r -> r.name("orders")))
                .start();
        for (String route : List.of("publish", "fan-out", "billing", "web")) {
            await().until(() -> backbone.context()
                    .getRouteController()
                    .getRouteStatus(route)
                    .isStarted());
        }
    }

    private void assertRequests(String request, int times) {
        await().untilAsserted(() -> assertThat(requests).hasSize(times));
        assertThat(requests).containsOnly(request);
        assertThat(requestsElsewhere).isEmpty();
    }

    /** A value that would change the request: another address, with a placeholder that Camel would resolve. */
    private String value(String name) {
        return switch (name) {
            case "CamelHttpMethod" -> "DELETE";
            case "CamelHttpPath" -> "/{{secret}}";
            case "CamelHttpQuery", "CamelHttpRawQuery", "CamelRestHttpQuery" -> "of={{secret}}";
            case "CamelHttpPort" -> String.valueOf(elsewhere.port());
            case "CamelHttpScheme" -> "http";
            case "CamelHttpProtocolVersion" -> "HTTP/1.0";
            default -> elsewhere.endpoint() + "/{{secret}}";
        };
    }

    /** Divides the names into several messages, because SQS and SNS accept ten attributes for each. */
    private static List<List<String>> inMessages(List<String> names) {
        List<List<String>> messages = new ArrayList<>();
        for (int i = 0; i < names.size(); i += 7) {
            messages.add(names.subList(i, Math.min(i + 7, names.size())));
        }
        return messages;
    }

    private static MessageAttributeValue attribute(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private String queue(String name) {
        return backbone.aws().sqs().getQueueUrl(r -> r.queueName(name)).queueUrl();
    }
}
