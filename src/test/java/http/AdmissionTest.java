package http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import configuration.ConfigurationException;
import event.ReceivedEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import publishing.Subscribed;
import testing.Backbone;

class AdmissionTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ACCEPTED = 202;

    private static Backbone backbone;
    private static Subscribed orders;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                camel.route-template[publish-shop].template-id    = publish
                camel.route-template[publish-shop].from           = platform-http:/events/shop
                camel.route-template[publish-shop].topic          = orders
                camel.route-template[publish-shop].access         = shop, billing
                camel.route-template[publish-shop].addCaller      = true
                camel.route-template[publish-billing].template-id = publish
                camel.route-template[publish-billing].from        = platform-http:/events/billing?matchOnUriPrefix=true
                camel.route-template[publish-billing].topic       = orders
                camel.route-template[publish-billing].access      = billing
                camel.route-template[publish-open].template-id    = publish
                camel.route-template[publish-open].from           = platform-http:/events/open
                camel.route-template[publish-open].topic          = orders
                camel.route-template[publish-open].access         = open
                camel.route-template[publish-few].template-id     = publish
                camel.route-template[publish-few].from            = platform-http:/events/few
                camel.route-template[publish-few].topic           = orders
                camel.route-template[publish-few].access          = shop, billing
                camel.route-template[publish-few].limit           = 4/m
                camel.route-template[publish-few-open].template-id = publish
                camel.route-template[publish-few-open].from       = platform-http:/events/few-open
                camel.route-template[publish-few-open].topic      = orders
                camel.route-template[publish-few-open].limit      = 2/m
                callers.shop.token    = shop-token, shop-token-to-come
                callers.billing.token = {{billing.secret}}
                billing.secret        = billing-token=
                """);
        orders = Subscribed.to("orders", backbone.cloud());
        backbone.start();
        await().untilAsserted(() ->
                assertThat(post("/events/open", "", "x").statusCode()).isEqualTo(ACCEPTED));
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/events/shop,      Bearer shop-token,            202",
        "/events/shop,      Bearer shop-token-to-come,    202",
        "/events/shop,      bearer shop-token,            202",
        "/events/shop,      Bearer   shop-token,          202",
        "/events/shop,      Bearer billing-token=,        202",
        "/events/billing,   Bearer billing-token=,        202",
        "/events/billing/7, Bearer billing-token=,        202",
        "/events/billing,   Bearer shop-token,            403",
        "/events/billing/7, Bearer shop-token,            403",
        "/events/shop,      '',                           401",
        "/events/shop,      Bearer,                       401",
        "/events/shop,      'Bearer ',                    401",
        "/events/shop,      shop-token,                   401",
        "/events/shop,      Bearer shop-toke,             401",
        "/events/shop,      Bearer shop-tokens,           401",
        "/events/shop,      Bearer SHOP-TOKEN,            401",
        "/events/shop,      'Bearer shop-token, shop-token-to-come', 401",
        "/events/shop,      'Bearer shop-token,',         401",
        "/events/shop,      Basic c2hvcDpzaG9wLXRva2Vu,   401",
        "/events/billing/7, '',                           401",
        "/events/open,      '',                           202",
        "/events/open,      Bearer whatever,              202",
    })
    void a_request_is_admitted_by_its_token(String path, String authorization, int status) throws Exception {
        HttpResponse<String> answer = post(path, authorization, "x");

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status != ACCEPTED) {
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(JSON.readTree(answer.body()).path("status").asInt()).isEqualTo(status);
        }
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .isEqualTo(status == 401 ? Optional.of("Bearer") : Optional.empty());
    }

    /**
     * A token counts only in a single header of the request: queries are logged and linked, and a proxy may have
     * checked the other one of two headers.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /events/shop?Authorization=Bearer%20shop-token HTTP/1.1\r\n",
                "POST /events/shop?access_token=shop-token HTTP/1.1\r\n",
                "POST /events/shop HTTP/1.1\r\nAuthorization: Bearer shop-token\r\nAuthorization: Bearer wrong\r\n",
                "POST /events/shop HTTP/1.1\r\nAuthorization: Bearer shop-token\r\nAuthorization: Bearer shop-token\r\n",
                "POST /events/shop HTTP/1.1\r\nCookie: Authorization=Bearer shop-token\r\n",
                "POST /events/shop HTTP/1.1\r\nProxy-Authorization: Bearer shop-token\r\n",
                "POST /events/shop/ HTTP/1.1\r\n",
                "POST /events/./shop HTTP/1.1\r\n",
                "POST /events/%73hop HTTP/1.1\r\n",
                "POST //events/shop HTTP/1.1\r\n",
            })
    void a_token_elsewhere_or_in_another_spelling_does_not_admit_a_request(String head) throws Exception {
        assertThat(status(head + "Host: localhost\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"))
                .isGreaterThanOrEqualTo(400);
    }

    @Test
    void an_unauthorized_request_is_answered_before_its_body_is_read() throws Exception {
        try (Socket socket = connected()) {
            write(socket, "POST /events/shop HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");

            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 401");
        }
    }

    @ParameterizedTest
    @CsvSource({"Bearer shop-token, shop", "Bearer billing-token=, billing"})
    void an_event_has_an_attribute_with_its_publisher(String authorization, String caller) throws Exception {
        HttpRequest.Builder binary = request("/events/shop", authorization, "x").header("ce-caller", "somebody-else");
        HttpRequest.Builder structured = request("/events/shop", authorization, """
                {"specversion":"1.0","id":"s-%s","source":"/shop","type":"T","caller":"somebody-else"}
                """.formatted(caller))
                .setHeader("Content-Type", "application/cloudevents+json");

        for (HttpRequest.Builder request : List.of(binary, structured)) {
            String id = JSON.readTree(
                            HTTP.send(request.build(), BodyHandlers.ofString()).body())
                    .path("id")
                    .asText();
            assertThat(received(id).headers()).containsEntry("ce-caller", caller);
        }
    }

    @Test
    void an_open_route_keeps_the_caller_attribute_of_an_event() throws Exception {
        HttpRequest.Builder request = request("/events/open", "", "x").header("ce-caller", "me");

        String id = JSON.readTree(
                        HTTP.send(request.build(), BodyHandlers.ofString()).body())
                .path("id")
                .asText();

        assertThat(received(id).headers()).containsEntry("ce-caller", "me");
    }

    /** Each event of a batch counts, and each caller has its own limit. */
    @Test
    void a_caller_above_the_limit_gets_429_with_a_retry_after() throws Exception {
        String batch = "["
                + String.join(
                        ",",
                        IntStream.range(0, 4)
                                .mapToObj(
                                        "{\"specversion\":\"1.0\",\"id\":\"few-%d\",\"source\":\"/s\",\"type\":\"T\"}"
                                                ::formatted)
                                .toList())
                + "]";
        HttpRequest.Builder four = request("/events/few", "Bearer shop-token", batch)
                .setHeader("Content-Type", "application/cloudevents-batch+json");

        assertThat(HTTP.send(four.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(ACCEPTED);
        HttpResponse<String> fifth = post("/events/few", "Bearer shop-token-to-come", "x");

        assertThat(fifth.statusCode()).isEqualTo(429);
        assertThat(JSON.readTree(fifth.body()).path("title").asText()).isEqualTo("Too Many Requests");
        assertThat(fifth.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 15L);
        for (int other = 0; other < 4; other++) {
            assertThat(post("/events/few", "Bearer billing-token=", "x").statusCode())
                    .isEqualTo(ACCEPTED);
        }
        assertThat(post("/events/few", "Bearer billing-token=", "x").statusCode())
                .isEqualTo(429);
        assertThat(post("/events/shop", "Bearer shop-token", "x").statusCode()).isEqualTo(ACCEPTED);
    }

    @Test
    void the_limit_of_an_open_route_is_for_each_address_and_no_header_changes_it() throws Exception {
        int[] answers = new int[3];
        for (int i = 0; i < answers.length; i++) {
            HttpRequest.Builder request =
                    request("/events/few-open", "", "x").header("X-Forwarded-For", "192.0.2." + i);
            answers[i] = HTTP.send(request.build(), BodyHandlers.ofString()).statusCode();
        }

        assertThat(answers).containsExactly(ACCEPTED, ACCEPTED, 429);
    }

    @Test
    void requests_are_counted_by_caller_and_outcome() throws Exception {
        post("/events/shop", "Bearer shop-token", "x");
        post("/events/shop", "Bearer nobodys", "x");
        post("/events/billing", "Bearer shop-token", "x");

        await().untilAsserted(() -> {
            assertThat(counted("publish-shop", "shop", "202")).isPositive();
            assertThat(counted("publish-shop", "unknown", "401")).isPositive();
            assertThat(counted("publish-billing", "shop", "403")).isPositive();
            assertThat(counted("publish-open", "anyone", "202")).isPositive();
        });
    }

    @Test
    void the_number_of_waiting_requests_is_bounded() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Phaser arrived = new Phaser(1);
        try (Backbone busy = Backbone.of("listen.waiting = 3")
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("platform-http:/slow").process(exchange -> {
                            arrived.register();
                            release.await();
                        });
                        from("platform-http:/quick").setBody(constant("here"));
                    }
                })
                .start()) {
            await().untilAsserted(() ->
                    assertThat(get(busy, "/quick").get().statusCode()).isEqualTo(200));
            List<CompletableFuture<HttpResponse<String>>> slow = IntStream.range(0, Connections.THREADS)
                    .mapToObj(i -> get(busy, "/slow"))
                    .toList();
            await().until(() -> arrived.getRegisteredParties() > Connections.THREADS);

            List<CompletableFuture<HttpResponse<String>>> more =
                    IntStream.range(0, 10).mapToObj(i -> get(busy, "/quick")).toList();
            await().until(() -> more.stream().filter(CompletableFuture::isDone).count() == 7);
            release.countDown();

            List<Integer> statuses = Stream.concat(slow.stream(), more.stream())
                    .map(answer -> answer.join().statusCode())
                    .toList();
            assertThat(statuses.stream().filter(status -> status == 200)).hasSize(Connections.THREADS + 3);
            HttpResponse<String> refused = more.stream()
                    .map(CompletableFuture::join)
                    .filter(answer -> answer.statusCode() == 503)
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(get(busy, "/quick").get().statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.0.0.0   |                                  | | access must be given, because listen.host = 0.0.0.0
            ::        |                                  | | access must be given, because listen.host = ::
            0.0.0.0   | limit = 5/s                      | | access must be given
            127.0.0.1 | access = shop                    | | callers.shop.token: must be set, for a route gives access to shop
            127.0.0.1 | access = shop                    | callers.shop.token = so secret | callers.shop.token: must be letters
            127.0.0.1 | access = shop                    | callers.shop.token = a,,b | callers.shop.token: must be letters
            127.0.0.1 | access = shop, till              | callers.shop.token = a~callers.till.token = b,a | must not be the token of
            127.0.0.1 | access = open, shop              | | access = open, shop: must be open, or the names of callers
            127.0.0.1 | access = shop billing            | | access = shop billing: must be open, or the names of callers
            127.0.0.1 | access = shop,                   | | access = shop,: must be open, or the names of callers
            127.0.0.1 | access = unknown                 | | access = unknown: must be open, or the names of callers
            127.0.0.1 | addCaller = true                 | | addCaller = true: must be false, unless access names callers
            127.0.0.1 | access = open~addCaller = true   | | addCaller = true: must be false, unless access names callers
            127.0.0.1 | from = direct:in~access = open   | | access = open: must be left out, unless from is platform-http
            127.0.0.1 | from = direct:in~limit = 5/s     | | limit = 5/s: must be left out, unless from is platform-http
            127.0.0.1 | limit = 0/s                      | | limit = 0/s: must be a number of events a second or minute
            127.0.0.1 | limit = 5                        | | limit = 5: must be a number of events a second or minute
            127.0.0.1 | limit = 5/h                      | | limit = 5/h: must be a number of events a second or minute
            127.0.0.1 | limit = -5/s                     | | limit = -5/s: must be a number of events a second or minute
            127.0.0.1 | limit = 1.5/s                    | | limit = 1.5/s: must be a number of events a second or minute
            127.0.0.1 | limit = 99999999999/s            | | limit = 99999999999/s: must be a number of events a second or minute
            127.0.0.1 |                                  | listen.waiting = -1 | listen.waiting = -1: must be a whole number
            127.0.0.1 |                                  | listen.idle-timeout = 0s | listen.idle-timeout = 0s: must be a duration
            127.0.0.1 |                                  | listen.idle-timeout = soon | listen.idle-timeout = soon: must be a duration
            """)
    void invalid_settings_of_access_and_limits_are_refused_at_the_start(
            String host, String lines, String more, String mistake) {
        String start = """
                camel.route-template[publish-orders].template-id = publish
                camel.route-template[publish-orders].topic       = orders
                listen.host = %s
                """.formatted(host);
        StringBuilder written = new StringBuilder(start);
        if (lines == null || !lines.contains("from")) {
            written.append("camel.route-template[publish-orders].from = platform-http:/events/orders\n");
        }
        parts(lines)
                .forEach(line -> written.append("camel.route-template[publish-orders].")
                        .append(line)
                        .append('\n'));
        parts(more).forEach(line -> written.append(line).append('\n'));

        try (Backbone refused = Backbone.of(written.toString())) {
            List<String> mistakes = ConfigurationException.in(catchException(refused::start))
                    .orElseThrow()
                    .mistakes();

            assertThat(mistakes).singleElement().asString().contains(mistake).doesNotContain("so secret");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,               192.0.2.1",
        "2001:db8:1:2:3:4:5:6,    20010db800010002",
        "2001:db8:1:2::9,         20010db800010002",
        "::1,                     0000000000000000",
    })
    void an_ipv6_network_counts_as_one_sender(String address, String network) {
        assertThat(Limit.network(address)).isEqualTo(network);
    }

    private static ReceivedEvent received(String id) {
        while (true) {
            for (ReceivedEvent event : orders.events(1)) {
                if (event.id().equals(id)) {
                    return event;
                }
            }
        }
    }

    private static Stream<String> parts(String lines) {
        return lines == null ? Stream.empty() : Arrays.stream(lines.split("~"));
    }

    private static double counted(String route, String caller, String status) {
        Counter counter = backbone.context()
                .getRegistry()
                .findSingleByType(MeterRegistry.class)
                .find("caravan.publish.requests")
                .tags("route", route, "caller", caller, "status", status)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private static HttpResponse<String> post(String path, String authorization, String body) throws Exception {
        return HTTP.send(request(path, authorization, body).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String authorization, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(backbone.http().resolve(path))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(body));
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private static CompletableFuture<HttpResponse<String>> get(Backbone busy, String path) {
        URI address = busy.http().resolve(path);
        return HTTP.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private static int status(String request) throws IOException {
        try (Socket socket = connected()) {
            write(socket, request);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    private static Socket connected() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), backbone.http().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    }
}
