package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import configuration.ConfigurationCheck;
import configuration.ConfigurationException;
import deadletters.Count;
import deadletters.DeadLetters;
import deadletters.DeadLettersSetup;
import deadletters.Job;
import deadletters.Outcome;
import delivery.SqsComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import ledger.Author;
import ledger.LedgerSetup;
import local.LocalCloud;
import local.ProxiedCloud;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import publishing.SnsComponent;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class FifoConsumerTest {
    private static final String ROUTES = """
            camel.route-template[publish-status].template-id = publish
            camel.route-template[publish-status].from = direct:publish
            camel.route-template[publish-status].topic = status.fifo
            camel.route-template[publish-status].type = StatusChanged
            camel.route-template[publish-status].group = ${header.ce-subject}
            camel.route-template[to-history].template-id = fan-out
            camel.route-template[to-history].topic = status.fifo
            camel.route-template[to-history].queue = history.fifo
            camel.route-template[history].template-id = fifo-consumer
            camel.route-template[history].queue = history.fifo
            camel.route-template[history].handler = direct:history
            camel.component.aws2-sqs.wait-time-seconds = 1
            camel.routecontroller.enabled = true
            camel.routecontroller.backOffDelay = 200
            """;

    private static ProxiedCloud cloud;
    private static AwsClients aws;

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    @TempDir
    Path directory;

    private Main application;

    @BeforeAll
    static void startCloud() {
        cloud = LocalCloud.withProxies();
        aws = AwsClients.of(
                cloud.sqs().endpoint(), cloud.sns().endpoint(), cloud.dynamoDb().endpoint());
    }

    @AfterAll
    static void stopCloud() {
        aws.close();
        cloud.close();
    }

    @AfterEach
    void stop() {
        if (application != null) {
            application.stop();
        }
        cloud.reset();
    }

    @Test
    void an_event_that_is_published_twice_is_handled_once() throws Exception {
        start("");

        publish("placed", "order-1", "once-1");
        publish("placed", "order-1", "once-1");
        publish("paid", "order-1", "once-2");

        await().untilAsserted(() -> assertThat(handled).contains("paid"));
        await().during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(handled).containsExactly("placed", "paid"));
        assertThat(cloud.dynamoDb().countStatements())
                .as("two events, and no third message that the ledger had to refuse")
                .isEqualTo(4);
    }

    @Test
    void a_parked_group_is_released_by_the_beans_of_the_application() throws Exception {
        start("""
                camel.route-template[history].on-failure = park
                camel.route-template[history].max-attempts = 1
                """);
        failing.add("park-1");
        publish("park-1", "order-2", "park-1");
        publish("park-2", "order-2", "park-2");
        await().untilAsserted(() -> assertThat(letters()).isEqualTo(2));
        failing.clear();

        DeadLetters letters = application.getCamelContext().getRegistry().findSingleByType(DeadLetters.class);
        Outcome released = letters.release("history.fifo", "order-2", false, Author.of("me"), new Job());

        await().untilAsserted(() -> assertThat(handled).containsExactly("park-1", "park-2"));
        assertThat(released.count(Count.MOVED)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [history].queue = history | route history: queue = history: must be the name of a FIFO queue: 1 to 80 \
            letters, digits, - and _, with .fifo at the end; or the ARN or URL of one of another account
            [history].on-failure = stop | route history: onFailure = stop: must be block or park
            [history].on-failure = park; [history].idempotent = false | route history: idempotent = false: must be true \
            where onFailure is park: the ledger knows what is parked
            [to-history].max-receive-count = 49 | route to-history: maxReceiveCount = 49: must be at least 50, ten times \
            maxAttempts of route history
            """)
    void refuses_in_one_line_settings_that_cannot_keep_the_order(String parameters, String line) {
        String more = "camel.route-template" + parameters.replace("; ", "\ncamel.route-template");

        Exception refusal = catchException(() -> start(more));

        assertThat(ConfigurationException.in(refusal).orElseThrow(() -> new AssertionError(refusal)))
                .hasMessage(line);
    }

    /** Starts an application with these routes, with other values for some of their parameters. */
    private void start(String more) throws Exception {
        String routes = ROUTES.lines()
                .filter(line -> more.lines().noneMatch(other -> key(other).equals(key(line))))
                .reduce("", (all, line) -> all + line + "\n");
        Path file = Files.writeString(directory.resolve("application.properties"), routes + more);
        application = new Main();
        application.setPropertyPlaceholderLocations("file:" + file);
        application.bind("sqs", aws.sqs());
        application.bind("sns", aws.sns());
        application.bind("dynamoDb", aws.dynamoDb());
        application.bind("aws2-sqs", new SqsComponent());
        application.bind("aws2-sns", new SnsComponent());
        application.addMainListener(new ConfigurationCheck());
        application.addMainListener(new LedgerSetup(aws.dynamoDb()));
        application.addMainListener(new DeadLettersSetup(aws.sqs()));
        application.configure().addRoutesBuilder(new Publish());
        application.configure().addRoutesBuilder(new FanOut());
        application.configure().addRoutesBuilder(new FifoConsumer());
        application.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:history").errorHandler(noErrorHandler()).process(FifoConsumerTest.this::handle);
            }
        });
        application.start();
        for (String route : List.of("publish-status", "history")) {
            await().until(() ->
                    application.getCamelContext().getRouteController().getRouteStatus(route) == ServiceStatus.Started);
        }
    }

    private void handle(Exchange exchange) {
        String body = exchange.getIn().getBody(String.class);
        if (failing.contains(body)) {
            throw new IllegalStateException(body + " fails");
        }
        handled.add(body);
    }

    private static String key(String line) {
        return line.substring(0, line.indexOf('=')).strip();
    }

    private void publish(String body, String order, String id) throws Exception {
        application
                .getCamelTemplate()
                .sendBodyAndHeaders(
                        "direct:publish",
                        body,
                        Map.of(
                                "ce-specversion",
                                "1.0",
                                "ce-id",
                                id,
                                "ce-source",
                                "/shop",
                                "ce-type",
                                "A",
                                "ce-subject",
                                order));
    }

    private static int letters() {
        String url = aws.sqs()
                .getQueueUrl(request -> request.queueName("history-dead-letters.fifo"))
                .queueUrl();
        return Integer.parseInt(aws.sqs()
                .getQueueAttributes(request ->
                        request.queueUrl(url).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }
}
