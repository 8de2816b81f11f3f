package http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Service;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Backbone;

class UnservedTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String PUBLISH = """
            camel.route-template[publish-orders].template-id = publish
            camel.route-template[publish-orders].from        = platform-http:/events/orders
            camel.route-template[publish-orders].topic       = orders
            """;

    @Nested
    class Before_a_route_starts {
        @Test
        void requests_to_its_path_get_503_with_a_retry_after() throws Exception {
            try (Backbone backbone = Backbone.of(PUBLISH)
                    .property("camel.routecontroller.initial-delay", "3600000")
                    .property("dead-letters.token", "a-token")
                    .before(aws -> aws.sns().createTopic(topic -> topic.name("orders")))
                    .start()) {

                assertUnavailable(call(backbone, "POST", "/events/orders", "x"));
                assertUnavailable(call(backbone, "POST", "/events/orders/", "x"));
                assertUnavailable(call(backbone, "GET", "/caravan/events/shop%2F1", ""));

                backbone.context().getRouteController().startRoute("publish-orders");

                assertThat(call(backbone, "POST", "/events/orders", "x").statusCode())
                        .isEqualTo(202);
            }
        }

        /** Camel starts the server first, then other services in the order of their configuration. */
        @Test
        void requests_get_503_with_a_retry_after_from_the_first_connection_on() throws Exception {
            List<HttpResponse<String>> answers = new ArrayList<>();
            try (Backbone backbone = Backbone.of(PUBLISH).property("camel.routecontroller.initial-delay", "3600000")) {
                backbone.routes(new RouteBuilder() {
                    @Override
                    public void configure() throws Exception {
                        Service service = new ServiceSupport() {
                            @Override
                            protected void doStart() throws Exception {
                                answers.add(call(backbone, "POST", "/events/orders", "x"));
                            }
                        };
                        getContext().addService(service, true, true);
                    }
                });
                backbone.start();
            }

            assertThat(answers).hasSize(1);
            assertUnavailable(answers.get(0));
        }

        @Test
        void requests_that_no_route_will_serve_are_refused_at_once() throws Exception {
            try (Backbone backbone = Backbone.of(PUBLISH)
                    .property("camel.routecontroller.initial-delay", "3600000")
                    .property("dead-letters.token", "a-token")
                    .start()) {

                assertProblem(404, call(backbone, "POST", "/events/payments", "x"));
                assertProblem(404, call(backbone, "POST", "/events/orders/7", "x"));
                assertProblem(404, call(backbone, "GET", "/caravan/events/shop/1", ""));
                assertProblem(405, call(backbone, "GET", "/events/orders", ""));
            }
        }
    }

    @Nested
    class While_the_application_stops {
        /** During a stop, Camel first removes its endpoints, then stops components, and closes the server last. */
        @Test
        void requests_get_503_with_a_retry_after_until_the_server_is_closed() throws Exception {
            List<HttpResponse<String>> answers = new ArrayList<>();
            try (Backbone backbone = Backbone.of(PUBLISH).start()) {
                URI address = backbone.http();
                backbone.context().addComponent("last", new DefaultComponent() {
                    @Override
                    protected Endpoint createEndpoint(String uri, String path, Map<String, Object> parameters) {
                        throw new UnsupportedOperationException("it only sees the stop");
                    }

                    @Override
                    protected void doShutdown() throws Exception {
                        answers.add(call(address, "POST", "/events/orders", BodyPublishers.ofString("x")));
                    }
                });
            }

            assertThat(answers).hasSize(1);
            assertUnavailable(answers.get(0));
        }
    }

    @Nested
    class Beside_running_routes {
        private static Backbone backbone;

        @BeforeAll
        static void start() {
            backbone = Backbone.of(PUBLISH)
                    .property("camel.routecontroller.enabled", "false")
                    .property("camel.server.max-body-size", "1000000")
                    .before(aws -> aws.sns().createTopic(topic -> topic.name("orders")))
                    .routes(new Mine())
                    .start();
        }

        @AfterAll
        static void stop() {
            backbone.close();
        }

        @Test
        void a_path_that_no_route_serves_is_not_found() throws Exception {
            HttpResponse<String> answer = call(backbone, "POST", "/events/nothing", "x");

            assertProblem(404, answer);
            assertThat(JSON.readTree(answer.body()).path("detail").asText())
                    .isEqualTo("There is nothing at /events/nothing");
        }

        @Test
        void a_method_that_a_path_does_not_allow_gets_405_with_the_allowed_methods() throws Exception {
            HttpResponse<String> one = call(backbone, "GET", "/events/orders", "");
            HttpResponse<String> two = call(backbone, "DELETE", "/mine/7", "");

            assertProblem(405, one);
            assertThat(one.headers().firstValue("Allow")).contains("POST");
            assertProblem(405, two);
            assertThat(two.headers().firstValue("Allow")).contains("GET, PUT");
        }

        @Test
        void a_response_to_head_has_no_body() throws Exception {
            HttpResponse<String> answer = call(backbone, "HEAD", "/events/nothing", "");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEmpty();
        }

        @Test
        void a_body_above_the_servers_limit_is_too_large_with_or_without_a_content_length() throws Exception {
            byte[] body = new byte[3_000_000];

            HttpResponse<String> told = call(backbone, "POST", "/events/orders", BodyPublishers.ofByteArray(body));
            HttpResponse<String> chunked = call(
                    backbone,
                    "POST",
                    "/events/orders",
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

            assertProblem(413, told);
            assertProblem(413, chunked);
            assertThat(JSON.readTree(told.body()).path("detail").asText())
                    .isEqualTo("The body must not be larger than 1000000 bytes");
        }

        @Test
        void a_content_type_that_a_route_cannot_read_or_write_gets_415_or_406() throws Exception {
            assertProblem(415, call(backbone, "POST", "/choosy/in", "x", "Content-Type", "text/plain"));
            assertProblem(406, call(backbone, "GET", "/choosy/out", "", "Accept", "text/plain"));
            assertThat(call(backbone, "POST", "/choosy/in", "{}", "Content-Type", "application/json")
                            .statusCode())
                    .isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/broken", "/broken/without-error-handler", "/broken/with-stack-trace"})
        void the_response_of_a_failed_route_reveals_no_internals(String path) throws Exception {
            HttpResponse<String> answer = call(backbone, "GET", path, "");

            assertProblem(500, answer);
            assertThat(answer.body()).doesNotContain("secret", "Exception", "\tat ");
        }

        @Test
        void a_route_that_fails_keeps_the_status_that_it_chose() throws Exception {
            assertProblem(409, call(backbone, "GET", "/broken/in-conflict", ""));
        }

        @Test
        void a_response_that_cannot_be_written_gets_500() throws Exception {
            assertProblem(500, call(backbone, "GET", "/broken/unwritable", ""));
        }

        @Test
        void a_suspended_or_stopped_route_answers_503_with_a_retry_after() throws Exception {
            backbone.context().getRouteController().suspendRoute("pausing");
            assertUnavailable(call(backbone, "GET", "/pausing", ""));

            backbone.context().getRouteController().stopRoute("pausing");
            assertUnavailable(call(backbone, "GET", "/pausing", ""));

            backbone.context().getRouteController().startRoute("pausing");
            assertThat(call(backbone, "GET", "/pausing", "").statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> call(
            Backbone backbone, String method, String path, String body, String... headers) throws Exception {
        BodyPublisher content = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return call(backbone, method, path, content, headers);
    }

    private static HttpResponse<String> call(
            Backbone backbone, String method, String path, BodyPublisher body, String... headers) throws Exception {
        return call(backbone.http(), method, path, body, headers);
    }

    private static HttpResponse<String> call(
            URI address, String method, String path, BodyPublisher body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, body);
        return HTTP.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    private static void assertUnavailable(HttpResponse<String> answer) throws IOException {
        assertProblem(503, answer);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    }

    private static void assertProblem(int status, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("type").asText()).isEqualTo("about:blank");
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
    }

    private static final class Mine extends RouteBuilder {
        @Override
        public void configure() {
            from("platform-http:/mine/{id}?httpMethodRestrict=GET")
                    .routeId("mine-get")
                    .setBody(constant("mine"));
            from("platform-http:/mine/{id}?httpMethodRestrict=PUT")
                    .routeId("mine-put")
                    .setBody(constant("mine"));
            from("platform-http:/choosy/in?consumes=application/json")
                    .routeId("choosy-in")
                    .setBody(constant("mine"));
            from("platform-http:/choosy/out?produces=application/json")
                    .routeId("choosy-out")
                    .setBody(constant("mine"));
            from("platform-http:/pausing").routeId("pausing").setBody(constant("mine"));
            from("platform-http:/broken").routeId("broken").throwException(new IllegalStateException("a secret"));
            from("platform-http:/broken/without-error-handler")
                    .routeId("broken-without-error-handler")
                    .errorHandler(noErrorHandler())
                    .throwException(new IllegalStateException("a secret"));
            from("platform-http:/broken/with-stack-trace?muteException=false")
                    .routeId("broken-with-stack-trace")
                    .throwException(new IllegalStateException("a secret"));
            from("platform-http:/broken/in-conflict")
                    .routeId("broken-in-conflict")
                    .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(409))
                    .throwException(new IllegalStateException("a secret"));
            from("platform-http:/broken/unwritable")
                    .routeId("broken-unwritable")
                    .process(exchange -> exchange.getMessage().setBody(new Object()));
        }
    }
}
