package commands;

import static org.assertj.core.api.Assertions.assertThat;

import aws.AwsClients;
import failure.Cause;
import history.EventHistory;
import history.PublicationRecord;
import history.Published;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import ledger.Claim;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.Lease;
import ledger.Ledger;
import ledger.MutableClock;
import ledger.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import telemetry.TraceLinks;
import testing.Written;
import topology.Topology;

class WhereIsEventCommandTest {
    @RegisterExtension
    static final EmbeddedTable EMBEDDED = new EmbeddedTable();

    private final MutableClock clock = new MutableClock();
    private final Ledger ledger = new DynamoDbLedger(EMBEDDED.table(), clock);
    private final EventHistory history = new EventHistory(EMBEDDED.table());
    private final String event = UUID.randomUUID().toString();

    private OperatorSettings settings = LettersForTests.settings("caravan-ledger");
    private Supplier<Topology> topology = () -> Written.topology("");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void prints_where_an_event_is() {
        history.add(List.of(PublicationRecord.of(event, new Published("orders", clock.instant(), "sns-1"))));
        ledger.failed(claimed("billing"), new Cause("java.io.IOException", "no route\nto host", "f1"));
        ledger.done(claimed("order-history"));

        int code = run("event", event);

        assertThat(code).isZero();
        assertThat(out).hasToString("""
                        TOPIC   PUBLISHED                 MESSAGE ID
                        orders  2026-01-02T03:04:05.678Z  sns-1

                        SUBSCRIBER     STATE   ATTEMPTS  FIRST                     LAST                      CAUSE
                        billing        FAILED  1         2026-01-02T03:04:05.678Z  2026-01-02T03:04:05.678Z  \
                        java.io.IOException: no route to host
                        order-history  DONE    1         2026-01-02T03:04:05.678Z  2026-01-02T03:04:05.678Z
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void prints_the_acknowledgement_of_an_inbox_client() {
        ledger.done(claimed("app-inbox-17"));
        ledger.failed(claimed("app-inbox-18"), new Cause("inbox.ClientFailureException", "the disk is full", "f1"));

        run("event", event);

        assertThat(out.toString()).endsWith("""

                        client 17: received 03:04:05
                        client 18: failed 03:04:05
                        """);
    }

    @Test
    void prints_the_sources_too_if_the_id_came_from_several() {
        history.add(List.of(PublicationRecord.of(event, new Published("orders", clock.instant(), "sns-1", "/shop"))));
        history.add(List.of(PublicationRecord.of(event, new Published("orders", clock.instant(), "sns-2", "/market"))));
        ledger.done(claimed("billing", "/shop"));
        claimed("billing", "/market");

        run("event", event);

        assertThat(out).hasToString("""
                        TOPIC   SOURCE   PUBLISHED                 MESSAGE ID
                        orders  /market  2026-01-02T03:04:05.678Z  sns-2
                        orders  /shop    2026-01-02T03:04:05.678Z  sns-1

                        SUBSCRIBER  SOURCE   STATE        ATTEMPTS  FIRST                     LAST                      CAUSE
                        billing     /shop    DONE         1         2026-01-02T03:04:05.678Z  2026-01-02T03:04:05.678Z
                        billing     /market  IN_PROGRESS  1         2026-01-02T03:04:05.678Z  2026-01-02T03:04:05.678Z
                        """);
    }

    @Test
    void names_subscribers_that_did_not_get_the_event_and_the_reason() {
        topology = () -> Written.topology("""
                camel.route-template[to-billing].template-id  = fan-out
                camel.route-template[to-billing].topic        = orders
                camel.route-template[to-billing].queue        = billing
                camel.route-template[to-shipping].template-id = fan-out
                camel.route-template[to-shipping].topic       = orders
                camel.route-template[to-shipping].queue       = shipping
                camel.route-template[to-shipping].types       = OrderPaid
                camel.route-template[to-tax].template-id      = fan-out
                camel.route-template[to-tax].topic            = orders
                camel.route-template[to-tax].queue            = tax
                camel.route-template[of-tax].template-id      = polling-consumer
                camel.route-template[of-tax].queue            = tax
                camel.route-template[of-tax].handler          = mock:tax
                camel.route-template[to-other].template-id    = fan-out
                camel.route-template[to-other].topic          = parcels
                camel.route-template[to-other].queue          = other
                """);
        history.add(List.of(PublicationRecord.of(
                event, new Published("orders", clock.instant(), "sns-1", "/shop", "OrderPlaced"))));
        ledger.done(claimed("billing", "/shop"));

        int code = run("event", event);
        run("event", event, "--json");

        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("""
                        SUBSCRIBER  STATE     ATTEMPTS  FIRST                     LAST                      CAUSE
                        billing     DONE      1         2026-01-02T03:04:05.678Z  2026-01-02T03:04:05.678Z
                        shipping    FILTERED                                                                \
                        the filter wants ce_type OrderPaid, this is OrderPlaced
                        tax         NOT_YET
                        """, "\"subscriber\":\"shipping\",\"state\":\"filtered\",\"reason\":\"the filter wants");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void the_history_can_be_read_although_a_route_has_a_mistake() {
        topology = () -> Written.topology("""
                camel.route-template[to-billing].template-id = fan-out
                camel.route-template[to-billing].topic       = orders
                """);
        history.add(List.of(PublicationRecord.of(event, new Published("orders", clock.instant(), "sns-1"))));

        int code = run("event", event);

        assertThat(code).isZero();
        assertThat(out.toString()).contains("sns-1");
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("who else should have it is not known: ")
                .contains("to-billing", "queue");
    }

    @Test
    void prints_one_source_as_json_alone() {
        history.add(List.of(PublicationRecord.of(event, new Published("orders", clock.instant(), "sns-1", "/shop"))));
        ledger.done(claimed("billing", "/shop"));

        run("event", event);
        run("event", event, "--json");

        assertThat(out.toString()).doesNotContain("SOURCE").contains("\"source\":\"/shop\"");
    }

    @Test
    void prints_the_trace_of_an_event_with_its_link() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        settings = new OperatorSettings(
                settings.ledger(),
                settings.auditRetention(),
                new TraceLinks(Optional.of("https://traces/{traceId}?x")));
        history.add(List.of(PublicationRecord.of(
                event, new Published("orders", clock.instant(), "sns-1", "/shop", "OrderPlaced", trace))));

        run("event", event);
        run("event", event, "--json");

        assertThat(out.toString())
                .containsPattern("TRACE +LINK\\R" + trace + "  https://traces/" + trace + "\\?x")
                .contains("\"traces\":[{\"id\":\"" + trace + "\",\"url\":\"https://traces/" + trace + "?x\"}]");
    }

    @Test
    void prints_the_history_as_json() {
        history.add(List.of(
                PublicationRecord.of(event, new Published("orders", Instant.parse("2026-01-02T03:04:05Z"), "sns-1"))));

        int code = run("event", event, "--json");

        assertThat(code).isZero();
        assertThat(out.toString())
                .isEqualToIgnoringNewLines(history.of(event)
                        .orElseThrow()
                        .expectedBy(topology.get())
                        .toJson());
    }

    @Test
    void ends_with_6_for_an_event_that_is_not_known() {
        int code = run("event", event);

        assertThat(code).isEqualTo(6);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEqualToIgnoringNewLines("not known: " + event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "event 4711 0815", "event 4711 --yaml", "evnet 4711"})
    void ends_with_64_for_arguments_that_are_wrong(String arguments) {
        int code = run(arguments.split(" "));

        assertThat(code).isEqualTo(64);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isNotEmpty();
        assertThat(EMBEDDED.proxy().calls()).isEmpty();
    }

    @Test
    void ends_with_3_and_one_line_while_aws_does_not_answer() {
        EMBEDDED.proxy().faults().onEverything().unavailable();

        int code = run("event", event);

        assertThat(code).isEqualTo(3);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("AWS does not answer: table caravan-ledger");
    }

    @Test
    void ends_with_78_and_one_line_without_a_region() {
        int code = runWithout(SdkClientException.create("Unable to load region"));

        assertThat(code).isEqualTo(78);
        assertThat(err.toString()).isEqualToIgnoringNewLines("AWS is not configured: Unable to load region");
    }

    @Test
    void ends_with_70_for_a_defect_of_its_own() {
        int code = runWithout(new IllegalStateException("a defect"));

        assertThat(code).isEqualTo(70);
        assertThat(err.toString()).contains("a defect");
    }

    @Test
    void looks_into_the_table_that_is_named() {
        int code = run("event", event, "--table", "elsewhere");

        assertThat(code).isEqualTo(77);
        assertThat(err.toString()).startsWith("AWS refuses dynamodb:Query: table elsewhere does not exist");
    }

    @Test
    void looks_into_the_table_of_the_configuration() {
        settings = LettersForTests.settings("configured");

        int code = run("event", event);

        assertThat(code).isEqualTo(77);
        assertThat(err.toString()).contains("table configured does not exist");
    }

    @Test
    void prints_its_usage() {
        int code = run("--help");

        assertThat(code).isZero();
        assertThat(out.toString()).contains("Usage: caravan").contains("event");
    }

    private int run(String... arguments) {
        return run(EMBEDDED::aws, arguments);
    }

    private int runWithout(RuntimeException clients) {
        return run(
                () -> {
                    throw clients;
                },
                "event",
                event);
    }

    private int run(Supplier<AwsClients> clients, String... arguments) {
        return Caravan.run(
                        arguments,
                        new Installation(clients, topology, () -> settings),
                        InputStream.nullInputStream(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .number();
    }

    private Lease claimed(String subscriber) {
        return claimed(subscriber, "");
    }

    private Lease claimed(String subscriber, String source) {
        Work work = new Work(event, source, subscriber, "message-1", 1);
        return ((Claim.Granted) ledger.claim(work, Duration.ofSeconds(30))).lease();
    }
}
