package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import event.JsonEvents;
import io.cloudevents.CloudEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import local.http.HttpAnswer;
import local.http.LoopbackServer;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Backbone;
import testing.MessageCount;

/** A service and a bean as handlers of several events at once. */
class BatchedHandlerTest {
    private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    private final List<List<String>> batches = new CopyOnWriteArrayList<>();
    private Function<List<String>, HttpAnswer> answer = ids -> HttpAnswer.of(200, "text/plain", "thanks");
    private LoopbackServer service;
    private Backbone backbone;
    private String queue;

    @BeforeEach
    void serve() {
        service = LoopbackServer.start("service", 0, call -> {
            requests.add(Map.of("call", call.method() + " " + call.uri(), "type", call.header("Content-Type")));
            List<String> ids = ids(JsonEvents.read(call.body()));
            batches.add(ids);
            return answer.apply(ids);
        });
    }

    @AfterEach
    void stop() {
        backbone.close();
        service.close();
    }

    @Test
    void a_service_gets_one_post_in_the_json_batch_format() {
        start(service.endpoint() + "/bill");

        send(5);

        awaitAllDone();
        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request).containsEntry("call", "POST /bill");
            assertThat(request.get("type")).startsWith("application/cloudevents-batch+json");
        });
        assertThat(batches.get(0)).containsExactlyInAnyOrder("e-0", "e-1", "e-2", "e-3", "e-4");
        assertThat(letters()).isZero();
    }

    @Test
    void a_service_names_the_events_that_have_failed() {
        answer =
                ids -> HttpAnswer.of(200, "application/json", "{\"batchItemFailures\":[{\"itemIdentifier\":\"e-3\"}]}");
        start(service.endpoint() + "/bill");

        send(5);

        await().untilAsserted(() -> assertThat(letters()).isOne());
        awaitAllDone();
        assertThat(batches).hasSize(1);
    }

    /** The service refuses one of five events, and does not report which. */
    @Test
    void a_service_that_permanently_refuses_a_batch_gets_each_event_alone() {
        answer = ids -> ids.contains("e-3")
                ? HttpAnswer.of(400, "text/plain", "bad request")
                : HttpAnswer.of(204, "text/plain", "");
        start(service.endpoint() + "/bill");

        send(5);

        await().untilAsserted(() -> assertThat(letters()).isOne());
        awaitAllDone();
        assertThat(batches).hasSize(6);
        assertThat(batches.subList(1, 6)).allSatisfy(batch -> assertThat(batch).hasSize(1));
    }

    @Test
    void a_route_of_the_user_gets_a_list_and_may_send_it_to_a_service() {
        List<Object> bodies = new CopyOnWriteArrayList<>();
        start("direct:bill", new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:bill")
                        .process(exchange -> bodies.add(exchange.getMessage().getBody()))
                        .to(service.endpoint() + "/bill");
            }
        });

        send(5);

        awaitAllDone();
        assertThat(bodies)
                .singleElement()
                .satisfies(body -> assertThat((List<?>) body)
                        .hasSize(5)
                        .allSatisfy(event -> assertThat(event).isInstanceOf(CloudEvent.class)));
        assertThat(batches).singleElement().satisfies(ids -> assertThat(ids).hasSize(5));
    }

    @Test
    void a_route_of_the_user_may_split_the_list() {
        List<Object> split = new CopyOnWriteArrayList<>();
        start("direct:bill", new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:bill")
                        .split(body())
                        .process(exchange -> split.add(exchange.getMessage().getBody()));
            }
        });

        send(5);

        awaitAllDone();
        assertThat(split).hasSize(5).allSatisfy(event -> assertThat(event).isInstanceOf(CloudEvent.class));
    }

    private void start(String handler, RouteBuilder... routes) {
        backbone = Backbone.of("""
                camel.route-template[billing].template-id = polling-consumer
                camel.route-template[billing].queue       = billing
                camel.route-template[billing].handler     = %s
                camel.route-template[billing].batch       = 5
                camel.route-template[billing].batchWait   = 5s
                camel.route-template[billing].maxAttempts = 1
                camel.route-template[billing].backoff     = 500ms
                camel.route-template[billing].maxBackoff  = 1s
                """.formatted(handler));
        backbone.before(aws -> {
            String letters = aws.sqs()
                    .createQueue(request -> request.queueName("billing-dead-letters"))
                    .queueUrl();
            queue = aws.sqs()
                    .createQueue(request -> request.queueName("billing")
                            .attributes(Map.of(
                                    QueueAttributeName.REDRIVE_POLICY,
                                    "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":100}"
                                            .formatted(aws.sqs()
                                                    .getQueueAttributes(asked -> asked.queueUrl(letters)
                                                            .attributeNames(QueueAttributeName.QUEUE_ARN))
                                                    .attributes()
                                                    .get(QueueAttributeName.QUEUE_ARN)))))
                    .queueUrl();
        });
        for (RouteBuilder each : routes) {
            backbone.routes(each);
        }
        backbone.start();
    }

    private void send(int count) {
        IntStream.range(0, count)
                .mapToObj(number -> "e-" + number)
                .forEach(id -> backbone.aws()
                        .sqs()
                        .sendMessage(request -> request.queueUrl(queue)
                                .messageBody("{\"order\":1}")
                                .messageAttributes(Map.of(
                                        "ce_id",
                                        MessageAttributeValue.builder()
                                                .dataType("String")
                                                .stringValue(id)
                                                .build()))));
    }

    private void awaitAllDone() {
        await().untilAsserted(() -> assertThat(count(queue)).isZero());
    }

    private int letters() {
        return count(queue + "-dead-letters");
    }

    private int count(String url) {
        return MessageCount.in(url, backbone.aws().sqs());
    }

    private static List<String> ids(JsonNode batch) {
        return StreamSupport.stream(batch.spliterator(), false)
                .map(event -> event.path("id").asText())
                .collect(Collectors.toList());
    }
}
