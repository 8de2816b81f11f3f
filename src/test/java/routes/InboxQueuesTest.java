package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import configuration.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Backbone;
import testing.Written;
import topology.Topology;
import topology.provisioning.ClientQueues;
import topology.provisioning.Plan;
import topology.provisioning.PlanEntry;
import topology.provisioning.Provisioning;

/** What a start, a plan and a prune do with the queues of clients. */
class InboxQueuesTest {
    private static final String NAMED = """
            camel.main.name = shop
            camel.routecontroller.back-off-delay = 200
            """;
    private static final String APP = NAMED + """
            camel.route-template[phones].template-id = inbox
            camel.route-template[phones].path = /of-phones/{client}
            camel.route-template[phones].secret = a secret of 32 characters or more
            camel.route-template[phones].inbox       = app
            """;
    private static final String TWO = APP + """
            camel.route-template[phones].clients     = ana, bob
            camel.route-template[phones].topic       = orders
            camel.route-template[phones].filter      = {"ce_subject":["${client}"]}
            """;

    @Test
    void a_start_makes_queues_and_subscriptions_and_the_next_plan_is_empty() {
        try (Backbone backbone = Backbone.of(TWO).start()) {
            awaitQueues(backbone);

            assertThat(queues(backbone.aws()))
                    .containsExactlyInAnyOrder("app-inbox-ana", "app-inbox-bob", "app-inbox-dead-letters");
            assertThat(attributes(backbone.aws(), "app-inbox-ana"))
                    .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "1209600")
                    .hasEntrySatisfying(
                            QueueAttributeName.REDRIVE_POLICY,
                            policy -> assertThat(policy).contains(":app-inbox-dead-letters\"", "1000"));
            assertThat(backbone.cloud().sns().calls("Subscribe")).hasSize(2);
            assertThat(provisioning(backbone.aws()).plan(Written.topology(TWO)).hasChanges())
                    .isFalse();
        }
    }

    @Test
    void a_fifo_topic_feeds_a_standard_inbox_and_has_a_fifo_queue_for_undeliverable_messages() {
        String routes = TWO.replace("= orders", "= orders.fifo");
        try (Backbone backbone = Backbone.of(routes).start()) {
            awaitQueues(backbone);

            assertThat(queues(backbone.aws())).contains("app-inbox-ana", "app-inbox-dead-letters.fifo");
            assertThat(provisioning(backbone.aws())
                            .plan(Written.topology(routes))
                            .hasChanges())
                    .isFalse();
        }
    }

    @Test
    void an_application_without_inboxes_has_no_inbox_queues_route() {
        try (Backbone backbone = Backbone.of(NAMED).start()) {
            assertThat(backbone.context().getRoute("inbox-queues")).isNull();
        }
    }

    @Test
    void verify_refuses_a_start_without_the_queue_of_a_configured_client() {
        try (Backbone backbone = Backbone.of(TWO).property("caravan.topology", "verify")) {
            Exception refused = catchException(backbone::start);

            assertThat(ConfigurationException.in(refused).orElseThrow().mistakes())
                    .anySatisfy(line -> assertThat(line).isEqualTo("create  queue         app-inbox-ana"));
            assertThat(backbone.cloud().sqs().calls("CreateQueue")).isEmpty();
        }
    }

    @Test
    void while_queues_cannot_be_made_the_application_runs_and_its_publishers_wait() {
        try (Backbone backbone = Backbone.of(TWO + """
                camel.route-template[in].template-id = publish
                camel.route-template[in].from        = direct:in
                camel.route-template[in].topic       = orders
                """)) {
            backbone.cloud().sqs().faults().on("CreateQueue").refuse(403, "AccessDenied");
            backbone.start();
            await().until(() -> backbone.cloud().sqs().count("CreateQueue") > 1);
            ServiceStatus before = status(backbone, "in");
            int subscriptions = backbone.cloud().sns().count("Subscribe");

            backbone.cloud().sqs().faults().clear();

            await().untilAsserted(() -> assertThat(status(backbone, "in")).isEqualTo(ServiceStatus.Started));
            assertThat(before).isNotEqualTo(ServiceStatus.Started);
            assertThat(subscriptions).isZero();
            assertThat(backbone.cloud().sns().count("Subscribe")).isEqualTo(2);
        }
    }

    @Test
    void a_missing_topic_of_others_delays_no_other_inbox() {
        try (Backbone backbone = Backbone.of("""
                camel.routecontroller.back-off-delay = 200
                camel.route-template[theirs].template-id = inbox
                camel.route-template[theirs].path = /of-theirs/{client}
                camel.route-template[theirs].secret = a secret of 32 characters or more
                camel.route-template[theirs].inbox       = a
                camel.route-template[theirs].clients     = ana
                camel.route-template[theirs].topic       = arn:aws:sns:us-east-1:000000000000:theirs
                camel.route-template[ours].template-id   = inbox
                camel.route-template[ours].path = /of-ours/{client}
                camel.route-template[ours].secret = a secret of 32 characters or more
                camel.route-template[ours].inbox         = b
                camel.route-template[ours].clients       = ana
                camel.route-template[ours].topic         = orders
                camel.route-template[in].template-id     = publish
                camel.route-template[in].from            = direct:in
                camel.route-template[in].topic           = orders
                """).start()) {
            await().untilAsserted(() -> assertThat(status(backbone, "in")).isEqualTo(ServiceStatus.Started));

            assertThat(queues(backbone.aws())).contains("b-inbox-ana");
            assertThat(status(backbone, "inbox-queues")).isNotEqualTo(ServiceStatus.Started);
        }
    }

    @Test
    void prune_removes_queues_of_unconfigured_clients_except_those_made_by_requests() {
        try (Backbone backbone = Backbone.of(TWO).start()) {
            awaitQueues(backbone);
            request(backbone.aws(), "17");

            Plan plan = provisioning(backbone.aws()).planToPrune(Written.topology(TWO.replace("ana, bob", "ana")));

            assertThat(extras(plan)).containsExactly("orders → app-inbox-bob", "app-inbox-bob");
            plan.steps(PlanEntry.Verb.EXTRA).forEach(PlanEntry::perform);
            assertThat(queues(backbone.aws()))
                    .containsExactlyInAnyOrder("app-inbox-ana", "app-inbox-17", "app-inbox-dead-letters");
        }
    }

    @Test
    void prune_keeps_clients_of_requests_and_their_dead_letters_even_if_no_route_serves_the_inbox() {
        try (Backbone backbone = Backbone.of(TWO).start()) {
            awaitQueues(backbone);
            request(backbone.aws(), "17");
            request(backbone.aws(), "18");

            Plan plan = provisioning(backbone.aws()).planToPrune(Written.topology(NAMED));

            assertThat(extras(plan))
                    .contains("app-inbox-ana", "app-inbox-bob")
                    .doesNotContain("app-inbox-17", "app-inbox-18", "app-inbox-dead-letters");
            assertThat(plan.toString())
                    .contains(
                            "leave   inbox         app",
                            "no route serves it any more, but 2 of its clients were made by requests: only DELETE /caravan/inboxes removes their queues");
        }
    }

    @Test
    void prune_removes_an_inbox_that_nobody_uses_with_its_dead_letters() {
        try (Backbone backbone = Backbone.of(TWO).start()) {
            awaitQueues(backbone);

            Plan plan = provisioning(backbone.aws()).planToPrune(Written.topology(NAMED));

            assertThat(extras(plan)).contains("app-inbox-ana", "app-inbox-bob", "app-inbox-dead-letters");
        }
    }

    /** Makes a client as a request does, which is not part of any plan. */
    private static void request(AwsClients aws, String client) {
        Topology topology = Written.topology(TWO);
        assertThat(new ClientQueues(aws.sqs(), aws.sns())
                        .make(topology, topology.inboxes().named("app").orElseThrow(), client))
                .isTrue();
    }

    private static List<String> extras(Plan plan) {
        return plan.steps(PlanEntry.Verb.EXTRA).stream().map(PlanEntry::name).toList();
    }

    private static void awaitQueues(Backbone backbone) {
        await().untilAsserted(() -> assertThat(status(backbone, "inbox-queues")).isEqualTo(ServiceStatus.Started));
    }

    private static ServiceStatus status(Backbone backbone, String route) {
        return backbone.context().getRouteController().getRouteStatus(route);
    }

    private static Provisioning provisioning(AwsClients aws) {
        return new Provisioning(aws.sqs(), aws.sns(), aws.dynamoDb());
    }

    private static Stream<String> names(AwsClients aws) {
        return aws.sqs().listQueuesPaginator().queueUrls().stream().map(url -> url.substring(url.lastIndexOf('/') + 1));
    }

    private static List<String> queues(AwsClients aws) {
        return names(aws).toList();
    }

    private static Map<QueueAttributeName, String> attributes(AwsClients aws, String queue) {
        String url = aws.sqs().getQueueUrl(request -> request.queueName(queue)).queueUrl();
        return aws.sqs()
                .getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }
}
