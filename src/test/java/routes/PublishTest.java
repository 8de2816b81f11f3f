package routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import event.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import local.ProxiedCloud;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import publishing.SnsUnavailableException;
import publishing.Subscribed;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import testing.Backbone;

class PublishTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Backbone backbone;
    private static ProxiedCloud cloud;
    private static Subscribed orders;
    private static Subscribed payments;
    private static URI address;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                camel.route-template[publish-orders].template-id   = publish
                camel.route-template[publish-orders].from          = platform-http:/events/orders
                camel.route-template[publish-orders].topic         = orders
                camel.route-template[publish-forms].template-id    = publish
                camel.route-template[publish-forms].from           = platform-http:/events/forms?httpMethodRestrict=GET,HEAD,OPTIONS,TRACE,PUT,PATCH,DELETE,POST
                camel.route-template[publish-forms].topic          = orders
                camel.route-template[publish-payments].template-id = publish
                camel.route-template[publish-payments].from        = platform-http:/events/payments
                camel.route-template[publish-payments].topic       = payments.fifo
                camel.route-template[publish-payments].group       = ${header.ce-subject}
                camel.route-template[publish-payments].type        = Payment${header.kind}
                camel.route-template[publish-internal].template-id = publish
                camel.route-template[publish-internal].from        = direct:internal
                camel.route-template[publish-internal].topic       = orders
                camel.route-template[publish-put].template-id      = publish
                camel.route-template[publish-put].from             = platform-http:/events/put?httpMethodRestrict=PUT
                camel.route-template[publish-put].topic            = orders
                camel.route-template[publish-dashed].template-id   = publish
                camel.route-template[publish-dashed].from          = platform-http:/events/dashed?http-method-restrict=PUT
                camel.route-template[publish-dashed].topic         = orders
                camel.route-template[publish-json].template-id     = publish
                camel.route-template[publish-json].from            = platform-http:/{{json.path}}?consumes=application/json
                camel.route-template[publish-json].topic           = orders
                camel.route-template[publish-placed].template-id   = publish
                camel.route-template[publish-placed].from          = {{placed.from}}
                camel.route-template[publish-placed].topic         = orders
                json.path   = events/json
                placed.from = platform-http:/events/placed
                """);
        cloud = backbone.cloud();
        orders = Subscribed.to("orders", cloud);
        payments = Subscribed.to("payments.fifo", cloud);
        backbone.start();
        address = backbone.http().resolve("/events/orders");
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @AfterEach
    void reset() {
        cloud.reset();
    }

    @Test
    void plain_json_becomes_an_event_with_a_generated_id() throws Exception {
        HttpResponse<String> answer =
                post("{\"a\": 1}", "Content-Type", "application/json", "traceparent", "00-1-2-01");

        ReceivedEvent event = orders.events(1).get(0);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        // No page shows the event, because nobody may see dead letters over HTTP.
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree("{\"id\":\"" + event.id() + "\"}"));
        assertThat(event.body()).isEqualTo("{\"a\": 1}");
        assertThat(event.headers())
                .containsOnlyKeys(
                        "ce-specversion", "ce-id", "ce-source", "ce-type", "ce-time", "Content-Type", "traceparent")
                .containsEntry("ce-type", "publish-orders")
                .containsEntry("ce-source", "/caravan/publish-orders")
                .containsEntry("traceparent", "00-1-2-01");
    }

    @ParameterizedTest
    @CsvSource({
        "orders, POST, POST",
        "json, POST, POST",
        "placed, POST, POST",
        "put, PUT, PUT",
        "dashed, PUT, PUT",
    })
    void only_a_post_publishes_unless_other_methods_are_configured(String path, String method, String allowed)
            throws Exception {
        for (String other : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS")) {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(address.resolve(path))
                            .header("Content-Type", "application/json")
                            .method(
                                    other,
                                    other.equals("TRACE") ? BodyPublishers.noBody() : BodyPublishers.ofString("1"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(other).isEqualTo(other.equals(method) ? 202 : 405);
            if (!other.equals(method)) {
                assertThat(answer.headers().firstValue("Allow")).as(other).contains(allowed);
            }
        }

        assertThat(orders.events(1)).hasSize(1);
        assertThat(orders.isEmpty()).isTrue();
        assertThat(cloud.sns().count("PublishBatch")).isEqualTo(1);
    }

    @Test
    void an_event_in_binary_mode_is_published_unchanged() throws Exception {
        byte[] picture = {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xFF};

        HttpResponse<String> answer = HTTP.send(
                request("Content-Type", "image/png")
                        .headers("ce-specversion", "1.0", "ce-id", "7", "ce-source", "/shop", "ce-type", "Pictured")
                        .headers("ce-subject", "%C3%85sa+1")
                        .POST(BodyPublishers.ofByteArray(picture))
                        .build(),
                BodyHandlers.ofString());

        ReceivedEvent event = orders.events(1).get(0);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(event.id()).isEqualTo("7");
        assertThat(event.body()).isEqualTo(picture);
        assertThat(event.headers())
                .containsEntry("ce-subject", "Åsa+1")
                .containsEntry("ce-type", "Pictured")
                .containsEntry("Content-Type", "image/png");
    }

    @Test
    void an_event_in_structured_mode_keeps_its_extensions_and_every_digit_of_its_data() throws Exception {
        HttpResponse<String> answer = post("""
                {"specversion":"1.0","id":"8","source":"/shop","type":"OrderPlaced","amount":3,
                 "data":{"price":12345678901234567890.10}}""", "Content-Type", "application/cloudevents+json");

        ReceivedEvent event = orders.events(1).get(0);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(event.body()).isEqualTo("{\"price\":12345678901234567890.10}");
        assertThat(event.headers()).containsEntry("ce-amount", 3L).containsEntry("ce-type", "OrderPlaced");
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "-7"})
    void a_number_is_a_number_in_headers_and_in_json(String number) throws Exception {
        post("1", "ce-specversion", "1.0", "ce-id", "b", "ce-source", "/shop", "ce-type", "A", "ce-amount", number);
        post(
                "{\"specversion\":\"1.0\",\"id\":\"s\",\"source\":\"/shop\",\"type\":\"A\",\"amount\":%s}"
                        .formatted(number),
                "Content-Type",
                "application/cloudevents+json");

        assertThat(orders.events(2))
                .extracting(event -> event.headers().get("ce-amount"))
                .containsExactly(Long.valueOf(number), Long.valueOf(number));
    }

    @Test
    void an_event_of_version_0_3_becomes_one_of_1_0() throws Exception {
        HttpResponse<String> answer = post("""
                {"specversion":"0.3","id":"9","source":"/shop","type":"OrderPlaced",
                 "schemaurl":"https://shop.example/order","data":{"order":1}}""", "Content-Type", "application/cloudevents+json");

        ReceivedEvent event = orders.events(1).get(0);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(event.headers())
                .containsEntry("ce-dataschema", "https://shop.example/order")
                .doesNotContainKey("ce-schemaurl");
    }

    @Test
    void a_batch_is_answered_event_by_event() throws Exception {
        HttpResponse<String> answer = post("""
                [{"specversion":"1.0","id":"1","source":"/shop","type":"A","data":1},
                 {"specversion":"1.0","id":"2","type":"A"},
                 {"specversion":"1.0","id":"3","source":"/shop","type":"A","datacontenttype":"text/plain","data":"x"}]""", "Content-Type", "application/cloudevents-batch+json");

        JsonNode results = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(207);
        assertThat(results).hasSize(3);
        assertThat(results.get(0)).isEqualTo(JSON.readTree("{\"status\":202,\"id\":\"1\"}"));
        assertThat(results.get(1).path("status").asInt()).isEqualTo(400);
        assertThat(results.get(1).path("field").asText()).isEqualTo("source");
        assertThat(results.get(2).path("id").asText()).isEqualTo("3");
        assertThat(orders.events(2)).extracting(ReceivedEvent::id).containsExactlyInAnyOrder("1", "3");
    }

    @Test
    void a_batch_of_more_than_a_thousand_events_is_refused_as_a_whole() throws Exception {
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"A\"}";

        HttpResponse<String> answer = post(
                "[" + String.join(",", Collections.nCopies(1_001, event)) + "]",
                "Content-Type",
                "application/cloudevents-batch+json");

        assertProblem(413, "body", answer);
        assertThat(JSON.readTree(answer.body()).path("detail").asText())
                .isEqualTo("body is a batch of 1001 events, and at most 1000 are taken at once: none was published");
        assertThat(cloud.sns().count("PublishBatch")).isZero();
    }

    @Test
    void a_malformed_event_is_refused_with_the_field_that_is_wrong() throws Exception {
        assertProblem(400, "id", post("x", "ce-specversion", "1.0", "ce-source", "/shop", "ce-type", "A"));
        assertProblem(400, "time", post("x", "ce-time", "yesterday"));
        assertProblem(
                400,
                "specversion",
                post("x", "ce-specversion", "7", "ce-id", "1", "ce-source", "/shop", "ce-type", "A"));
        assertProblem(400, "body", post("{", "Content-Type", "application/cloudevents+json"));
        assertProblem(
                400,
                "subject",
                post(
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"A\",\"subject\":7}",
                        "Content-Type",
                        "application/cloudevents+json"));
        assertThat(orders.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1$s%1$s",
                "%1$s\n%1$s\n",
                "%s,",
                "%s]",
                "%s x",
                "%s 1",
                "{\"id\":\"2\",\"id\":\"1\",\"specversion\":\"1.0\",\"source\":\"/shop\",\"type\":\"A\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"A\",\"data\":{\"a\":1,\"a\":2}}"
            })
    void a_body_of_which_a_part_would_be_lost_is_refused_as_a_whole(String body) throws Exception {
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"A\"}";
        String structured = body.formatted(event);
        String batch = body.contains("%") ? body.formatted("[" + event + "]") : "[" + body + "]";

        assertProblem(400, "body", post(structured, "Content-Type", "application/cloudevents+json"));
        assertProblem(400, "body", post(batch, "Content-Type", "application/cloudevents-batch+json"));
        assertThat(cloud.sns().count("PublishBatch")).isZero();
    }

    @Test
    void an_event_too_large_for_sns_is_refused() throws Exception {
        assertProblem(413, "data", post("x".repeat(256 * 1024)));

        assertThat(cloud.sns().count("PublishBatch")).isZero();
    }

    @Test
    void more_attributes_than_a_raw_subscription_gets_are_refused() throws Exception {
        HttpRequest.Builder request = request();
        for (int i = 0; i < 10; i++) {
            request.header("ce-extension" + i, "x");
        }

        assertProblem(
                400,
                "attributes",
                HTTP.send(request.POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "Application/X-WWW-Form-Urlencoded; charset=utf-8",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
            })
    void a_form_causes_no_server_error_with_any_method(String form) throws Exception {
        int published = form.startsWith("multipart") ? 415 : 202;
        for (String method : List.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "POST")) {
            boolean bringsForms = List.of("PUT", "PATCH", "DELETE", "POST").contains(method);
            for (String path : List.of("/events/orders", "/events/forms", "/nowhere")) {
                HttpResponse<String> answer = HTTP.send(
                        HttpRequest.newBuilder(address.resolve(path))
                                .header("Content-Type", form)
                                .method(
                                        method,
                                        method.equals("TRACE")
                                                ? BodyPublishers.noBody()
                                                : BodyPublishers.ofString("a=b"))
                                .build(),
                        BodyHandlers.ofString());
                int expected = switch (path) {
                    case "/nowhere" -> 404;
                    case "/events/forms" -> bringsForms ? published : 415;
                    default -> method.equals("POST") ? published : 405;
                };

                assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(expected);
            }
        }
        if (published == 202) {
            assertThat(orders.events(5)).allSatisfy(event -> {
                assertThat(event.body()).isEqualTo("a=b");
                assertThat(event.headers()).containsEntry("Content-Type", form);
            });
        }
    }

    @Test
    void unknown_formats_are_refused() throws Exception {
        for (String type : List.of(
                "multipart/form-data; boundary=x",
                "application/cloudevents+avro",
                "application/cloudevents-batch+protobuf")) {
            assertProblem(415, "datacontenttype", post("a=b", "Content-Type", type));
        }
        assertProblem(415, "datacontenttype", post("x", "Content-Encoding", "gzip"));
    }

    @Test
    void while_sns_is_unavailable_the_caller_gets_a_retry_after() throws Exception {
        cloud.sns().faults().on("PublishBatch").cutBeforeWork();

        HttpResponse<String> answer = post("x");

        assertProblem(503, null, answer);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void a_refusal_that_is_not_the_callers_fault_gets_a_retry_after_and_reveals_no_internals() throws Exception {
        cloud.sns().faults().on("PublishBatch").refuse(403, "AuthorizationError");

        HttpResponse<String> answer = post("x");

        assertProblem(503, null, answer);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).doesNotContain("Authorization", "Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ce-id=forged",
                "ce-type=Forged",
                "ce-specversion=0.9",
                "Content-Type=application/cloudevents%2Bjson",
                "Content-Encoding=gzip",
                "traceparent=00-1-2-03"
            })
    void query_parameters_do_not_become_attributes_of_an_event(String query) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "?" + query))
                .headers("Content-Type", "text/plain", "ce-subject", "42")
                .POST(BodyPublishers.ofString("hello"))
                .build();

        assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(202);

        assertThat(orders.events(1).get(0).headers())
                .containsEntry("ce-type", "publish-orders")
                .containsEntry("ce-subject", "42")
                .containsEntry("Content-Type", "text/plain")
                .doesNotContainKey("traceparent")
                .hasEntrySatisfying("ce-id", id -> assertThat(id).isNotEqualTo("forged"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json, text/plain", "json", "application/", "text/plain; charset"})
    void a_content_type_that_is_no_media_type_is_refused(String contentType) throws Exception {
        assertProblem(400, "datacontenttype", post("{}", "Content-Type", contentType));
    }

    @Test
    void an_attribute_that_is_not_utf_8_is_refused() throws Exception {
        assertProblem(400, "subject", post("x", "ce-subject", "%FF"));
    }

    @Test
    void a_quoted_attribute_is_unquoted() throws Exception {
        post("x", "ce-subject", "\"Euro \\\"%E2%82%AC\\\"\"");

        assertThat(orders.events(1).get(0).headers()).containsEntry("ce-subject", "Euro \"€\"");
    }

    @Test
    void the_group_and_the_type_are_taken_from_the_event() throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(address.resolve("payments"))
                        .headers("ce-subject", "order 7", "kind", "Received")
                        .POST(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());

        var message = payments.messages(1).get(0);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(message.messageAttributes().get("ce_type").stringValue()).isEqualTo("PaymentReceived");
        assertThat(message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                .as("a hash, because SNS takes no space in a group")
                .matches("[0-9a-f]{64}");
    }

    @Test
    void an_event_without_a_group_is_refused_on_a_fifo_topic() throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(address.resolve("payments"))
                        .header("kind", "Received")
                        .POST(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());

        assertProblem(400, "group", answer);
    }

    @Test
    void headers_from_a_queue_keep_the_identity_and_the_numbers_of_an_event() {
        ProducerTemplate camel = backbone.context().createProducerTemplate();

        camel.sendBodyAndHeaders(
                "direct:internal",
                "hello",
                Map.of("ce-specversion", "1.0", "ce-id", "9", "ce-source", "/a", "ce-type", "A%20", "ce-amount", 5L));

        assertThat(orders.events(1).get(0).headers())
                .containsEntry("ce-id", "9")
                .containsEntry("ce-type", "A%20")
                .containsEntry("ce-amount", 5L);
    }

    @Test
    void headers_of_the_calling_route_are_kept() {
        ProducerTemplate camel = backbone.context().createProducerTemplate();

        Exchange sent = camel.request("direct:internal", exchange -> {
            exchange.getMessage().setBody("hello");
            exchange.getMessage().setHeader(Sqs2Constants.RECEIPT_HANDLE, "handle");
        });

        assertThat(sent.getMessage().getHeader(Sqs2Constants.RECEIPT_HANDLE)).isEqualTo("handle");
        assertThat(orders.events(1)).hasSize(1);
    }

    @Test
    void a_caller_that_is_not_http_gets_the_exception() {
        cloud.sns().faults().on("PublishBatch").cutBeforeWork();
        ProducerTemplate camel = backbone.context().createProducerTemplate();

        assertThatThrownBy(() -> camel.requestBody("direct:internal", "hello"))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(SnsUnavailableException.class);
    }

    @Test
    void an_sns_outage_at_the_start_is_reported_to_the_caller_until_sns_is_back() throws Exception {
        try (Backbone late = Backbone.of("""
                camel.route-template[publish-late].template-id = publish
                camel.route-template[publish-late].from        = platform-http:/events/orders
                camel.route-template[publish-late].topic       = late
                """)) {
            late.cloud().sns().faults().onEverything().unavailable();
            late.start();
            HttpRequest request = HttpRequest.newBuilder(late.http().resolve("/events/orders"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{}"))
                    .build();
            await().untilAsserted(() -> assertThat(HTTP.send(request, BodyHandlers.ofString()))
                    .returns(503, HttpResponse::statusCode)
                    .satisfies(answer -> assertThat(answer.headers().firstValue("Retry-After"))
                            .isPresent()));

            late.cloud().sns().faults().clear();
            late.aws().sns().createTopic(topic -> topic.name("late"));

            await().untilAsserted(() -> assertThat(
                            HTTP.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(202));
        }
    }

    @Test
    void routes_may_be_called_like_steps_of_the_template() {
        try (Backbone alike = Backbone.of("""
                camel.route-template[publish].template-id = publish
                camel.route-template[publish].from        = direct:a
                camel.route-template[publish].topic       = orders
                camel.route-template[record].template-id  = publish
                camel.route-template[record].from         = direct:b
                camel.route-template[record].topic        = orders
                """)
                .property("camel.routecontroller.enabled", "false")
                .before(aws -> aws.sns().createTopic(topic -> topic.name("orders")))
                .start()) {
            Model model = alike.context().getCamelContextExtension().getContextPlugin(Model.class);
            for (String route : List.of("publish", "record")) {
                RouteDefinition made = model.getRouteDefinition(route);
                assertThat(ProcessorDefinitionHelper.gatherAllNodeIds(made, new ArrayList<>(), true, false))
                        .contains(route, "-publish", "-record");
            }
        }
    }

    @Test
    void a_fifo_topic_without_a_group_stops_the_start() {
        try (Backbone wrong = Backbone.of("""
                camel.route-template[wrong].template-id = publish
                camel.route-template[wrong].from        = direct:wrong
                camel.route-template[wrong].topic       = wrong.fifo
                """)) {
            assertThatThrownBy(wrong::start).hasMessageStartingWith("route wrong: group");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${header.x",
                "${nonsense.x}",
                "${substringBetween(${nonsense.x},\"a\",\"b\")}",
                "${uppercase(${nonsense})}",
                "a${body} ${header.x} ${nope}",
                "${jsonpath($.id)}-${uppercase(${nonsense})}",
                "${jsonpath($.[)}",
                "${jsonpath('$.a[?(@.b == ]')}",
                "${uppercase(${jsonpath($.[)})}",
                "${header.x} ?: ${jsonpath($.[)}",
                "${substringBetween(${body},${nonsense},\"b\")}"
            })
    void an_expression_that_does_not_parse_stops_the_start(String expression) {
        try (Backbone wrong = Backbone.of("""
                camel.route-template[wrong].template-id = publish
                camel.route-template[wrong].from        = direct:wrong
                camel.route-template[wrong].topic       = wrong
                camel.route-template[wrong].type        = %s
                """.formatted(expression))) {
            assertThatThrownBy(wrong::start).hasMessageStartingWith("route wrong: type = " + expression + ": must be");
        }
    }

    private static HttpResponse<String> post(String body, String... headers) throws Exception {
        return HTTP.send(
                request(headers).POST(BodyPublishers.ofString(body, UTF_8)).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static void assertProblem(int status, String field, HttpResponse<String> answer) throws IOException {
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        assertThat(problem.path("field").asText(null)).as(answer.body()).isEqualTo(field);
    }
}
