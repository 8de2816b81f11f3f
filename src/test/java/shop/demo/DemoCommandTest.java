package shop.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static testing.FreePort.freePort;
import static testing.Unneeded.nothing;

import com.fasterxml.jackson.databind.JsonNode;
import commands.Caravan;
import commands.Installation;
import console.Operators;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.AuditTable;
import testing.Backbone;
import testing.OperatorClient;

/** The demo publishes the events of a shop to the sample, as it is shipped. */
class DemoCommandTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path inbox;

    private Backbone backbone;

    @AfterEach
    void stop() {
        if (backbone != null) {
            backbone.close();
        }
    }

    @Test
    void fills_a_local_run_with_events_two_failures_and_a_parked_group() throws Exception {
        start(Operators.everybody());

        assertThat(run("demo", "--for", "8s", "--rate", "20")).isZero();

        assertThat(err.toString()).isEmpty();
        MatchResult told = told();
        int published = Integer.parseInt(told.group(1));
        assertThat(published).isBetween(14, 160);
        int amounts = Integer.parseInt(told.group(3));
        int tills = Integer.parseInt(told.group(4));
        assertThat(List.of(amounts, tills))
                .allSatisfy(number -> assertThat(number).isPositive());
        assertThat(told.group(5)).isEqualTo("1");
        await().atMost(PATIENCE).untilAsserted(() -> {
            Map<String, Integer> failures = failures("billing");
            assertThat(failures).hasSize(2);
            assertThat(failures.values()).containsExactlyInAnyOrder(amounts, tills);
        });
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(groups()).hasSize(2));
        assertThat(groups()).containsOnly(groups().get(0));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(handled()).isEqualTo(published - amounts - tills - 2));
    }

    @Test
    void prints_what_it_does_and_where_to_look_and_then_each_failure_it_causes() {
        start(Operators.everybody());

        run("demo", "--for", "4s", "--rate", "5");

        assertThat(out.toString().lines().toList())
                .hasSizeBetween(4, 8)
                .startsWith(
                        "Publishing 5 events a second to " + backbone.http() + ", for 4s.",
                        "Look at it: " + backbone.http() + "/caravan/console")
                .anyMatch(line -> line.endsWith("its amount is no number, so billing gives it up at once"));
    }

    @Test
    void ends_on_time() {
        start(Operators.everybody());
        long begun = System.nanoTime();

        assertThat(run("demo", "--for", "1s", "--rate", "1")).isZero();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(told().group()).startsWith("Published 1 event of 1 order in 1 s.");
    }

    @Test
    void publishes_nothing_to_an_application_that_is_not_a_local_run() {
        start(null);

        assertThat(run("demo", "--for", "1s")).isEqualTo(4);

        assertThat(err.toString())
                .isEqualTo(backbone.http() + " is not a local run, and the demo publishes to no other\n");
        assertThat(out.toString()).isEmpty();
        assertThat(backbone.cloud().sns().calls().stream().map(Object::toString))
                .noneMatch(call -> call.contains("Publish"));
    }

    @Test
    void reports_that_no_local_run_listens() throws Exception {
        int port = freePort();

        assertThat(run(URI.create("http://127.0.0.1:" + port), "demo")).isEqualTo(3);

        assertThat(err.toString())
                .isEqualTo(
                        ("AWS does not answer: no local run listens on port %d: start one by ./caravan, or give its port"
                                        + " by -Dlisten.http\n")
                                .formatted(port));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void reports_what_it_has_published_when_the_run_refuses_an_event() {
        start(Operators.everybody());
        backbone.cloud().sns().faults().onEverything().refuse(400, "InvalidParameter");

        assertThat(run("demo", "--for", "5s")).isEqualTo(4);

        assertThat(err.toString())
                .startsWith("POST " + backbone.http() + "/events/orders: the answer was ")
                .hasLineCount(1);
        assertThat(told().group(1)).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demo --for soon | --for soon: must be a duration such as 500ms, 30s or 15m, from 1s to 1d",
                "demo --for 0s   | --for 0s: must be a duration such as 500ms, 30s or 15m, from 1s to 1d",
                "demo --rate 0   | --rate 0: must be a whole number from 1 to 100",
                "demo --rate 101 | --rate 101: must be a whole number from 1 to 100",
                "demo --rate x   | Invalid value for option '--rate'",
                "demo orders     | Unmatched argument at index 1: 'orders'"
            })
    void wrong_arguments_are_refused_in_one_line_and_publish_nothing(String arguments, String line) {
        assertThat(run(URI.create("http://127.0.0.1:1"), arguments.split(" "))).isEqualTo(64);

        assertThat(err.toString()).startsWith(line).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    /** @param operators who may operate the application, or {@code null} for an application that is no local run */
    private void start(Operators operators) {
        backbone = Backbone.shipped()
                .property("orders.inbox", inbox.toString())
                .property("camel.route-template[billing].backoff", "100ms")
                .property("camel.route-template[billing].maxBackoff", "200ms")
                .before(aws -> AuditTable.make(aws.dynamoDb()));
        if (operators != null) {
            backbone.bind("operators", operators);
        }
        backbone.start();
        await().atMost(PATIENCE)
                .until(() -> backbone.context().getRoutesSize() > 0
                        && List.of("publish-orders", "publish-order-status").stream()
                                .allMatch(route -> backbone.context().getRoute(route) != null));
    }

    private int run(String... arguments) {
        return run(backbone.http(), arguments);
    }

    private int run(URI address, String... arguments) {
        Installation installation = new Installation(
                nothing("AWS"),
                nothing("topology"),
                nothing("settings"),
                List.of(new DemoCommand(() -> address, "./caravan")));
        return Caravan.run(
                        arguments,
                        installation,
                        InputStream.nullInputStream(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .number();
    }

    /** The numbers in the last line of the demo. */
    private MatchResult told() {
        return Pattern.compile(
                        "Published (\\d+) events? of (\\d+) orders? in \\d+ s. Meant to fail: (\\d+) with a wrong"
                                + " amount, (\\d+) at a closed till, (\\d+) with an unknown status.\n$")
                .matcher(out.toString())
                .results()
                .findFirst()
                .orElseThrow();
    }

    /** The number of dead letters by fingerprint. */
    private Map<String, Integer> failures(String queue) throws Exception {
        Map<String, Integer> letters = new HashMap<>();
        get("/dead-letters/" + queue, "/caravan/dead-letters/{queue}")
                .path("failures")
                .forEach(failure -> letters.put(
                        failure.path("fingerprint").asText(),
                        failure.path("letters").asInt()));
        return letters;
    }

    /** The group of each dead letter of the FIFO queue. */
    private List<String> groups() throws Exception {
        List<String> groups = new ArrayList<>();
        get("/dead-letters/order-history.fifo/letters", "/caravan/dead-letters/{queue}/letters")
                .path("letters")
                .forEach(letter -> groups.add(letter.path("group").asText()));
        return groups;
    }

    /** The number of handled events. The audit does not count, because it gets every order a second time. */
    private int handled() throws Exception {
        int handled = 0;
        for (JsonNode route : get("/now", "/caravan/now").path("routes")) {
            if (!route.path("id").asText().equals("audit-orders")) {
                handled += route.path("ends").path("handled").asInt();
            }
        }
        return handled;
    }

    private JsonNode get(String path, String described) throws Exception {
        return new OperatorClient(backbone.http(), null).get(path, described);
    }
}
