package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import configuration.ConfigurationException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import local.Clients;
import local.faults.Call;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.Tag;
import testing.Backbone;

/** What a start does with the topology. */
class TopologyModeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ORDERS = """
            camel.routecontroller.back-off-delay = 200
            camel.route-template[orders].template-id = fan-out
            camel.route-template[orders].topic       = orders
            camel.route-template[orders].queue       = billing
            """;

    private static final String PUBLISHED = """
            camel.main.name = shop
            camel.routecontroller.back-off-delay = 200
            camel.route-template[orders].template-id = publish
            camel.route-template[orders].from        = direct:orders
            camel.route-template[orders].topic       = orders.fifo
            camel.route-template[orders].group       = one
            """;

    private static final String THEIRS = ORDERS.replace("= orders", "= arn:aws:sns:us-east-1:000000000000:theirs");

    @Test
    void verify_stops_the_start_with_the_plan_and_writes_nothing() {
        try (Backbone backbone = Backbone.of(ORDERS).property("caravan.topology", "verify")) {
            Exception refused = catchException(backbone::start);

            assertThat(ConfigurationException.in(refused)
                            .orElseThrow(() -> new AssertionError(refused))
                            .mistakes())
                    .startsWith(
                            "the topology is not as written (caravan.topology = verify):",
                            "create  topic         orders")
                    .endsWith("5 to create, 0 to change, 0 as written.");
            assertThat(writes(backbone)).isEmpty();
        }
    }

    @Test
    void verify_starts_routes_whose_resources_are_as_written_and_writes_nothing() {
        try (Backbone made = Backbone.of(ORDERS).start()) {
            await().until(() -> status(made) == ServiceStatus.Started);
            made.cloud().reset();

            try (Backbone verified = Backbone.beside(made, ORDERS)
                    .property("caravan.topology", "verify")
                    .start()) {
                await().until(() -> status(verified) == ServiceStatus.Started);
                assertThat(writes(made)).isEmpty();
            }
        }
    }

    @Test
    void verify_lets_a_route_wait_while_aws_is_unavailable_and_start_when_all_resources_exist() {
        try (Backbone backbone = Backbone.of(ORDERS).property("caravan.topology", "verify")) {
            backbone.cloud().sns().faults().onEverything().refuse(403, "AuthorizationError");

            backbone.start();

            await().until(() -> status(backbone) != ServiceStatus.Started
                    && backbone.cloud().sns().count("ListTopics") > 1);
            backbone.cloud().sns().faults().clear();
            try (Backbone made = Backbone.beside(backbone, ORDERS).start()) {
                await().until(() -> status(made) == ServiceStatus.Started && status(backbone) == ServiceStatus.Started);
            }
        }
    }

    @Test
    void a_route_starts_when_the_topic_of_others_exists() {
        try (Backbone backbone = Backbone.of(THEIRS).start()) {
            await().until(() -> backbone.cloud().sns().count("ListSubscriptionsByTopic") > 2);
            assertThat(status(backbone)).isNotEqualTo(ServiceStatus.Started);

            backbone.aws().sns().createTopic(r -> r.name("theirs"));

            await().until(() -> status(backbone) == ServiceStatus.Started);
            assertThat(backbone.cloud().sns().count("Subscribe")).isOne();
        }
    }

    @Test
    void verify_starts_the_application_while_only_the_topic_of_others_is_missing() {
        try (Backbone made = Backbone.of(THEIRS).start()) {
            await().until(() -> made.cloud().sns().count("ListSubscriptionsByTopic") > 1
                    && made.cloud().dynamoDb().count("UpdateTimeToLive") > 0);

            try (Backbone verified = Backbone.beside(
                            made,
                            THEIRS + "camel.route-template[other].template-id = publish\n"
                                    + "camel.route-template[other].from = direct:other\n"
                                    + "camel.route-template[other].topic = arn:aws:sns:us-east-1:000000000000:others\n")
                    .property("caravan.topology", "verify")
                    .start()) {
                await().until(() -> status(verified, "other") == ServiceStatus.Started);
                assertThat(status(verified)).isNotEqualTo(ServiceStatus.Started);
            }
        }
    }

    @Test
    void apply_makes_a_topic_that_is_only_published_to() {
        try (Backbone backbone = Backbone.of(PUBLISHED).start()) {
            await().until(() -> status(backbone) == ServiceStatus.Started);

            String arn = backbone.aws().sns().listTopics().topics().get(0).topicArn();
            assertThat(arn).endsWith(":orders.fifo");
            assertThat(backbone.aws()
                            .sns()
                            .listTagsForResource(r -> r.resourceArn(arn))
                            .tags())
                    .extracting(Tag::key, Tag::value)
                    .containsExactly(tuple("caravan", "shop"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "off"})
    void without_apply_a_route_waits_for_the_topic_that_it_publishes_to(String mode) {
        try (Backbone backbone = Backbone.of(PUBLISHED).property("caravan.topology", mode)) {
            // Calls to DynamoDB are refused, because verify would otherwise stop the start.
            backbone.cloud().dynamoDb().faults().onEverything().refuse(400, "AccessDeniedException");
            backbone.start();
            await().until(() -> backbone.cloud().sns().count("ListTopics") > 2);
            assertThat(status(backbone)).isNotEqualTo(ServiceStatus.Started);
            assertThat(backbone.cloud().sns().count("CreateTopic")).isZero();

            backbone.aws().sns().createTopic(r -> r.name("orders.fifo").attributes(Map.of("FifoTopic", "true")));

            await().until(() -> status(backbone) == ServiceStatus.Started);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"apply", "verify"})
    void a_start_lists_the_topics_of_the_account_once_however_many_routes_ask(String mode) {
        StringBuilder routes = new StringBuilder("camel.main.name = shop\n");
        for (int i = 0; i < 40; i++) {
            routes.append("""
                    camel.route-template[orders%1$d].template-id = fan-out
                    camel.route-template[orders%1$d].topic       = orders-%1$d
                    camel.route-template[orders%1$d].queue       = billing
                    """.formatted(i));
        }
        routes.append("""
                camel.route-template[in].template-id  = publish
                camel.route-template[in].from         = direct:in
                camel.route-template[in].topic        = orders-7
                camel.route-template[more].template-id  = publish
                camel.route-template[more].from         = direct:more
                camel.route-template[more].topic        = only-published
                camel.route-template[web].template-id = push-consumer
                camel.route-template[web].path        = /sns/orders
                camel.route-template[web].topic       = orders-8
                camel.route-template[web].handler     = mock:web
                """);
        try (Backbone backbone = Backbone.of(routes.toString()).before(TopologyModeTest::manyTopics)) {
            if (mode.equals("verify")) {
                try (Backbone made =
                        Backbone.beside(backbone, routes.toString()).start()) {
                    await().atMost(PATIENCE).until(() -> allStarted(made));
                }
            }
            backbone.cloud().reset();

            backbone.property("caravan.topology", mode).start();

            await().atMost(PATIENCE).until(() -> allStarted(backbone));
            // A listing of 150 or 191 topics has two pages.
            assertThat(backbone.cloud().sns().count("ListTopics")).isEqualTo(2);
        }
    }

    private static void manyTopics(AwsClients aws) {
        for (int i = 0; i < 150; i++) {
            String name = "theirs-" + i;
            aws.sns().createTopic(r -> r.name(name));
        }
    }

    private static boolean allStarted(Backbone backbone) {
        return backbone.context().getRoutes().stream()
                .allMatch(route -> status(backbone, route.getId()) == ServiceStatus.Started);
    }

    @Test
    void a_topic_that_others_deleted_is_made_again_when_its_route_starts_again() throws Exception {
        try (Backbone backbone = Backbone.of(ORDERS).start()) {
            await().until(() -> status(backbone) == ServiceStatus.Started);
            backbone.context().getRouteController().stopRoute("orders");
            backbone.aws().sns().deleteTopic(r -> r.topicArn("arn:aws:sns:us-east-1:000000000000:orders"));

            backbone.context().getRouteController().startRoute("orders");

            await().until(() -> status(backbone) == ServiceStatus.Started
                    && backbone.cloud().sns().count("Subscribe") == 2);
        }
    }

    @Test
    void a_topic_that_this_process_may_not_create_is_found_once_others_have_created_it() {
        try (Backbone backbone = Backbone.of(ORDERS)) {
            backbone.cloud().sns().faults().on("CreateTopic").refuse(403, "AuthorizationError");
            backbone.start();
            await().until(() -> backbone.cloud().sns().count("CreateTopic") > 1);
            URI itself = backbone.cloud().snsItself();
            try (SnsClient others = Clients.sns(itself)) {
                others.createTopic(r -> r.name("orders"));
            }

            await().until(() -> status(backbone) == ServiceStatus.Started);
        }
    }

    @Test
    void off_makes_no_calls_and_no_resources() {
        try (Backbone backbone =
                Backbone.of(ORDERS).property("caravan.topology", "off").start()) {
            await().until(() -> status(backbone) == ServiceStatus.Started);

            assertThat(backbone.cloud().sqs().calls()).isEmpty();
            assertThat(backbone.cloud().sns().calls()).isEmpty();
            assertThat(backbone.cloud().dynamoDb().calls()).isEmpty();
        }
    }

    @Test
    void an_unknown_mode_is_refused_in_one_line() {
        try (Backbone backbone = Backbone.of(ORDERS).property("caravan.topology", "maybe")) {
            Exception refused = catchException(backbone::start);

            assertThat(ConfigurationException.in(refused).map(ConfigurationException::mistakes))
                    .contains(List.of("caravan.topology = maybe: must be one of apply, verify, off"));
        }
    }

    private static ServiceStatus status(Backbone backbone) {
        return status(backbone, "orders");
    }

    private static ServiceStatus status(Backbone backbone, String route) {
        return backbone.context().getRouteController().getRouteStatus(route);
    }

    private static List<String> writes(Backbone backbone) {
        return Stream.of(
                        backbone.cloud().sqs(),
                        backbone.cloud().sns(),
                        backbone.cloud().dynamoDb())
                .flatMap(service -> service.calls().stream())
                .map(Call::action)
                .filter(action -> !action.matches("(Get|List|Describe).*"))
                .toList();
    }
}
