package cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static testing.FreePort.freePort;

import configuration.ConfigurationException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.RequiredSearch;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import testing.Backbone;

/** The metrics show the application's calls to AWS and their costs. */
class CostsTest {
    private static final String ROUTES = """
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = log:billed?level=DEBUG
            camel.route-template[orders].template-id     = publish
            camel.route-template[orders].from            = direct:order
            camel.route-template[orders].topic           = orders
            """;

    private static final String ALL_ROUTES = "eventType=\"context\"";
    private static final String ENDPOINTS = "camel_exchange_event_notifier";

    private final Backbone backbone = Backbone.of(ROUTES)
            .property("camel.management.enabled", "true")
            .before(aws -> {
                aws.sqs().createQueue(request -> request.queueName("billing"));
                aws.sns().createTopic(request -> request.name("orders"));
            });

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void a_consumer_costs_its_queue_calls_and_two_ledger_writes_a_message() {
        backbone.before(aws -> sendNumbers(100)).start();

        await().untilAsserted(() -> {
            assertThat(value("caravan.messages", "name", "billing")).isEqualTo(100);
            double calls = backbone.cloud().sqs().count("ReceiveMessage")
                    + backbone.cloud().sqs().count("DeleteMessageBatch");
            assertThat(value("caravan.calls.per.message", "name", "billing")).isEqualTo(calls / 100);
            assertThat(value("caravan.ledger.writes.per.message", "name", "billing"))
                    .isEqualTo(2);
            assertThat(value("caravan.price.per.million.messages", "name", "billing"))
                    .isCloseTo(calls / 100 * 0.40 + 2 * 0.625, within(1e-9));
        });
    }

    @Test
    void a_publisher_costs_one_call_and_one_ledger_write_for_a_lone_event() {
        backbone.property("price.sns", "100")
                .property("price.dynamodb-write", "10")
                .start();

        backbone.context().createProducerTemplate().sendBody("direct:order", "{}");

        assertThat(value("caravan.messages", "name", "orders")).isEqualTo(1);
        assertThat(value("caravan.calls.per.message", "name", "orders")).isEqualTo(1);
        assertThat(value("caravan.ledger.writes.per.message", "name", "orders")).isEqualTo(1);
        assertThat(value("caravan.price.per.million.messages", "name", "orders"))
                .isEqualTo(110);
    }

    /** AWS bills each started 64 KB as a request of its own. */
    @Test
    void a_large_message_is_billed_as_several_calls_when_published_and_when_received() {
        String large = "x".repeat(200_000);
        backbone.property("price.sns", "100")
                .property("price.dynamodb-write", "10")
                .before(aws -> aws.sqs()
                        .sendMessage(request -> request.queueUrl(aws.sqs()
                                        .getQueueUrl(queue -> queue.queueName("billing"))
                                        .queueUrl())
                                .messageBody(large)))
                .start();

        backbone.context().createProducerTemplate().sendBody("direct:order", large);

        assertThat(value("caravan.calls.per.message", "name", "orders")).isEqualTo(1);
        assertThat(value("caravan.price.per.million.messages", "name", "orders"))
                .isEqualTo(4 * 100 + 10);
        await().untilAsserted(() -> {
            assertThat(value("caravan.messages", "name", "billing")).isEqualTo(1);
            double calls = value("caravan.calls.per.message", "name", "billing");
            assertThat(value("caravan.price.per.million.messages", "name", "billing"))
                    .isCloseTo((calls + 3) * 0.40 + 2 * 10, within(1e-9));
        });
    }

    @Test
    void each_call_to_aws_is_counted_by_service_and_action() {
        backbone.start();
        int before = backbone.cloud().sqs().count("SendMessageBatch");
        sendNumbers(20);

        await().untilAsserted(() ->
                assertThat(value("caravan.messages", "name", "billing")).isEqualTo(20));
        assertThat(value("caravan.aws.calls", "service", "sqs", "action", "SendMessageBatch"))
                .isEqualTo(before + 2);
        assertThat(backbone.cloud().dynamoDb().countStatements()).isEqualTo(40);
        assertThat(value("caravan.aws.calls", "service", "dynamodb", "action", "BatchExecuteStatement"))
                .isEqualTo(backbone.cloud().dynamoDb().count("BatchExecuteStatement"))
                .isLessThanOrEqualTo(20);
    }

