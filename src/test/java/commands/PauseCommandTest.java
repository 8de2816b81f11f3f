package commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import ledger.AuditEntry;
import ledger.AuditTrail;
import ledger.LedgerSettings;
import ledger.LedgerTable;
import ledger.PauseRecords;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Backbone;
import testing.Written;

/** A consumer is paused and resumed in all processes from a command line. */
class PauseCommandTest {
    private static final String ROUTES = """
            camel.main.name = shop
            camel.route-template[to-billing].template-id = fan-out
            camel.route-template[to-billing].topic       = orders
            camel.route-template[to-billing].queue       = billing
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = direct:bill
            """;

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final RouteBuilder handler = new RouteBuilder() {
        @Override
        public void configure() {
            from("direct:bill")
                    .process(exchange -> handled.add(exchange.getMessage().getBody(String.class)));
        }
    };
    private final Backbone backbone = Backbone.of(ROUTES).routes(handler);
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void a_running_process_pauses_before_its_next_message_and_goes_on_when_it_is_resumed() {
        start();
        send("one");
        await().untilAsserted(() -> assertThat(handled).containsExactly("one"));

        assertThat(run("pause", "billing", "--reason", "stock-taking", "--by", "ana"))
                .isZero();
        assertThat(out.toString())
                .isEqualTo("billing is paused in all processes; each sees it within 2 s, and an idle one before its"
                        + " next message\n");
        assertThat(run("pause", "billing")).isZero();
        assertThat(out.toString()).startsWith("billing is paused already, by ana since ");
        backbone.cloud().reset();
        // An idle process does not ask the ledger, so its last answer is too old by then.
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(6))
                .until(() -> backbone.cloud().dynamoDb().calls().isEmpty());
        send("two");
        await().during(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(handled).containsExactly("one"));

        assertThat(run("resume", "billing", "--by", "ana")).isZero();
        assertThat(out.toString()).isEqualTo("billing is resumed in all processes; each sees it within 2 s\n");
        await().untilAsserted(() -> assertThat(handled).containsExactly("one", "two"));
        assertThat(run("resume", "billing")).isZero();
        assertThat(out.toString()).isEqualTo("billing is not paused in all processes\n");
        assertThat(audit()).extracting(AuditEntry::operation).containsExactly("resume", "pause");
        assertThat(audit().get(1).by()).isEqualTo("ana");
        assertThat(audit().get(1).of()).isEqualTo("route billing in all processes");
        assertThat(audit().get(1).reason()).isEqualTo("stock-taking");
    }

    @Test
    void an_inbox_is_paused_and_resumed_as_a_consumer_is() {
        String routes = """
                camel.main.name = shop
                camel.route-template[to-phones].template-id = inbox
                camel.route-template[to-phones].inbox       = phones
                camel.route-template[to-phones].secret      = a secret of sixteen and more
                """;
        backbone.before(aws -> new LedgerTable(aws.dynamoDb(), LedgerTable.DEFAULT_NAME).create());

        assertThat(runOn(routes, "pause", "to-phones", "--reason", "stock-taking"))
                .isZero();
        assertThat(out.toString()).startsWith("to-phones is paused in all processes; each sees it within 2 s");
        assertThat(new PauseRecords(table(), "shop").all(Duration.ofSeconds(5))).containsOnlyKeys("to-phones");

        assertThat(runOn(routes, "resume", "to-phones")).isZero();
        assertThat(out.toString()).isEqualTo("to-phones is resumed in all processes; each sees it within 2 s\n");
        assertThat(new PauseRecords(table(), "shop").all(Duration.ofSeconds(5))).isEmpty();
        assertThat(audit("phones-inbox-dead-letters"))
                .extracting(AuditEntry::operation)
                .containsExactly("resume", "pause");
        assertThat(runOn(routes, "pause", "phones")).isEqualTo(6);
        assertThat(err.toString()).isEqualTo("no consumer route phones\n");
        assertThat(runOn(routes + "camel.route-template[to-phones].idempotent = false", "pause", "to-phones"))
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pause biling             | 6  | no consumer route biling; did you mean billing?",
                "resume shipping          | 6  | no consumer route shipping",
                "pause to-billing         | 6  | no consumer route to-billing",
                "pause                    | 64 | Missing required parameter: '<route>' (caravan pause --help)",
                "pause billing --reason=  | 64 | --reason: must have 1 to 200 characters (caravan pause --help)"
            })
    void a_refused_pause_is_reported_in_one_line_and_changes_nothing(String arguments, int code, String why) {
        start();

        assertThat(run(arguments.split(" "))).isEqualTo(code);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).singleElement().asString().startsWith(why);
        assertThat(new PauseRecords(table(), "shop").all(Duration.ofSeconds(5))).isEmpty();
        assertThat(audit()).isEmpty();
    }

    @Test
    void a_pause_of_an_application_without_the_ledger_is_refused() {
        start();

        assertThat(runOn(ROUTES + "camel.route-template[billing].idempotent = false", "pause", "billing"))
                .isEqualTo(4);

        assertThat(err.toString())
                .isEqualTo("no route of this application uses the ledger, so no process would see the change\n");
    }

    @Test
    void a_ledger_that_refuses_is_reported_in_one_line() {
        start();
        backbone.cloud().dynamoDb().faults().onEverything().refuse(400, "AccessDeniedException");

        assertThat(run("pause", "billing")).isEqualTo(77);

        assertThat(err.toString().lines()).singleElement().asString().startsWith("AWS refuses");
    }

    private void start() {
        backbone.start();
        await().until(() -> backbone.context().getRoute("billing") != null
                && backbone.context()
                        .getRouteController()
                        .getRouteStatus("billing")
                        .isStarted());
    }

    private int run(String... arguments) {
        return runOn(ROUTES, arguments);
    }

    private int runOn(String routes, String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        LedgerSettings ledger = new LedgerSettings(
                LedgerTable.DEFAULT_NAME, true, Duration.ofDays(15), Duration.ofMinutes(5), Duration.ofSeconds(2));
        return Caravan.run(
                        arguments,
                        new Installation(
                                () -> AwsClients.of(
                                        backbone.cloud().sqs().endpoint(),
                                        backbone.cloud().sns().endpoint(),
                                        backbone.cloud().dynamoDb().endpoint()),
                                () -> Written.topology(routes, handler),
                                () -> new OperatorSettings(ledger, Duration.ofDays(365))),
                        InputStream.nullInputStream(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .number();
    }

    private List<AuditEntry> audit() {
        return audit("billing");
    }

    private List<AuditEntry> audit(String subject) {
        return new AuditTrail(table(), Duration.ofDays(1), Clock.systemUTC()).of(subject, 10);
    }

    private LedgerTable table() {
        return new LedgerTable(backbone.aws().dynamoDb(), LedgerTable.DEFAULT_NAME);
    }

    private void send(String body) {
        String url = backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName("billing"))
                .queueUrl();
        backbone.aws().sqs().sendMessage(request -> request.queueUrl(url).messageBody(body));
    }
}
