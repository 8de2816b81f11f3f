package routes;

import static org.apache.camel.ServiceStatus.Started;
import static org.apache.camel.ServiceStatus.Stopped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static testing.FreePort.freePort;

import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import ledger.LedgerTable;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.RouteRestartingFailureEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sqs.model.Message;
import testing.Backbone;

/** Nothing is published to a topic before each fan-out of it in this application has started once. */
class SubscribersFirstTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String ARN = "arn:aws:sns:us-east-1:000000000000:";
    private static final String NAMES = "\nthe.topic = orders\n";

    private static final String PUBLISH = """
            camel.route-template[publish-orders].template-id = publish
            camel.route-template[publish-orders].from        = platform-http:/events/orders
            camel.route-template[publish-orders].topic       = orders
            """;

    private static final String BILLING = """
            camel.route-template[orders-to-billing].template-id = fan-out
            camel.route-template[orders-to-billing].topic       = orders
            camel.route-template[orders-to-billing].queue       = billing
            """;

    private static final String AUDIT = BILLING.replace("billing", "audit");

    private static final String WEB = """
            camel.route-template[web].template-id = push-consumer
            camel.route-template[web].path        = /sns/orders
            camel.route-template[web].topic       = orders
            camel.route-template[web].handler     = mock:web
            """;

    /** Settings that retry the start of a route at once. */
    private static final String QUICKLY = """
            camel.routecontroller.back-off-delay      = 20
            camel.routecontroller.back-off-multiplier = 1
            """;

    /** Settings that retry the start of a route only after a day, unless something else starts it. */
    private static final String TOMORROW = """
            camel.routecontroller.back-off-delay     = 86400000
            camel.routecontroller.back-off-max-delay = 86400000
            """;

    @TempDir
    Path inbox;

    @ParameterizedTest
    @CsvSource({
        // the topic as publish says it, as fan-out says it, the queue
        "orders,            orders,            billing",
        "orders.fifo,       orders.fifo,       billing.fifo",
        "orders.fifo,       orders.fifo,       billing",
        "{{the.topic}},     orders,            billing",
        "orders,            {{the.topic}},     billing",
        ARN + "orders,      " + ARN + "orders, billing",
        ARN + "orders,      orders,            billing",
        "orders,            " + ARN + "orders, billing",
        ARN + "orders.fifo, orders.fifo,       billing.fifo",
    })
    void accepted_events_reach_a_subscriber_whose_fan_out_starts_at_its_sixth_attempt(
            String published, String subscribed, String queue) {
        boolean fifo = published.endsWith(".fifo");
        String routes = QUICKLY
                + NAMES
                + PUBLISH.replace("= orders", "= " + published)
                + (fifo ? "camel.route-template[publish-orders].group = one\n" : "")
                + BILLING.replace("= orders", "= " + subscribed).replace("= billing", "= " + queue);
        try (Backbone backbone = Backbone.of(routes)) {
            backbone.before(aws -> aws.sns()
                    .createTopic(topic -> topic.name(fifo ? "orders.fifo" : "orders")
                            .attributes(fifo ? Map.of("FifoTopic", "true") : Map.of())));
            backbone.cloud().sns().faults().on("Subscribe").times(5).refuse(403, "AuthorizationError");
            backbone.start();

            Set<String> accepted = post(backbone, 20);

            assertThat(backbone.cloud().sns().count("Subscribe")).isEqualTo(6);
            assertThat(delivered(backbone, queue, 20)).isEqualTo(accepted);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sns, Subscribe",
        "sns, ListSubscriptionsByTopic",
        "sns, ListTopics",
        "sns, CreateTopic",
        "sqs, GetQueueUrl",
        "sqs, CreateQueue",
        "sqs, GetQueueAttributes",
        "sqs, SetQueueAttributes",
    })
    void accepted_events_reach_each_subscriber_whichever_request_of_the_start_is_refused(
            String service, String action) {
        try (Backbone backbone = Backbone.of(QUICKLY + PUBLISH + BILLING + AUDIT)) {
            (service.equals("sns") ? backbone.cloud().sns() : backbone.cloud().sqs())
                    .faults()
                    .on(action)
                    .times(3)
                    .refuse(403, "AccessDenied");
            backbone.start();

            Set<String> accepted = post(backbone, 20);

            assertThat(delivered(backbone, "billing", 20)).isEqualTo(accepted);
            assertThat(delivered(backbone, "audit", 20)).isEqualTo(accepted);
        }
    }

    @Test
    void a_fan_out_that_cannot_start_delays_http_and_files_and_is_named_by_health() throws Exception {
        Path file = Files.writeString(inbox.resolve("order"), "{}");
        String files = PUBLISH.replace("publish-orders", "publish-files")
                .replaceFirst("from .*", "from = file:" + inbox + "?initialDelay=0&delay=10");
        try (Backbone backbone = Backbone.of(QUICKLY + PUBLISH + files + BILLING + AUDIT)) {
            backbone.cloud().sqs().faults().on("CreateQueue").times(2).refuse(403, "AccessDenied");
            backbone.cloud().sns().faults().on("Subscribe").refuse(403, "AuthorizationError");
            backbone.start();

            await().until(() -> backbone.cloud().sns().count("Subscribe") > 5);
            HttpResponse<String> answer = send(backbone, "1");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(readiness(backbone))
                    .isEqualTo("Route publish-files does not start yet: topic orders waits for fan-out orders-to-audit"
                            + " (orders → audit), fan-out orders-to-billing (orders → billing);"
                            + " Route publish-orders does not start yet: topic orders waits for fan-out orders-to-audit"
                            + " (orders → audit), fan-out orders-to-billing (orders → billing)");
            assertThat(file).exists();
            assertThat(backbone.cloud().sns().count("PublishBatch")).isZero();

            backbone.cloud().sns().faults().clear();

            Set<String> accepted = post(backbone, 1);
            await().untilAsserted(() -> assertThat(file).doesNotExist());
            assertThat(delivered(backbone, "billing", 2)).hasSize(2).containsAll(accepted);
            assertThat(readiness(backbone)).isEmpty();
        }
    }

    @Test
    void health_names_only_the_fan_out_that_is_still_awaited() {
        try (Backbone backbone = Backbone.of(TOMORROW + PUBLISH + BILLING + AUDIT)) {
            backbone.cloud().sns().faults().on("Subscribe").times(2).refuse(403, "AuthorizationError");
            backbone.start();
            assertThat(readiness(backbone)).contains("orders-to-audit", "orders-to-billing");

            start(backbone, "orders-to-audit");

            await().untilAsserted(() -> assertThat(readiness(backbone))
                    .contains("orders-to-billing")
                    .doesNotContain("orders-to-audit"));
            assertThat(status(backbone, "publish-orders")).isEqualTo(Stopped);
        }
    }

    @Test
    void a_route_that_waits_starts_as_soon_as_the_fan_out_has_started() {
        try (Backbone backbone = Backbone.of(TOMORROW + PUBLISH + BILLING)) {
            backbone.cloud().sns().faults().on("Subscribe").times(1).refuse(403, "AuthorizationError");
            backbone.start();
            assertThat(status(backbone, "publish-orders")).isEqualTo(Stopped);

            start(backbone, "orders-to-billing");

            await().until(() -> status(backbone, "publish-orders") == Started);
        }
    }

    @Test
    void routes_of_other_topics_do_not_wait() throws Exception {
        String payments = PUBLISH.replace("orders", "payments") + BILLING.replace("orders", "payments");
        try (Backbone backbone = Backbone.of(TOMORROW + PUBLISH + AUDIT + payments)) {
            backbone.cloud().sns().faults().on("Subscribe").times(1).refuse(403, "AuthorizationError");

            backbone.start();

            assertThat(status(backbone, "publish-orders")).isEqualTo(Stopped);
            assertThat(status(backbone, "publish-payments")).isEqualTo(Started);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // the topic as publish says it, as fan-out says it: two accounts have a topic of that name
        "orders, arn:aws:sns:us-east-1:999999999999:orders",
        "arn:aws:sns:us-east-1:000000000000:orders, arn:aws:sns:us-east-1:999999999999:orders",
        "arn:aws:sns:us-east-1:000000000000:orders, arn:aws:sns:eu-west-1:000000000000:orders",
    })
    void a_topic_of_the_same_name_in_another_account_or_region_delays_no_route(String published, String subscribed) {
        String routes = PUBLISH.replace("= orders", "= " + published) + BILLING.replace("= orders", "= " + subscribed);
        try (Backbone backbone = Backbone.of(TOMORROW + routes)) {
            backbone.before(aws -> aws.sns().createTopic(topic -> topic.name("orders")));

            backbone.start();

            assertThat(status(backbone, "orders-to-billing")).isEqualTo(Stopped);
            assertThat(status(backbone, "publish-orders")).isEqualTo(Started);
        }
    }

    @Test
    void a_healthy_start_delays_no_route() {
        Queue<CamelEvent> failures = new ConcurrentLinkedQueue<>();
        try (Backbone backbone = Backbone.of(TOMORROW + PUBLISH + BILLING + AUDIT)
                .bind("failures", new SimpleEventNotifierSupport() {
                    @Override
                    public void notify(CamelEvent event) {
                        if (event instanceof RouteRestartingFailureEvent) {
                            failures.add(event);
                        }
                    }
                })) {
            backbone.start();

            assertThat(status(backbone, "publish-orders")).isEqualTo(Started);
            assertThat(failures).isEmpty();
            assertThat(readiness(backbone)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void the_users_own_routes_are_not_delayed_by_a_healthy_start(String supervised) throws Exception {
        try (Backbone backbone = Backbone.of(TOMORROW + BILLING)
                .property("camel.routecontroller.enabled", supervised)
                .routes(mine())) {
            backbone.start();
            await().until(() -> status(backbone, "mine") == Started);

            assertThat(send(backbone, "1").statusCode()).isEqualTo(200);

            assertThat(delivered(backbone, "billing", 1)).containsExactly("1");
        }
    }

    @Test
    void events_of_the_users_own_routes_reach_a_subscriber_whose_fan_out_starts_late() {
        try (Backbone backbone = Backbone.of(QUICKLY + BILLING).routes(mine())) {
            backbone.cloud().sns().faults().on("Subscribe").times(5).refuse(403, "AuthorizationError");
            backbone.start();

            Set<String> accepted = post(backbone, 20);

            assertThat(delivered(backbone, "billing", 20)).isEqualTo(accepted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:orders?block=false", "direct:dynamic", "aws2-sns:orders"})
    void other_ways_to_the_topic_fail_until_the_fan_out_has_started(String way) {
        String direct = PUBLISH.replaceFirst("from .*", "from = direct:orders");
        try (Backbone backbone = Backbone.of(QUICKLY + direct + BILLING).routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:dynamic").routeId("dynamic").toD("aws2-sns:${header.topic}");
            }
        })) {
            backbone.cloud().sns().faults().on("Subscribe").refuse(403, "AuthorizationError");
            backbone.start();
            ProducerTemplate producer = backbone.context().createProducerTemplate();

            assertThat(catchException(() -> producer.requestBodyAndHeader(way, "{}", "topic", "orders")))
                    .isNotNull();
            backbone.cloud().sns().faults().clear();
            await().until(() -> status(backbone, "publish-orders") == Started);
            producer.requestBodyAndHeader(way, "{}", "topic", "orders");

            assertThat(backbone.cloud().sns().count("PublishBatch")).isOne();
        }
    }

    @Test
    void a_fan_out_that_a_later_version_adds_is_awaited() {
        try (Backbone first = Backbone.of(PUBLISH + BILLING).start()) {
            await().until(() -> status(first, "publish-orders") == Started);
            first.cloud().sns().faults().on("Subscribe").times(5).refuse(403, "AuthorizationError");

            try (Backbone second =
                    Backbone.beside(first, QUICKLY + PUBLISH + BILLING + AUDIT).start()) {
                Set<String> accepted = post(second, 20);

                assertThat(first.cloud().sns().count("Subscribe")).isEqualTo(7);
                assertThat(delivered(second, "audit", 20)).isEqualTo(accepted);
                assertThat(delivered(second, "billing", 20)).isEqualTo(accepted);
            }
        }
    }

    @Test
    void a_fan_out_that_is_added_at_run_time_is_awaited_by_routes_that_start_later() throws Exception {
        try (Backbone backbone = Backbone.of(TOMORROW + PUBLISH + BILLING).start()) {
            await().until(() -> status(backbone, "publish-orders") == Started);
            backbone.cloud().sns().faults().on("Subscribe").times(1).refuse(403, "AuthorizationError");
            TemplatedRouteBuilder.builder(backbone.context(), "fan-out")
                    .routeId("orders-to-audit")
                    .parameter("topic", "orders")
                    .parameter("queue", "audit")
                    .add();
            restart(backbone, "orders-to-audit");
            assertThat(status(backbone, "orders-to-audit")).isEqualTo(Stopped);

            restart(backbone, "publish-orders");
            assertThat(send(backbone, "1").statusCode()).isEqualTo(503);
            start(backbone, "orders-to-audit");

            Set<String> accepted = post(backbone, 20);
            assertThat(delivered(backbone, "audit", 20)).isEqualTo(accepted);
        }
    }

    @Test
    void a_fan_out_that_is_removed_is_no_longer_awaited() throws Exception {
        try (Backbone backbone = Backbone.of(TOMORROW + PUBLISH + BILLING)) {
            backbone.cloud().sns().faults().on("Subscribe").refuse(403, "AuthorizationError");
            backbone.start();
            backbone.context().getRouteController().stopRoute("orders-to-billing");
            assertThat(backbone.context().removeRoute("orders-to-billing")).isTrue();

            start(backbone, "publish-orders");

            assertThat(send(backbone, "1").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void a_fan_out_that_has_started_once_is_not_awaited_again() throws Exception {
        try (Backbone backbone = Backbone.of(TOMORROW + PUBLISH + BILLING).start()) {
            await().until(() -> status(backbone, "publish-orders") == Started);
            backbone.cloud().sns().faults().onEverything().refuse(403, "AuthorizationError");
            backbone.context().getRouteController().stopRoute("orders-to-billing");
            assertThat(catchException(
                            () -> backbone.context().getRouteController().startRoute("orders-to-billing")))
                    .isNotNull();
            backbone.cloud().sns().faults().clear();

            restart(backbone, "publish-orders");

            assertThat(send(backbone, "1").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void a_route_that_an_operator_stops_while_it_waits_stays_stopped() throws Exception {
        String other = PUBLISH.replace("publish-orders", "publish-more").replace("events/orders", "events/more");
        try (Backbone backbone = Backbone.of(TOMORROW + PUBLISH + other + BILLING)) {
            backbone.cloud().sns().faults().on("Subscribe").times(1).refuse(403, "AuthorizationError");
            backbone.start();
            backbone.context().getRouteController().stopRoute("publish-orders");
            assertThat(readiness(backbone)).contains("publish-more").doesNotContain("publish-orders");

            start(backbone, "orders-to-billing");

            await().until(() -> status(backbone, "publish-more") == Started);
            assertThat(status(backbone, "publish-orders")).isEqualTo(Stopped);
            start(backbone, "publish-orders");
            assertThat(send(backbone, "1").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void a_route_that_waits_does_not_delay_a_stop() {
        Backbone backbone = Backbone.of(QUICKLY + PUBLISH + BILLING);
        backbone.cloud().sns().faults().on("Subscribe").refuse(403, "AuthorizationError");
        backbone.start();
        await().until(() -> backbone.cloud().sns().count("Subscribe") > 2);

        backbone.close();

        assertThat(status(backbone, "publish-orders")).isNotEqualTo(Started);
        assertThat(backbone.cloud().sns().count("PublishBatch")).isZero();
    }

    @Test
    void verify_awaits_each_fan_out_too() throws Exception {
        try (Backbone made = Backbone.of(BILLING + PUBLISH).start()) {
            await().until(() -> status(made, "publish-orders") == Started);
            made.aws().sns().listSubscriptions().subscriptions().stream()
                    .map(Subscription::subscriptionArn)
                    .forEach(arn -> made.aws().sns().unsubscribe(one -> one.subscriptionArn(arn)));
            // AWS fails while the topology is verified, and works when the routes start.
            made.cloud().sns().faults().on("ListTopics").times(1).refuse(403, "AuthorizationError");

            try (Backbone verified = Backbone.beside(made, QUICKLY + PUBLISH + BILLING)
                    .property("caravan.topology", "verify")
                    .start()) {
                await().until(() -> made.cloud().sns().count("ListSubscriptionsByTopic") > 5);
                assertThat(send(verified, "1").statusCode()).isEqualTo(503);

                restart(made, "orders-to-billing");

                Set<String> accepted = post(verified, 20);
                assertThat(delivered(verified, "billing", 20)).isEqualTo(accepted);
            }
        }
    }

    @Test
    void topology_off_makes_no_call_and_delays_no_route() throws Exception {
        try (Backbone backbone = Backbone.of(TOMORROW + PUBLISH + BILLING)
                .property("caravan.topology", "off")
                .before(aws -> aws.sns().createTopic(topic -> topic.name("orders")))
                .start()) {
            assertThat(send(backbone, "1").statusCode()).isEqualTo(202);
            assertThat(backbone.cloud().sns().count("Subscribe")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sqs,   arn:aws:sqs:us-east-1:999999999999:theirs",
        "http,  http://127.0.0.1:9/orders",
        "email, orders@example.com",
        "sms,   +14155550100",
    })
    void a_subscriber_other_than_a_queue_of_this_application_is_awaited_too(String protocol, String endpoint)
            throws Exception {
        String theirs = BILLING.replaceFirst("queue .*", "protocol = " + protocol) + "camel.route-template"
                + "[orders-to-billing].endpoint = " + endpoint + "\n";
        try (Backbone backbone = Backbone.of(TOMORROW + PUBLISH + theirs)) {
            backbone.cloud().sns().faults().on("Subscribe").times(1).refuse(403, "AuthorizationError");
            backbone.start();
            assertThat(send(backbone, "1").statusCode()).isEqualTo(503);

            start(backbone, "orders-to-billing");

            await().until(() -> status(backbone, "publish-orders") == Started);
            assertThat(send(backbone, "1").statusCode()).isEqualTo(202);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void accepted_events_reach_a_push_consumer_of_this_application_too(int refused) throws IOException {
        int port = freePort();
        try (Backbone backbone = Backbone.of(QUICKLY + PUBLISH + WEB + toWeb(port))) {
            backbone.property("sns.local", backbone.cloud().snsItself().toString())
                    .property("listen.http", String.valueOf(port));
            backbone.cloud().sns().faults().on("Subscribe").times(refused).refuse(403, "AuthorizationError");
            backbone.start();

            Set<String> accepted = post(backbone, 20);

            MockEndpoint web = backbone.context().getEndpoint("mock:web", MockEndpoint.class);
            await().untilAsserted(() -> assertThat(web.getReceivedExchanges())
                    .extracting(event -> event.getMessage().getHeader("ce-id", String.class))
                    .containsExactlyInAnyOrderElementsOf(accepted));
        }
    }

    @ParameterizedTest
    @CsvSource({"apply, true", "verify, false"})
    void an_unconfirmed_push_consumer_of_this_application_delays_its_topic_but_not_readiness(
            String mode, boolean isAskedAgain) throws Exception {
        try (Backbone backbone = Backbone.of(QUICKLY + PUBLISH + WEB + toWeb(9))) {
            backbone.property("caravan.topology", mode).before(aws -> {
                String topic = aws.sns().createTopic(one -> one.name("orders")).topicArn();
                aws.sns()
                        .subscribe(
                                one -> one.topicArn(topic).protocol("http").endpoint("http://127.0.0.1:9/sns/orders"));
                new LedgerTable(aws.dynamoDb(), LedgerTable.DEFAULT_NAME).create();
            });
            backbone.cloud().reset();
            backbone.start();

            await().until(() -> backbone.cloud().sns().count("ListSubscriptionsByTopic") > 3);
            assertThat(send(backbone, "1").statusCode()).isEqualTo(503);
            assertThat(backbone.cloud().sns().count("Subscribe") > 0).isEqualTo(isAskedAgain);
            assertThat(HealthCheckHelper.invokeReadiness(backbone.context(), "full"))
                    .allMatch(result -> result.getState() == HealthCheck.State.UP)
                    .flatMap(result -> result.getMessage().stream().toList())
                    .containsExactly(
                            "Route publish-orders does not start yet: topic orders waits for fan-out"
                                    + " orders-to-billing (orders → http://127.0.0.1:9/sns/orders), which waits for its confirmation");
        }
    }

    private static String toWeb(int port) {
        return BILLING.replaceFirst("queue .*", "protocol = http")
                + "camel.route-template[orders-to-billing].raw = false\n"
                + "camel.route-template[orders-to-billing].endpoint = http://127.0.0.1:" + port + "/sns/orders\n";
    }

    /** A user's own routes, which Camel starts before those of the configuration. */
    private static RouteBuilder mine() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/events/orders")
                        .routeId("mine")
                        .process(exchange -> exchange.getMessage()
                                .setBody(CloudEventBuilder.v1()
                                        .withId(exchange.getMessage().getHeader("ce-id", String.class))
                                        .withSource(URI.create("/shop"))
                                        .withType("OrderPlaced")
                                        .build()))
                        .to("aws2-sns:orders")
                        .setBody(constant("done"));
            }
        };
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(1));
    }

    /** Posts until this number of events is accepted, and returns their ids. */
    private static Set<String> post(Backbone backbone, int wanted) {
        Set<String> accepted = new HashSet<>();
        int[] posted = {0};
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            String id = "event-" + posted[0]++;
            HttpResponse<String> answer = send(backbone, id);
            if (answer.statusCode() / 100 == 2) {
                accepted.add(id);
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            }
            return accepted.size() >= wanted;
        });
        return accepted;
    }

    private static HttpResponse<String> send(Backbone backbone, String id) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(backbone.http().resolve("/events/orders"))
                        .headers("ce-specversion", "1.0", "ce-id", id, "ce-source", "/shop", "ce-type", "OrderPlaced")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void health_over_http_is_down_and_names_the_waiting_route_and_the_awaited_fan_out() throws Exception {
        Backbone waiting = Backbone.of(PUBLISH + BILLING);
        // The port is chosen after the AWS of the test has taken its ports.
        int port = freePort();
        waiting.property("camel.management.enabled", "true").property("listen.management", String.valueOf(port));
        try (Backbone backbone = waiting) {
            backbone.cloud().sns().faults().on("Subscribe").refuse(403, "AuthorizationError");
            backbone.start();

            await().untilAsserted(() -> assertThat(readiness(backbone)).isNotEmpty());
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/health"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body())
                    .contains(
                            "waiting-routes",
                            "publish-orders does not start yet",
                            "waits for fan-out orders-to-billing");
        }
    }

    /** The ids of the events that reach a queue: this number of ids, or fewer after a while. */
    private static Set<String> delivered(Backbone backbone, String queue, int wanted) {
        String url = backbone.aws().sqs().getQueueUrl(r -> r.queueName(queue)).queueUrl();
        Set<String> ids = new HashSet<>();
        List<Message> received;
        do {
            received = backbone.aws()
                    .sqs()
                    .receiveMessage(r -> r.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(2)
                            .messageAttributeNames("All"))
                    .messages();
            for (Message message : received) {
                ids.add(message.messageAttributes().get("ce_id").stringValue());
                backbone.aws().sqs().deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
        } while (ids.size() < wanted && !received.isEmpty());
        return ids;
    }

    /** Why the application is not ready: the route that waits. Empty if no route waits. */
    private static String readiness(Backbone backbone) {
        return HealthCheckHelper.invokeReadiness(backbone.context()).stream()
                .filter(result -> result.getCheck().getId().equals("waiting-routes"))
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                .map(result -> result.getMessage().orElseThrow())
                .findFirst()
                .orElse("");
    }

    private static ServiceStatus status(Backbone backbone, String route) {
        return backbone.context().getRouteController().getRouteStatus(route);
    }

    private static void start(Backbone backbone, String route) {
        assertThat(catchException(() -> backbone.context().getRouteController().startRoute(route)))
                .isNull();
    }

    private static void restart(Backbone backbone, String route) throws Exception {
        backbone.context().getRouteController().stopRoute(route);
        var unused =
                catchException(() -> backbone.context().getRouteController().startRoute(route));
    }
}
