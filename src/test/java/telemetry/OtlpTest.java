package telemetry;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import configuration.ConfigurationException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import local.http.HttpAnswer;
import local.http.LoopbackServer;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.Message;
import testing.Backbone;

/** The SDK, switched on by {@code OTEL_*}, with a receiver of OTLP on loopback. */
class OtlpTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    private final Queue<ResourceSpans> received = new ConcurrentLinkedQueue<>();
    private final Queue<String> paths = new ConcurrentLinkedQueue<>();
    private final LoopbackServer receiver = LoopbackServer.start("otlp", 0, call -> {
        paths.add(call.uri());
        received.addAll(spansOf(call.body()));
        return HttpAnswer.of(200, "application/x-protobuf", "");
    });
    private final TreeSet<String> properties = new TreeSet<>();

    @AfterEach
    void stop() {
        properties.forEach(System::clearProperty);
        receiver.close();
    }

    @Test
    void one_trace_goes_from_the_http_caller_through_two_queues_and_a_failure_to_the_dead_letters() throws Exception {
        set("otel.exporter.otlp.endpoint", receiver.endpoint().toString());
        set("otel.bsp.schedule.delay", "50");
        Message letter;
        try (Backbone backbone = backbone().start()) {
            HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(backbone.http() + "/events/orders"))
                                    .headers("ce-id", "e-1", "ce-type", "OrderPlaced")
                                    .headers("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                                    .POST(BodyPublishers.ofString("{}"))
                                    .build(),
                            BodyHandlers.ofString());
            await().untilAsserted(() -> assertThat(spans())
                    .extracting(Span::getName, OtlpTest::outcome)
                    .contains(
                            tuple("send orders", ""),
                            tuple("receive billing", ""),
                            tuple("receive shipping", ""),
                            tuple("process billing", "handled"),
                            tuple("process shipping", "failed"),
                            tuple("process shipping", "dead"),
                            tuple("send shipping-dead-letters", ""),
                            tuple("settle billing", ""),
                            tuple("settle shipping", "")));
            letter = letter(backbone);
        }

        List<Span> ofTheTrace = spans().stream()
                .filter(span -> !span.getName().startsWith("receive"))
                .toList();
        assertThat(ofTheTrace)
                .allSatisfy(
                        span -> assertThat(hex(span.getTraceId().toByteArray())).isEqualTo(TRACE));
        assertThat(letter.messageAttributes().get("traceparent").stringValue()).startsWith("00-" + TRACE);
        assertThat(paths).containsOnly("/v1/traces");
        assertThat(received.stream()
                        .flatMap(one -> one.getResource().getAttributesList().stream())
                        .filter(attribute -> attribute.getKey().equals("service.name"))
                        .map(attribute -> attribute.getValue().getStringValue()))
                .containsOnly("shop");
        assertThat(parentsOf(ofTheTrace))
                .contains(
                        "send orders of the caller",
                        "process billing of send orders",
                        "process shipping of send orders",
                        "send shipping-dead-letters of process shipping",
                        "settle billing of process billing",
                        "settle shipping of process shipping");
    }

    @Test
    void a_stop_sends_the_last_spans() throws Exception {
        set("otel.exporter.otlp.endpoint", receiver.endpoint().toString());
        set("otel.bsp.schedule.delay", "3600000");
        try (Backbone backbone = backbone().start()) {
            backbone.context().createProducerTemplate().sendBody("aws2-sns:orders", "hello");
        }

        assertThat(spans()).extracting(Span::getName).contains("send orders");
    }

    @ParameterizedTest
    @CsvSource({
        "otel.traces.exporter, none",
        "otel.sdk.disabled, true",
    })
    void settings_that_switch_traces_off_take_precedence(String name, String value) {
        set("otel.exporter.otlp.endpoint", receiver.endpoint().toString());
        set(name, value);

        try (Backbone backbone = backbone().start()) {
            assertThat(Traces.of(backbone.context()).isOn()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "otel.traces.exporter, zebra",
        "otel.exporter.otlp.protocol, grpc",
        "otel.exporter.otlp.protocol, carrier-pigeon",
        "otel.bsp.schedule.delay, soon",
    })
    void a_setting_that_the_sdk_refuses_stops_the_start_with_one_line(String name, String value) {
        set("otel.exporter.otlp.endpoint", receiver.endpoint().toString());
        set(name, value);

        try (Backbone backbone = backbone()) {
            assertThatThrownBy(backbone::start)
                    .satisfies(thrown -> assertThat(ConfigurationException.in(thrown))
                            .hasValueSatisfying(mistake -> assertThat(mistake.mistakes())
                                    .singleElement()
                                    .asString()
                                    .startsWith("OTEL_*: ")));
        }
    }

    private Backbone backbone() {
        return Backbone.of("""
                camel.main.name = shop
                camel.route-template[publish-orders].template-id = publish
                camel.route-template[publish-orders].from        = platform-http:/events/orders
                camel.route-template[publish-orders].topic       = orders

                camel.route-template[orders-to-billing].template-id = fan-out
                camel.route-template[orders-to-billing].topic       = orders
                camel.route-template[orders-to-billing].queue       = billing

                camel.route-template[orders-to-shipping].template-id = fan-out
                camel.route-template[orders-to-shipping].topic       = orders
                camel.route-template[orders-to-shipping].queue       = shipping

                camel.route-template[billing].template-id = polling-consumer
                camel.route-template[billing].queue       = billing
                camel.route-template[billing].handler     = direct:bill

                camel.route-template[shipping].template-id = polling-consumer
                camel.route-template[shipping].queue       = shipping
                camel.route-template[shipping].handler     = direct:ship
                camel.route-template[shipping].maxAttempts = 2
                camel.route-template[shipping].backoff     = 10ms
                camel.route-template[shipping].maxBackoff  = 20ms
                """).routes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:bill").log("billed");
                from("direct:ship").throwException(new IllegalStateException("no ship"));
            }
        });
    }

    private void set(String property, String value) {
        properties.add(property);
        System.setProperty(property, value);
    }

    private List<Span> spans() {
        return received.stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    private static List<ResourceSpans> spansOf(byte[] body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body).getResourceSpansList();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> parentsOf(List<Span> spans) {
        return spans.stream()
                .map(span -> span.getName() + " of "
                        + spans.stream()
                                .filter(other -> other.getSpanId().equals(span.getParentSpanId()))
                                .map(Span::getName)
                                .findFirst()
                                .orElse(
                                        hex(span.getParentSpanId().toByteArray())
                                                        .equals(CALLER)
                                                ? "the caller"
                                                : "nobody"))
                .collect(toSet());
    }

    private static String outcome(Span span) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("caravan.outcome"))
                .map(KeyValue::getValue)
                .map(value -> value.getStringValue())
                .findFirst()
                .orElse("");
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    private static Message letter(Backbone backbone) {
        String url = backbone.aws()
                .sqs()
                .getQueueUrl(queue -> queue.queueName("shipping-dead-letters"))
                .queueUrl();
        return backbone.aws()
                .sqs()
                .receiveMessage(receive ->
                        receive.queueUrl(url).messageAttributeNames("All").waitTimeSeconds(5))
                .messages()
                .get(0);
    }
}
