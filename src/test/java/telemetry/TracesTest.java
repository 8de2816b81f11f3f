package telemetry;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import configuration.ConfigurationException;
import history.EventHistory;
import history.Published;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import ledger.Progress;
import local.http.HttpAnswer;
import local.http.LoopbackServer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import software.amazon.awssdk.services.sqs.model.Message;
import testing.Backbone;

/** The spans of an event on its way from an HTTP caller to handlers and dead letters. */
class TracesTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + CALLER + "-01";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();
    private final Queue<Object> traceparents = new ConcurrentLinkedQueue<>();
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pushes = new AtomicInteger();
    private Backbone backbone;

    @AfterEach
    void stop() {
        if (backbone != null) {
            backbone.close();
        }
        sdk.close();
    }

    @Test
    void an_event_is_in_the_trace_of_its_http_caller() throws Exception {
        start("direct:bill");

        post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "OrderPlaced");

        SpanData send = span("send orders");
        SpanData process = span("process billing");
        assertThat(send.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(send.getTraceId()).isEqualTo(TRACE);
        assertThat(send.getParentSpanId()).isEqualTo(CALLER);
        assertThat(send.getAttributes().asMap())
                .containsEntry(stringKey("messaging.system"), "aws.sns")
                .containsEntry(stringKey("messaging.destination.name"), "orders")
                .containsEntry(stringKey("messaging.operation.name"), "send")
                .containsEntry(stringKey("messaging.operation.type"), "send")
                .containsKey(stringKey("messaging.message.id"));
        assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(process.getTraceId()).isEqualTo(TRACE);
        assertThat(process.getParentSpanId()).isEqualTo(send.getSpanId());
        assertThat(process.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(process.getAttributes().asMap())
                .containsEntry(stringKey("messaging.system"), "aws_sqs")
                .containsEntry(stringKey("messaging.destination.name"), "billing")
                .containsEntry(stringKey("messaging.operation.name"), "process")
                .containsEntry(stringKey("messaging.operation.type"), "process")
                .containsEntry(stringKey("cloudevents.event_id"), "e-1")
                .containsEntry(stringKey("cloudevents.event_type"), "OrderPlaced")
                .containsEntry(stringKey("caravan.route"), "billing")
                .containsEntry(longKey("caravan.attempt"), 1L)
                .containsEntry(stringKey("caravan.outcome"), "handled")
                .containsKey(stringKey("messaging.message.id"));
    }

    @Test
    void a_handler_gets_the_trace_of_its_own_span() throws Exception {
        start("direct:bill");

        post("/events/orders", "traceparent", TRACEPARENT, "tracestate", "shop=1", "ce-id", "e-1", "ce-type", "A");

        SpanData process = span("process billing");
        assertThat(traceparents).containsExactly("00-" + TRACE + "-" + process.getSpanId() + "-01");
        assertThat(logged).containsExactly("billing e-1 " + TRACE);
    }

    @Test
    void an_http_handler_gets_the_trace_in_its_request_headers() throws Exception {
        Queue<String> headers = new ConcurrentLinkedQueue<>();
        try (LoopbackServer service = LoopbackServer.start("service", 0, call -> {
            headers.add(call.header("traceparent"));
            return HttpAnswer.of(200, "text/plain", "");
        })) {
            start(service.endpoint() + "/bill");

            post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "A");

            SpanData process = span("process billing");
            assertThat(headers).containsExactly("00-" + TRACE + "-" + process.getSpanId() + "-01");
        }
    }

    @Test
    void a_receive_and_a_delete_are_linked_to_the_spans_of_their_events() throws Exception {
        start("direct:bill");

        post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "A");

        SpanData receive = span("receive billing");
        SpanData settle = span("settle billing");
        assertThat(receive.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(receive.getAttributes().get(longKey("messaging.batch.message_count")))
                .isEqualTo(1);
        assertThat(receive.getAttributes().get(stringKey("messaging.operation.type")))
                .isEqualTo("receive");
        assertThat(linked(receive)).containsExactly(span("send orders").getSpanId());
        assertThat(settle.getParentSpanId()).isEqualTo(span("process billing").getSpanId());
        assertThat(settle.getAttributes().get(stringKey("caravan.settlement"))).isEqualTo("delete");
        assertThat(settle.getAttributes().get(stringKey("messaging.operation.type")))
                .isEqualTo("settle");
    }

    @Test
    void each_event_of_a_batch_has_a_span_and_a_shared_call_has_links_to_all() throws Exception {
        start("direct:bill");
        backbone.context().getRouteController().stopRoute("billing");

        String batch = """
                [{"specversion":"1.0","id":"e-1","source":"/s","type":"A","traceparent":"00-%s-00f067aa0ba902b8-01"},
                 {"specversion":"1.0","id":"e-2","source":"/s","type":"A"}]""".formatted("a".repeat(32));
        postBody(
                batch,
                "/events/orders",
                "traceparent",
                TRACEPARENT,
                "Content-Type",
                "application/cloudevents-batch+json");
        backbone.context().getRouteController().startRoute("billing");

        await().untilAsserted(() -> assertThat(spans("process billing")).hasSize(2));
        assertThat(spans("send orders"))
                .extracting(SpanData::getTraceId)
                .containsExactlyInAnyOrder("a".repeat(32), TRACE);
        assertThat(spans("process billing"))
                .extracting(SpanData::getParentSpanId)
                .containsExactlyInAnyOrderElementsOf(
                        spans("send orders").stream().map(SpanData::getSpanId).toList());
        await().untilAsserted(() -> assertThat(spans("settle billing").stream()
                        .mapToLong(span -> span.getAttributes().get(longKey("messaging.batch.message_count"))))
                .allSatisfy(count -> assertThat(count).isPositive())
                .matches(counts -> counts.stream().mapToLong(Long::longValue).sum() == 2));
        assertThat(spans("receive billing").stream().flatMap(span -> linked(span).stream()))
                .containsExactlyInAnyOrderElementsOf(
                        spans("send orders").stream().map(SpanData::getSpanId).toList());
    }

    @Test
    void a_handler_that_gets_several_events_has_one_span_with_a_link_to_each() throws Exception {
        configure("direct:batch")
                .property("camel.route-template[billing].batch", "10")
                .property("camel.route-template[billing].batchWait", "2s")
                .start();

        post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "OrderPlaced");
        post("/events/orders", "ce-id", "e-2", "ce-type", "OrderPlaced");
        post("/events/orders", "ce-id", "e-3", "ce-type", "OrderPlaced");

        await().untilAsserted(() -> assertThat(spans("process billing")).hasSize(2));
        SpanData together = spans("process billing").get(0);
        assertThat(linked(together))
                .containsExactlyInAnyOrderElementsOf(
                        spans("send orders").stream().map(SpanData::getSpanId).toList());
        assertThat(together.getParentSpanContext().isValid()).isFalse();
        assertThat(together.getAttributes().get(longKey("messaging.batch.message_count")))
                .isEqualTo(3);
        assertThat(together.getAttributes().get(stringKey("caravan.outcome"))).isEqualTo("1 failed, 2 handled");
        assertThat(spans("process billing").get(1).getAttributes().get(stringKey("caravan.outcome")))
                .isEqualTo("handled");
        assertThat(logged).first().isEqualTo("billing null " + together.getTraceId());
        assertThat(traceparents).first().asString().contains(together.getTraceId());
    }

    @Test
    void a_dead_letter_stays_in_the_trace_of_its_failed_attempts() throws Exception {
        start("direct:fail");

        post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "A");

        await().untilAsserted(() -> assertThat(spans("process billing")).hasSize(2));
        assertThat(spans("process billing")).allSatisfy(span -> {
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getStatus().getDescription()).contains("no money");
            assertThat(span.getAttributes().get(stringKey("error.type"))).isEqualTo("java.lang.IllegalStateException");
            assertThat(span.getEvents()).hasSize(1);
        });
        assertThat(spans("process billing"))
                .extracting(
                        span -> span.getAttributes().get(longKey("caravan.attempt")),
                        span -> span.getAttributes().get(stringKey("caravan.outcome")))
                .containsExactly(tuple(1L, "failed"), tuple(2L, "dead"));
        assertThat(letter().messageAttributes().get("traceparent").stringValue())
                .startsWith("00-" + TRACE);
        assertThat(backbone.context()
                        .getRegistry()
                        .findSingleByType(EventHistory.class)
                        .of("e-1")
                        .orElseThrow())
                .satisfies(history -> assertThat(history.published())
                        .extracting(Published::trace)
                        .containsExactly(TRACE))
                .satisfies(history -> assertThat(history.subscribers())
                        .extracting(Progress::trace)
                        .containsExactly(TRACE));
        assertThat(spans("settle billing"))
                .extracting(span -> span.getAttributes().get(stringKey("caravan.settlement")))
                .contains("return");
    }

    @Test
    void an_attempt_may_have_a_trace_of_its_own_with_a_link_to_the_producer() throws Exception {
        configure("direct:bill").property("tracing.parent", "link").start();

        post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "A");

        SpanData process = span("process billing");
        assertThat(process.getTraceId()).isNotEqualTo(TRACE);
        assertThat(process.getParentSpanContext().isValid()).isFalse();
        assertThat(linked(process)).containsExactly(span("send orders").getSpanId());
    }

    @Test
    void an_event_without_room_for_a_trace_is_published_without_one() throws Exception {
        start("direct:bill");

        post(
                "/events/orders",
                "traceparent",
                TRACEPARENT,
                "tracestate",
                "shop=1",
                "ce-id",
                "e-1",
                "ce-type",
                "A",
                "ce-subject",
                "s",
                "ce-a",
                "1",
                "ce-b",
                "2",
                "ce-c",
                "3",
                "ce-d",
                "4",
                "ce-e",
                "5");

        SpanData process = span("process billing");
        assertThat(process.getAttributes().get(stringKey("cloudevents.event_id")))
                .isEqualTo("e-1");
        assertThat(process.getParentSpanContext().isValid()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00-1-2-01", "", "nonsense", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"})
    void a_malformed_trace_of_a_caller_is_ignored(String traceparent) throws Exception {
        start("direct:bill");

        post("/events/orders", "traceparent", traceparent, "ce-id", "e-1", "ce-type", "A");

        SpanData send = span("send orders");
        assertThat(send.getParentSpanContext().isValid()).isFalse();
        assertThat(span("process billing").getParentSpanId()).isEqualTo(send.getSpanId());
    }

    @Test
    void an_event_that_a_handler_publishes_belongs_to_the_handlers_span() throws Exception {
        configure("direct:forward").start();

        post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "A");

        await().untilAsserted(() -> assertThat(spans("process billing")).hasSize(1));
        assertThat(span("send invoices").getParentSpanId())
                .isEqualTo(span("process billing").getSpanId());
        assertThat(span("send invoices").getTraceId()).isEqualTo(TRACE);
    }

    @Test
    void an_event_that_sns_refuses_ends_its_span_with_the_error() throws Exception {
        start("direct:bill");
        backbone.cloud().sns().faults().on("PublishBatch").refuse(400, "InvalidParameter");

        post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "A");

        assertThat(span("send orders").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void copies_for_clients_are_sent_in_the_trace_of_their_event_and_carry_that_trace() throws Exception {
        route("ana, bob");

        post("/events/orders", "traceparent", TRACEPARENT, "tracestate", "shop=1", "ce-id", "e-1", "ce-type", "A");

        SpanData router = span("process billing");
        for (String client : List.of("ana", "bob")) {
            SpanData send = span("send app-inbox-" + client);
            assertThat(send.getKind()).isEqualTo(SpanKind.PRODUCER);
            assertThat(send.getTraceId()).isEqualTo(TRACE);
            assertThat(send.getParentSpanId()).isEqualTo(router.getSpanId());
            Message copy = inbox(client);
            assertThat(send.getAttributes().asMap())
                    .containsEntry(stringKey("messaging.system"), "aws_sqs")
                    .containsEntry(stringKey("messaging.destination.name"), "app-inbox-" + client)
                    .containsEntry(stringKey("messaging.operation.type"), "send")
                    .containsEntry(stringKey("messaging.message.id"), copy.messageId());
            assertThat(copy.messageAttributes().get("traceparent").stringValue())
                    .isEqualTo("00-" + TRACE + "-" + send.getSpanId() + "-01");
            assertThat(copy.messageAttributes().get("tracestate").stringValue()).isEqualTo("shop=1");
        }
    }

    @Test
    void a_copy_for_a_client_that_does_not_exist_ends_its_span_with_the_error() throws Exception {
        route("ana, nobody");

        post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "A");

        SpanData send = span("send app-inbox-nobody");
        assertThat(send.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(send.getStatus().getDescription()).contains("inbox app has no client nobody");
        assertThat(span("send app-inbox-ana").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void a_copy_that_sqs_refuses_ends_its_span_with_the_error() throws Exception {
        route("ana");
        backbone.cloud().sqs().faults().on("SendMessageBatch").times(1).refuse(403, "AccessDenied");

        post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "A");

        await().untilAsserted(() -> assertThat(spans("send app-inbox-ana"))
                .extracting(span -> span.getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR, StatusCode.UNSET));
    }

    @Test
    void a_copy_without_room_for_a_trace_is_sent_without_one() throws Exception {
        route("ana");
        String[] headers = Stream.concat(
                        Stream.of("traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "A", "ce-subject", "s"),
                        Stream.of("a", "b", "c", "d", "e").flatMap(name -> Stream.of("ce-" + name, "1")))
                .toArray(String[]::new);

        post("/events/orders", headers);

        assertThat(span("send app-inbox-ana").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(inbox("ana").messageAttributes())
                .hasSize(10)
                .containsKeys("ce_id", "ce_e")
                .doesNotContainKeys("traceparent", "tracestate");
    }

    @Test
    void while_traces_are_off_a_copy_keeps_the_trace_of_its_event() throws Exception {
        configureRouter("ana").bind("openTelemetry", OpenTelemetry.noop()).start();
        awaitClients();

        post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "A");

        assertThat(inbox("ana").messageAttributes().get("traceparent").stringValue())
                .isEqualTo(TRACEPARENT);
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void a_push_of_sns_is_processed_in_the_trace_of_its_event() throws Exception {
        configure("direct:bill")
                .property("sns.local", backbone.cloud().snsItself().toString());
        backbone.property("camel.route-template[web].template-id", "push-consumer")
                .property("camel.route-template[web].path", "/sns/orders")
                .property("camel.route-template[web].topic", "orders")
                .property("camel.route-template[web].handler", "direct:fail-once")
                .before(aws -> aws.sns().createTopic(topic -> topic.name("orders")))
                .start();
        await().until(() ->
                backbone.context().getRouteController().getRouteStatus("web").isStarted());
        String orders = "arn:aws:sns:us-east-1:000000000000:orders";
        String subscription = backbone.aws()
                .sns()
                .subscribe(request -> request.topicArn(orders)
                        .protocol("http")
                        .endpoint(backbone.http() + "/sns/orders")
                        .returnSubscriptionArn(true))
                .subscriptionArn();
        await().until(() -> backbone.aws()
                .sns()
                .getSubscriptionAttributes(request -> request.subscriptionArn(subscription))
                .attributes()
                .get("PendingConfirmation")
                .equals("false"));

        post("/events/orders", "traceparent", TRACEPARENT, "ce-id", "e-1", "ce-type", "A");

        await().untilAsserted(() -> assertThat(spans("process orders")).hasSize(2));
        assertThat(spans("process orders"))
                .extracting(
                        SpanData::getParentSpanId,
                        span -> span.getAttributes().get(stringKey("messaging.system")),
                        span -> span.getAttributes().get(longKey("caravan.attempt")),
                        span -> span.getAttributes().get(stringKey("caravan.outcome")))
                .containsExactly(
                        tuple(span("send orders").getSpanId(), "aws.sns", 1L, "failed"),
                        tuple(span("send orders").getSpanId(), "aws.sns", 2L, "handled"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"both", "Parent", " "})
    void a_mistake_in_the_parent_stops_the_start(String parent) {
        configure("direct:bill").property("tracing.parent", parent);

        assertThatThrownBy(backbone::start)
                .hasStackTraceContaining("tracing.parent = " + parent + ": must be parent or link")
                .satisfies(
                        thrown -> assertThat(ConfigurationException.in(thrown)).isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://traces.example.com/",
                "traces/{traceId}",
                "javascript:alert({traceId})",
                "https://{traceId}",
                "https://x y/{traceId}"
            })
    void a_mistake_in_the_link_stops_the_start(String url) {
        configure("direct:bill").property("trace.url", url);

        assertThatThrownBy(backbone::start)
                .hasStackTraceContaining("trace.url = " + url + ": must be an http or https URL with {traceId} in it");
    }

    private void route(String clients) {
        configureRouter(clients).start();
        awaitClients();
    }

    private Backbone configureRouter(String clients) {
        backbone = Backbone.of("""
                camel.routecontroller.back-off-delay = 200
                camel.route-template[publish-orders].template-id = publish
                camel.route-template[publish-orders].from        = platform-http:/events/orders
                camel.route-template[publish-orders].topic       = orders

                camel.route-template[orders-to-clients].template-id = fan-out
                camel.route-template[orders-to-clients].topic       = orders
                camel.route-template[orders-to-clients].queue       = billing

                camel.route-template[router].template-id = inbox-router
                camel.route-template[router].queue       = billing
                camel.route-template[router].inbox       = app
                camel.route-template[router].clients     = %s
                camel.route-template[router].backoff     = 10ms
                camel.route-template[router].maxBackoff  = 20ms

                camel.route-template[app].template-id = inbox
                camel.route-template[app].inbox       = app
                camel.route-template[app].secret      = a secret of 32 characters or more
                camel.route-template[app].clients     = ana, bob
                """.formatted(clients));
        return backbone.bind("openTelemetry", sdk);
    }

    private void awaitClients() {
        await().until(() ->
                backbone.aws().sqs().listQueues().queueUrls().stream().anyMatch(url -> url.endsWith("app-inbox-bob")));
    }

    /** The only event in the queue of a client. */
    private Message inbox(String client) {
        String url = backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName("app-inbox-" + client))
                .queueUrl();
        return await().until(
                        () -> backbone.aws()
                                .sqs()
                                .receiveMessage(request ->
                                        request.queueUrl(url).waitTimeSeconds(1).messageAttributeNames("All"))
                                .messages(),
                        messages -> messages.size() == 1)
                .get(0);
    }

    private void start(String handler) {
        configure(handler).start();
    }

    private Backbone configure(String handler) {
        backbone = Backbone.of("""
                camel.route-template[publish-orders].template-id = publish
                camel.route-template[publish-orders].from        = platform-http:/events/orders
                camel.route-template[publish-orders].topic       = orders

                camel.route-template[publish-invoices].template-id = publish
                camel.route-template[publish-invoices].from        = direct:invoices
                camel.route-template[publish-invoices].topic       = invoices

                camel.route-template[orders-to-billing].template-id = fan-out
                camel.route-template[orders-to-billing].topic       = orders
                camel.route-template[orders-to-billing].queue       = billing

                camel.route-template[billing].template-id = polling-consumer
                camel.route-template[billing].queue       = billing
                camel.route-template[billing].handler     = %s
                camel.route-template[billing].maxAttempts = 2
                camel.route-template[billing].backoff     = 10ms
                camel.route-template[billing].maxBackoff  = 20ms
                """.formatted(handler));
        return backbone.bind("openTelemetry", sdk).routes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:bill").process(TracesTest.this::note);
                from("direct:batch")
                        .process(TracesTest.this::note)
                        .filter(simple("${body.size} > 1"))
                        .setBody(constant("{\"batchItemFailures\":[{\"itemIdentifier\":\"e-2\"}]}"));
                from("direct:fail").throwException(new IllegalStateException("no money"));
                from("direct:fail-once").process(exchange -> {
                    if (pushes.incrementAndGet() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                });
                from("direct:forward")
                        .removeHeaders("*")
                        .setHeader("ce-id", constant("i-1"))
                        .setHeader("ce-type", constant("Invoiced"))
                        .to("direct:invoices");
            }
        });
    }

    private void note(Exchange exchange) {
        traceparents.add(exchange.getMessage().getHeader("traceparent"));
        assertThat(exchange.getMessage().getHeader("tracestate")).isIn("shop=1", null);
        logged.add(MDC.get("route") + " " + MDC.get("event") + " " + MDC.get("trace"));
    }

    private void post(String path, String... headers) throws Exception {
        postBody("{}", path, headers);
    }

    private void postBody(String body, String path, String... headers) throws Exception {
        HTTP.send(
                HttpRequest.newBuilder(URI.create(backbone.http() + path))
                        .headers(headers)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private SpanData span(String name) {
        await().untilAsserted(() -> assertThat(spans(name)).hasSize(1));
        return spans(name).get(0);
    }

    private List<SpanData> spans(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static List<String> linked(SpanData span) {
        return span.getLinks().stream()
                .map(LinkData::getSpanContext)
                .map(context -> context.getSpanId())
                .toList();
    }

    private Message letter() {
        String url = backbone.aws()
                .sqs()
                .getQueueUrl(queue -> queue.queueName("billing-dead-letters"))
                .queueUrl();
        return backbone.aws()
                .sqs()
                .receiveMessage(receive ->
                        receive.queueUrl(url).messageAttributeNames("All").waitTimeSeconds(5))
                .messages()
                .get(0);
    }
}
