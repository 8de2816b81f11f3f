package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import local.http.HttpAnswer;
import local.http.HttpCall;
import local.http.LoopbackServer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.component.mock.MockEndpoint;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Backbone;
import testing.MessageCount;

class PollingConsumerTest {
    private static final String ROUTE = """
            camel.route-template[billing].template-id = polling-consumer
            camel.route-template[billing].queue       = billing
            """;

    private Backbone backbone;
    private String queue;

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void hands_each_message_to_the_handler_and_deletes_it() throws Exception {
        start(ROUTE + "camel.route-template[billing].handler = mock:bill");
        MockEndpoint bill = backbone.context().getEndpoint("mock:bill", MockEndpoint.class);
        bill.expectedBodiesReceived("placed");

        send("placed");

        bill.assertIsSatisfied();
        await().untilAsserted(() -> assertThat(count(queue)).isZero());
    }

    /** {@code aws2-lambda} reports the failure of a function only in a header. */
    @Test
    void an_event_whose_function_failed_becomes_a_dead_letter_with_the_error_of_the_function() {
        start(ROUTE + """
                camel.route-template[billing].handler     = direct:function
                camel.route-template[billing].maxAttempts = 1
                """, new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:function")
                        .setHeader("CamelAwsLambdaFunctionError", constant("Unhandled"))
                        .setBody(constant("{\"errorMessage\":\"no stock\"}"));
            }
        });

        send("placed");

        await().untilAsserted(() -> assertThat(dead()).singleElement().satisfies(letter -> {
            assertThat(letter.body()).isEqualTo("placed");
            assertThat(letter.messageAttributes().get("caravan-cause").stringValue())
                    .contains("The function has failed (Unhandled)", "no stock");
        }));
    }

    private List<Message> dead() {
        return backbone.aws()
                .sqs()
                .receiveMessage(request ->
                        request.queueUrl(letters()).visibilityTimeout(0).messageAttributeNames("All"))
                .messages();
    }

    @Test
    void passes_further_attributes_to_the_handler_if_they_are_requested() throws Exception {
        start(ROUTE + """
                camel.route-template[billing].handler    = mock:bill
                camel.component.aws2-sqs.attribute-names = SentTimestamp
                """);
        MockEndpoint bill = backbone.context().getEndpoint("mock:bill", MockEndpoint.class);
        bill.expectedMessageCount(1);

        send("placed");

        bill.assertIsSatisfied();
        assertThat(bill.getExchanges().get(0).getIn().getHeader(Sqs2Constants.ATTRIBUTES))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsKey(MessageSystemAttributeName.SENT_TIMESTAMP);
    }

    /** The service answers no request before all of them have arrived. */
    @Test
    void an_http_handler_is_called_in_parallel_up_to_the_concurrency() throws Exception {
        List<HttpServerRequest> calls = new CopyOnWriteArrayList<>();
        try (LoopbackServer service = LoopbackServer.startAsynchronous("bill", 0, vertx -> call -> {
            calls.add(call);
            if (calls.size() == 60) {
                calls.forEach(one -> one.response().end());
            }
        })) {
            start(ROUTE + """
                    camel.route-template[billing].handler     = %s/bill
                    camel.route-template[billing].concurrency = 60
                    """.formatted(service.endpoint()));

            for (int order = 0; order < 60; order++) {
                send("placed");
            }

            await().untilAsserted(() -> assertThat(count(queue)).isZero());
            assertThat(calls).hasSize(60);
        }
    }

    @Test
    void an_http_handler_gets_percent_encoded_event_attributes_and_no_foreign_headers() {
        List<HttpCall> calls = new CopyOnWriteArrayList<>();
        try (LoopbackServer service = LoopbackServer.start("bill", 0, call -> {
            calls.add(call);
            return HttpAnswer.of(200, "text/plain", "");
        })) {
            start(ROUTE + """
                            camel.route-template[billing].handler = %s/bill?authMethod=Basic&authUsername=ana&authPassword=secret&authenticationPreemptive=true
                            """.formatted(service.endpoint()));
            Map<String, String> forged = Map.of(
                    "Authorization", "Basic Zm9yZ2Vk",
                    "Cookie", "a=b",
                    "X-Forwarded-User", "root",
                    "Content-Encoding", "gzip",
                    "CamelHttpUri", "http://127.0.0.1:1/");

            send("placed", attributes(forged, "ce_id", "注-1"));
            send("placed", attributes(forged, "ce_id", "單-1"));

            await().untilAsserted(() -> assertThat(calls).hasSize(2));
            assertThat(calls)
                    .extracting(call -> call.header("ce-id"))
                    .containsExactlyInAnyOrder("%E6%B3%A8-1", "%E5%96%AE-1");
            assertThat(calls).allSatisfy(call -> {
                assertThat(call.header("Authorization")).isEqualTo("Basic YW5hOnNlY3JldA==");
                assertThat(call.headers().names())
                        .doesNotContain("Cookie", "X-Forwarded-User", "Content-Encoding", "CamelHttpUri");
            });
        }
    }

    @Test
    void an_event_that_fails_maxattempts_times_becomes_a_dead_letter() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        start(ROUTE + """
                camel.route-template[billing].handler     = direct:fail
                camel.route-template[billing].maxAttempts = 2
                camel.route-template[billing].backoff     = 0s
                """, new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:fail").errorHandler(noErrorHandler()).process(exchange -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("no money");
                });
            }
        });

        send("placed");

        await().untilAsserted(() -> assertThat(count(letters())).isEqualTo(1));
        await().untilAsserted(() -> assertThat(count(queue)).isZero());
        assertThat(attempts).hasValue(2);
    }

    @Test
    void gives_up_at_once_on_a_permanent_failure() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        start(ROUTE + """
                camel.route-template[billing].handler   = direct:fail
                camel.route-template[billing].permanent = java.lang.IllegalStateException
                """, new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:fail").errorHandler(noErrorHandler()).process(exchange -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("no money");
                });
            }
        });

        send("placed");

        await().untilAsserted(() -> assertThat(count(letters())).isEqualTo(1));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void waits_for_a_missing_queue_and_delays_no_other_route() throws Exception {
        backbone = Backbone.of(ROUTE + """
                camel.route-template[billing].handler      = mock:bill
                camel.route-template[shipping].template-id = polling-consumer
                camel.route-template[shipping].queue       = shipping
                camel.route-template[shipping].handler     = mock:ship
                camel.routecontroller.enabled              = true
                camel.routecontroller.initial-delay        = 0
                camel.routecontroller.back-off-delay       = 200
                """)
                .before(aws -> aws.sqs().createQueue(request -> request.queueName("shipping")))
                .start();
        MockEndpoint bill = backbone.context().getEndpoint("mock:bill", MockEndpoint.class);
        MockEndpoint ship = backbone.context().getEndpoint("mock:ship", MockEndpoint.class);
        ship.expectedMessageCount(1);
        send("shipping", "paid");
        ship.assertIsSatisfied();

        bill.expectedMessageCount(1);
        makeQueue();
        send("placed");

        bill.assertIsSatisfied();
    }

    @Test
    void calls_an_http_handler_with_post_whatever_its_address_and_the_data_of_the_event() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        try (LoopbackServer service = LoopbackServer.start("handler", 0, call -> {
            calls.add(call.method() + " " + call.uri() + " " + call.header("ce-type"));
            return HttpAnswer.of(204, "text/plain", "");
        })) {
            start(ROUTE + "camel.route-template[billing].handler = " + service.endpoint() + "/bill?tenant=a");

            backbone.aws()
                    .sqs()
                    .sendMessage(request -> request.queueUrl(queue)
                            .messageBody("-")
                            .messageAttributes(Map.of(
                                    "ce_id", text("1"),
                                    "ce_source", text("/shop"),
                                    "ce_type", text("OrderPlaced"),
                                    "caravan-encoding", text("none"))));

            await().untilAsserted(() -> assertThat(calls).containsExactly("POST /bill?tenant=a OrderPlaced"));
            await().untilAsserted(() -> assertThat(count(queue)).isZero());
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private void start(String properties, RouteBuilder... handlers) {
        backbone = Backbone.of(properties);
        for (RouteBuilder handler : handlers) {
            backbone.routes(handler);
        }
        backbone.before(aws -> makeQueue());
        backbone.start();
        queue = url("billing");
    }

    private void makeQueue() {
        backbone.aws().sqs().createQueue(request -> request.queueName("billing-dead-letters"));
        backbone.aws()
                .sqs()
                .createQueue(request -> request.queueName("billing")
                        .attributes(Map.of(
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:billing-dead-letters\","
                                        + "\"maxReceiveCount\":50}")));
    }

    private String letters() {
        return url("billing-dead-letters");
    }

    private String url(String name) {
        return backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName(name))
                .queueUrl();
    }

    private void send(String body) {
        send("billing", body);
    }

    private void send(String name, String body) {
        backbone.aws().sqs().sendMessage(request -> request.queueUrl(url(name)).messageBody(body));
    }

    private void send(String body, Map<String, MessageAttributeValue> attributes) {
        backbone.aws()
                .sqs()
                .sendMessage(
                        request -> request.queueUrl(queue).messageBody(body).messageAttributes(attributes));
    }

    private static Map<String, MessageAttributeValue> attributes(
            Map<String, String> several, String name, String value) {
        Map<String, String> all = new HashMap<>(several);
        all.put(name, value);
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        all.forEach((key, text) -> attributes.put(
                key,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(text)
                        .build()));
        return attributes;
    }

    private int count(String url) {
        return MessageCount.in(url, backbone.aws().sqs());
    }
}
