package commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import deadletters.DeadLetters;
import deadletters.Job;
import deadletters.Letter;
import deadletters.Page;
import deadletters.Selection;
import delivery.QueueForTests;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import ledger.AuditEntry;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.LedgerSettings;
import ledger.ParkedGroups;

/** A queue whose handler fails on demand, and a command line on the same AWS. */
final class LettersForTests implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EmbeddedTable table;
    private final QueueForTests queue;
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    LettersForTests(EmbeddedTable table, QueueForTests queue) {
        this.table = table;
        this.queue = queue;
        queue.use(new DynamoDbLedger(table.table(), Clock.systemUTC()));
        queue.context().getRegistry().bind("parkedGroups", new ParkedGroups(table.table(), Clock.systemUTC()));
    }

    QueueForTests queue() {
        return queue;
    }

    String name() {
        return queue.name();
    }

    /** The bodies that the handler has handled. */
    List<String> handled() {
        return handled;
    }

    /** Makes the handler fail at these bodies, until the next call. */
    void failAt(String... bodies) {
        failing.clear();
        failing.addAll(List.of(bodies));
    }

    /** Starts the handler, and waits until it has processed the messages in the queue. */
    LettersForTests consume(String options) throws Exception {
        queue.consume("maxAttempts=1&backoff=0s&maxBackoff=1s" + options, exchange -> {
            String body = exchange.getIn().getBody(String.class);
            if (!failing.contains(body)) {
                handled.add(body);
            } else if (body.contains("stock")) {
                failInTheStock(body);
            } else {
                failAtTheTill(body);
            }
        });
        awaitNothingLeft();
        return this;
    }

    void awaitNothingLeft() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(queue.left()).isZero());
    }

    /** Sends events with the ids {@code e-1}, {@code e-2} and so on to the queue, where all of them become dead letters. */
    void letters(String... bodies) throws Exception {
        failAt(bodies);
        for (int number = 1; number <= bodies.length; number++) {
            queue.send(bodies[number - 1], Map.of("ce_id", id(number), "ce_type", "OrderPlaced", "shop", "s" + number));
        }
        consume("");
        await().untilAsserted(() -> assertThat(queue.deadLetterCount()).isEqualTo(bodies.length));
    }

    /**
     * The id of the event that {@link #letters} has sent with this number. It is unique, because the table has the
     * events of all tests.
     */
    String id(int number) {
        return "e-" + number + "-" + queue.name().substring(6, 14);
    }

    /** Stops the handler, so that messages that come back stay in the queue. */
    void stopTheHandler() throws Exception {
        queue.stopRoute();
    }

    String fingerprint(int number) {
        return page().stream()
                .filter(letter -> letter.event().equals(id(number)))
                .findFirst()
                .orElseThrow()
                .fingerprint();
    }

    List<Letter> page() {
        return service()
                .letters(queue.name(), Selection.all(), new Page(1, 100), new Job())
                .letters();
    }

    List<AuditEntry> audit() {
        return service().audit(queue.name(), 10);
    }

    private DeadLetters service() {
        return new DeadLetters(queue.sqs(), table.table(), Duration.ofDays(1), Clock.systemUTC());
    }

    /** Runs a command as a program does, without a terminal. */
    int run(String... arguments) {
        return run("", false, arguments);
    }

    /** Runs a command as a person does, who types this text. */
    int typing(String typed, String... arguments) {
        return run(typed, true, arguments);
    }

    /** Runs a command that reads this text from standard input. */
    int reading(String input, String... arguments) {
        return run(input, false, arguments);
    }

    private int run(String input, boolean hasPerson, String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return Caravan.run(
                        arguments,
                        new Installation(
                                () -> AwsClients.of(
                                        queue.proxy().endpoint(),
                                        queue.proxy().endpoint(),
                                        table.proxy().endpoint()),
                                () -> {
                                    throw new AssertionError("needs no topology");
                                },
                                () -> settings("caravan-ledger")),
                        new Terminal(
                                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                                new PrintWriter(out, true),
                                new PrintWriter(err, true),
                                hasPerson))
                .number();
    }

    /** The settings of an application that configures only this ledger. */
    static OperatorSettings settings(String table) {
        return new OperatorSettings(
                new LedgerSettings(table, true, Duration.ofDays(15), Duration.ofMinutes(5), Duration.ofSeconds(10)),
                Duration.ofDays(365));
    }

    /** The standard output of the last command. */
    String out() {
        return out.toString();
    }

    /** The standard error of the last command. */
    String err() {
        return err.toString();
    }

    /** The last output, which must be exactly one JSON value. */
    JsonNode json() {
        try {
            return JSON.readTree(out());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + out(), e);
        }
    }

    /** Asserts that the last command was refused with this line. */
    void refusedWith(String line) {
        assertThat(out()).isEmpty();
        assertThat(err().lines()).singleElement().asString().contains(line);
    }

    private static void failAtTheTill(String body) {
        throw new IllegalStateException(body);
    }

    private static void failInTheStock(String body) {
        throw new IllegalArgumentException(body);
    }

    @Override
    public void close() {
        table.proxy().reset();
        queue.close();
    }
}