    @Test
    void an_attempt_of_the_sdk_is_a_call() {
        backbone.start();
        backbone.cloud().sns().faults().on("PublishBatch").times(2).internalError();

        backbone.context().createProducerTemplate().sendBody("direct:order", "{}");

        assertThat(value("caravan.aws.calls", "service", "sns", "action", "PublishBatch"))
                .isEqualTo(3);
    }

    @Test
    void the_metrics_endpoint_shows_costs() throws Exception {
        assertThat(metricsOfOneEvent())
                .contains("caravan_aws_calls_total{action=\"PublishBatch\",service=\"sns\"} 1.0")
                .contains("caravan_messages_total{name=\"orders\",of=\"topic\"} 1.0")
                .contains("caravan_publication_records_dropped_total 0.0")
                .contains("caravan_calls_per_message{name=\"billing\",of=\"route\"} NaN")
                .contains("caravan_price_per_million_messages{name=\"orders\",of=\"topic\"} 1.125");
    }

    @Test
    void camels_metrics_are_shown_only_for_routes_that_consume_no_queue() throws Exception {
        assertThat(metricsOfOneEvent())
                .containsPattern("camel_exchanges_total\\{[^}]*routeId=\"orders\"[^}]*} 1\\.0")
                .doesNotContain("routeId=\"billing\"")
                .doesNotContain(ALL_ROUTES)
                .doesNotContain(ENDPOINTS);
    }

    @Test
    void camels_other_metrics_are_shown_if_they_are_switched_on() throws Exception {
        backbone.property("camel.metrics.route-policy-level", "all")
                .property("camel.metrics.enable-exchange-event-notifier", "true");

        assertThat(metricsOfOneEvent()).contains(ALL_ROUTES).contains(ENDPOINTS).contains("routeId=\"billing\"");
    }

    private String metricsOfOneEvent() throws Exception {
        int port = freePort();
        backbone.property("listen.management", String.valueOf(port)).start();
        backbone.context().createProducerTemplate().sendBody("direct:order", "{}");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    @Test
    void an_application_without_metrics_counts_no_costs() {
        backbone.property("camel.metrics.enabled", "false")
                .property("camel.management.enabled", "false")
                .start();

        backbone.context().createProducerTemplate().sendBody("direct:order", "{}");

        assertThat(backbone.context().getRegistry().findByType(Costs.class)).isEmpty();
        assertThat(backbone.cloud().sns().count("PublishBatch")).isEqualTo(1);
    }

    @Test
    void a_price_that_is_no_number_stops_the_start() {
        backbone.property("price.sqs", "cheap").property("price.sns", "-1");

        Exception thrown = catchException(backbone::start);

        assertThat(ConfigurationException.in(thrown).orElseThrow().mistakes())
                .isEqualTo(List.of(
                        "price.sqs = cheap: must be a price in US dollars such as 0.40",
                        "price.sns = -1: must be a price in US dollars such as 0.40"));
    }

    private void sendNumbers(int count) {
        String url = backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName("billing"))
                .queueUrl();
        for (int from = 0; from < count; from += 10) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(from, from + 10)
                    .mapToObj(number -> SendMessageBatchRequestEntry.builder()
                            .id(String.valueOf(number))
                            .messageBody(String.valueOf(number))
                            .build())
                    .toList();
            backbone.aws()
                    .sqs()
                    .sendMessageBatch(request -> request.queueUrl(url).entries(entries));
        }
    }

    private double value(String name, String... tags) {
        MeterRegistry meters = backbone.context().getRegistry().findSingleByType(MeterRegistry.class);
        return RequiredSearch.in(meters)
                .name(name)
                .tags(tags)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }
}
