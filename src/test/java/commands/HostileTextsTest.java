package commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import testing.Backbone;
import topology.Topology;

/** Ids, types and exceptions that would forge a line of the log, or control a terminal. */
class HostileTextsTest {
    private static final String FORGED = "\n12:00:00.000 ERROR forged";

    /** The hostile characters that SNS and SQS accept. */
    private static final String SENT = "\u0085\u009b2J\u2028\u2029\u202e\u2066\u200f\t\r\n" + FORGED + "\r" + FORGED;

    /** More hostile characters, which SNS and SQS refuse, but which exceptions and the local SQS may have. */
    private static final String ALL = "\u001b[31m\u001b]0;title\u0007\u0000\u007f" + SENT;

    private static final String OBEYED = "[\\p{Cc}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]";
    private static final String PUBLISHED = "published" + SENT;
    private static final String QUEUED = "queued" + SENT;
    private static final String TOKEN = "a-token";

    private static final List<String> LOGGED = new CopyOnWriteArrayList<>();
    private static Backbone backbone;
    private static AppenderBase<ILoggingEvent> recorder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        record();
        backbone = Backbone.of("""
                        camel.route-template[publish-orders].template-id = publish
                        camel.route-template[publish-orders].from        = platform-http:/events/orders
                        camel.route-template[publish-orders].topic       = orders
                        camel.route-template[orders-to-billing].template-id = fan-out
                        camel.route-template[orders-to-billing].topic       = orders
                        camel.route-template[orders-to-billing].queue       = billing
                        camel.route-template[billing].template-id = polling-consumer
                        camel.route-template[billing].queue       = billing
                        camel.route-template[billing].handler     = direct:fail
                        camel.route-template[billing].maxAttempts = 2
                        camel.route-template[billing].backoff     = 0s
                        camel.route-template[billing].maxBackoff  = 1s
                        camel.route-template[letters].template-id = dead-letter
                        camel.route-template[letters].queue       = billing
                        camel.route-template[letters].period      = 1s
                        """)
                .property("dead-letters.token", TOKEN)
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:fail").routeId("fail").process(exchange -> {
                            throw new IllegalStateException(ALL, new IllegalArgumentException(ALL));
                        });
                    }
                })
                .start();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(post(PUBLISHED, "t" + SENT).statusCode()).isEqualTo(202));
        queue();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(count("billing-dead-letters")).isEqualTo(2));
    }

    @AfterAll
    static void stop() {
        backbone.close();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(recorder);
    }

    @Test
    void no_line_of_the_log_is_forged() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(LOGGED).anyMatch(line -> line.contains("dead-letters")));

        assertThat(LOGGED).anyMatch(line -> line.contains("2J"));
        assertThat(LOGGED).allSatisfy(HostileTextsTest::assertHarmless);
    }

    @ParameterizedTest
    @CsvSource({
        "event PUBLISHED, 0",
        "event PUBLISHED --json, 0",
        "event UNKNOWN, 6",
        "dead-letters list billing, 0",
        "dead-letters list billing --json, 0",
        "dead-letters list billing --id QUEUED, 0",
        "dead-letters list billing --id QUEUED --json, 0",
        "dead-letters list UNKNOWN, 6",
        "dead-letters show billing PUBLISHED, 0",
        "dead-letters show billing PUBLISHED --json, 0",
        "dead-letters show billing UNKNOWN, 6",
        "dead-letters audit UNKNOWN, 6",
        "dead-letters redrive billing --id UNKNOWN --dry-run, 6",
        "dead-letters UNKNOWN, 64",
        "release UNKNOWN, 6",
        "release UNKNOWN --queue UNKNOWN, 6",
    })
    void the_output_of_a_command_has_no_control_characters(String command, int code) {
        String[] arguments = Stream.of(command.split(" "))
                .map(word -> Map.of("PUBLISHED", PUBLISHED, "QUEUED", QUEUED, "UNKNOWN", "unknown" + ALL)
                        .getOrDefault(word, word))
                .toArray(String[]::new);

        assertThat(run(arguments)).as("%s%s", out, err).isEqualTo(code);

        assertHarmless(out.toString());
        assertHarmless(err.toString());
        assertThat(out + err.toString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/caravan/events/PUBLISHED",
                "/caravan/events?id=QUEUED",
                "/caravan/events/UNKNOWN",
                "/caravan/dead-letters/billing",
                "/caravan/dead-letters/billing/letters?id=QUEUED",
                "/caravan/dead-letters/billing/letters/PUBLISHED",
                "/caravan/dead-letters/billing/letters/UNKNOWN",
                "/caravan/dead-letters/UNKNOWN",
                "/UNKNOWN",
            })
    void an_http_response_has_no_control_characters(String path) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(backbone.http()
                        .resolve(path.replace("PUBLISHED", encoded(PUBLISHED))
                                .replace("QUEUED", encoded(QUEUED))
                                .replace("UNKNOWN", encoded("unknown" + ALL))))
                .header("Authorization", "Bearer " + TOKEN));

        assertThat(answer.body()).isNotEmpty().doesNotContainPattern(OBEYED);
    }

    @Test
    void the_response_to_a_publisher_has_no_control_characters() throws Exception {
        assertThat(post("another " + PUBLISHED, "t").body())
                .contains("another published")
                .doesNotContainPattern(OBEYED);
        HttpResponse<String> refused = post("refused" + ALL, "t");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).doesNotContainPattern(OBEYED);
    }

    /** Allows line ends and tabs, but no other character that a terminal obeys, and no line that looks like a line of the log. */
    private static void assertHarmless(String text) {
        assertThat(text.replaceAll("[\\n\\t]", "")).doesNotContainPattern(OBEYED);
        assertThat(text.lines()).noneMatch(line -> line.startsWith("12:00:00.000"));
    }

    private static void record() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
        recorder = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                LOGGED.add(new String(console.getEncoder().encode(event), UTF_8));
            }
        };
        recorder.setContext(context);
        recorder.start();
        root.addAppender(recorder);
    }

    private static HttpResponse<String> post(String id, String type) throws Exception {
        return send(HttpRequest.newBuilder(backbone.http().resolve("/events/orders"))
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-source", "/shop")
                .header("ce-id", encoded(id))
                .header("ce-type", encoded(type))
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends an event that did not come through Caravan's own publishers. */
    private static void queue() {
        Map<String, MessageAttributeValue> attributes =
                Map.of("ce_id", QUEUED, "ce_type", "t" + SENT).entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                attribute -> MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue(attribute.getValue())
                                        .build()));
        backbone.aws()
                .sqs()
                .sendMessage(message ->
                        message.queueUrl(url("billing")).messageBody("{}").messageAttributes(attributes));
    }

    private static int count(String queue) {
        return Integer.parseInt(backbone.aws()
                .sqs()
                .getQueueAttributes(request ->
                        request.queueUrl(url(queue)).attributeNamesWithStrings("ApproximateNumberOfMessages"))
                .attributesAsStrings()
                .get("ApproximateNumberOfMessages"));
    }

    private static String url(String queue) {
        return backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName(queue))
                .queueUrl();
    }

    private int run(String... arguments) {
        return Caravan.run(
                        arguments,
                        new Installation(
                                () -> AwsClients.of(
                                        backbone.cloud().sqs().endpoint(),
                                        backbone.cloud().sns().endpoint(),
                                        backbone.cloud().dynamoDb().endpoint()),
                                () -> Topology.of(backbone.context()),
                                () -> LettersForTests.settings("caravan-ledger")),
                        InputStream.nullInputStream(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .number();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
