package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import history.EventHistory;
import history.History;
import history.Published;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.State;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Backbone;

/** Two sources use the same event ids. Every step from the publisher to the handler distinguishes their events. */
class TwoSourcesTest {
    private static final String BATCH_TYPE = "application/cloudevents-batch+json";
    private static final List<String> HANDLED = new CopyOnWriteArrayList<>();

    private static Backbone backbone;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                camel.route-template[publish-orders].template-id   = publish
                camel.route-template[publish-orders].from          = platform-http:/orders
                camel.route-template[publish-orders].topic         = orders
                camel.route-template[to-billing].template-id       = fan-out
                camel.route-template[to-billing].topic             = orders
                camel.route-template[to-billing].queue             = billing
                camel.route-template[billing].template-id          = polling-consumer
                camel.route-template[billing].queue                = billing
                camel.route-template[billing].handler              = direct:handled
                camel.route-template[publish-payments].template-id = publish
                camel.route-template[publish-payments].from        = platform-http:/payments
                camel.route-template[publish-payments].topic       = payments.fifo
                camel.route-template[publish-payments].group       = ${header.ce-type}
                camel.route-template[to-till].template-id          = fan-out
                camel.route-template[to-till].topic                = payments.fifo
                camel.route-template[to-till].queue                = till.fifo
                camel.route-template[till].template-id             = fifo-consumer
                camel.route-template[till].queue                   = till.fifo
                camel.route-template[till].handler                 = direct:handled
                """)
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:handled").process(TwoSourcesTest::handle);
                    }
                })
                .start();
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @BeforeEach
    void forget() {
        HANDLED.clear();
    }

    /** The same pair is sent again, to show that each event is still recognized as a duplicate. */
    @ParameterizedTest
    @CsvSource({
        "/orders, orders, billing, one by one",
        "/orders, orders, billing, together",
        "/payments, payments.fifo, till.fifo, one by one",
        "/payments, payments.fifo, till.fifo, together"
    })
    void both_events_are_handled_once_and_found_by_their_id(String path, String topic, String queue, String how)
            throws Exception {
        String id = topic + " " + how;

        publish(path, how, id, "/shop", "/market");
        await().untilAsserted(() -> assertThat(HANDLED).containsExactlyInAnyOrder(id + " /shop", id + " /market"));
        publish(path, how, id, "/shop", "/market", "/fair");

        await().untilAsserted(() -> assertThat(states(id, queue))
                .containsExactlyInAnyOrder(
                        tuple("/shop", State.DONE), tuple("/market", State.DONE), tuple("/fair", State.DONE)));
        assertThat(HANDLED).hasSize(3);
        await().untilAsserted(() -> assertThat(history(id).published())
                .extracting(Published::topic, Published::source)
                .containsExactlyInAnyOrder(tuple(topic, "/shop"), tuple(topic, "/market"), tuple(topic, "/fair")));
    }

    private static void handle(Exchange exchange) {
        HANDLED.add(exchange.getMessage().getHeader("ce-id") + " "
                + exchange.getMessage().getHeader("ce-source"));
    }

    private static List<Tuple> states(String id, String queue) {
        return history(id).subscribers().stream()
                .filter(progress -> progress.queue().equals(queue))
                .map(progress -> tuple(progress.source(), progress.state()))
                .toList();
    }

    private static History history(String id) {
        return backbone.context()
                .getRegistry()
                .findSingleByType(EventHistory.class)
                .of(id)
                .orElseThrow();
    }

    private static void publish(String path, String how, String id, String... sources) throws Exception {
        List<String> events = Stream.of(sources)
                .map(source -> "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"A\",\"data\":1}"
                        .formatted(id, source))
                .toList();
        List<String> requests = how.equals("together")
                ? List.of(events.stream().collect(Collectors.joining(",", "[", "]")))
                : events.stream().map(event -> "[" + event + "]").toList();
        for (String request : requests) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(backbone.http().resolve(path))
                                    .header("Content-Type", BATCH_TYPE)
                                    .POST(BodyPublishers.ofString(request))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        }
    }
}
