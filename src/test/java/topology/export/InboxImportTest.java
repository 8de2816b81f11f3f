package topology.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Written;
import topology.provisioning.ClientQueues;

/** {@code import} of clients' queues: they become an inbox again, and the plan is empty. */
class InboxImportTest {
    private static final String APP = """
            camel.route-template[phones].template-id = inbox
            camel.route-template[phones].inbox       = app
            """;
    private static final String TAGGED = APP + "camel.route-template[phones].tags = team=phones";
    private static final String TWO = APP + """
            camel.route-template[phones].clients     = ana, bob
            camel.route-template[phones].topic       = orders
            camel.route-template[phones].filter      = {"ce_subject":["${client}"]}
            """;

    private ImportRun account = new ImportRun();

    @AfterEach
    void stop() {
        account.close();
    }

    /** The parameter is the end of a configuration of an inbox with two clients on a topic. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "camel.route-template[phones].filter = {\"ce_type\":[\"Placed\"]}",
                "camel.route-template[phones].filter = {\"to\":[{\"prefix\":\"room/${client}/\"}]}",
                """
                camel.route-template[phones].filter      = {"to":{"client":["${client}"]}}
                camel.route-template[phones].filterScope = MessageBody""",
                "camel.route-template[phones].types = Placed",
                """
                camel.route-template[phones].retention       = 4d
                camel.route-template[phones].maxReceiveCount = 3
                camel.route-template[phones].maxAttempts     = 3
                camel.route-template[phones].encryption      = alias/app
                camel.route-template[phones].maxMessageSize  = 2048
                camel.route-template[phones].tags            = team=phones,stage=prod""",
                "camel.route-template[phones].topic = orders.fifo",
                """
                camel.route-template[phones].inbox          = app.fifo
                camel.route-template[phones].topic          = orders.fifo
                camel.route-template[phones].highThroughput = true"""
            })
    void clients_of_a_topic_are_one_inbox_whose_plan_is_empty(String more) {
        String original = TWO + more;
        String topic = original.contains("orders.fifo") ? "orders.fifo" : "orders";
        apply(original);

        String lines = imported("--topic", topic);

        assertThat(written(lines, "template-id"))
                .containsExactlyInAnyOrderElementsOf(
                        topic.equals("orders.fifo") && !original.contains("app.fifo")
                                // The queue keeps what a FIFO topic cannot deliver to a standard queue.
                                ? List.of("topic", "inbox", "queue")
                                : List.of("topic", "inbox"));
        assertThat(written(lines, "clients")).containsExactly("ana, bob");
        assertThat(written(lines, "topic")).containsExactly(topic, topic);
        assertThat(lines).contains("# AWS does not know the secret, the path and the origins");
        assertNothingIsToDo(lines);
        assertMakesTheSameElsewhere(lines, "--topic", topic);
    }

    @Test
    void clients_made_by_requests_are_clients_of_the_inbox() {
        apply(TAGGED);
        post(TAGGED, "17", "18");

        String lines = imported("--queue", "app-inbox-17");

        assertThat(written(lines, "template-id")).containsExactly("inbox");
        assertThat(written(lines, "clients")).containsExactly("17, 18");
        assertThat(written(lines, "tags")).containsExactly("team=phones");
        assertNothingIsToDo(lines);
        assertMakesTheSameElsewhere(lines, "--queue", "app-inbox-17");
    }

    @Test
    void importing_the_dead_letters_of_an_inbox_imports_its_clients() {
        apply(APP);
        post(APP, "17");

        String lines = imported("--queue", "app-inbox-dead-letters");

        assertThat(written(lines, "clients")).containsExactly("17");
        assertThat(written(lines, "queue")).isEmpty();
        assertNothingIsToDo(lines);
    }

    @Test
    void clients_with_and_without_a_subscription_are_one_inbox_with_a_fan_out_for_each_subscription() {
        apply(TWO);
        post(APP, "17");

        String lines = imported("--topic", "orders");

        assertThat(written(lines, "clients")).containsExactly("17, ana, bob");
        assertThat(written(lines, "template-id")).containsExactlyInAnyOrder("topic", "fan-out", "fan-out", "inbox");
        assertThat(written(lines, "filter"))
                .containsExactlyInAnyOrder("{\"ce_subject\":[\"ana\"]}", "{\"ce_subject\":[\"bob\"]}");
        assertNothingIsToDo(lines);
        assertMakesTheSameElsewhere(lines, "--topic", "orders");
    }

    @Test
    void the_queue_of_a_router_is_imported_as_a_queue() {
        apply(APP + """
                camel.route-template[feed].template-id   = fan-out
                camel.route-template[feed].topic         = orders
                camel.route-template[feed].queue         = for-clients
                camel.route-template[router].template-id = inbox-router
                camel.route-template[router].queue       = for-clients
                camel.route-template[router].inbox       = app
                camel.route-template[router].clients     = ${header.ce-subject}
                """);
        post(APP, "17");

        String lines = imported("--topic", "orders", "--queue", "app-inbox-17");

        assertThat(written(lines, "queue"))
                .containsExactlyInAnyOrder("for-clients", "for-clients", "for-clients-dead-letters");
        assertThat(written(lines, "clients")).containsExactly("17");
        assertNothingIsToDo(lines);
        assertMakesTheSameElsewhere(lines, "--topic", "orders", "--queue", "app-inbox-17");
    }

    @Test
    void dead_letters_with_settings_of_their_own_have_a_route_of_their_own() {
        apply(TWO);
        set("app-inbox-dead-letters", QueueAttributeName.MESSAGE_RETENTION_PERIOD, "86400");

        String lines = imported("--topic", "orders");

        assertThat(written(lines, "template-id")).containsExactlyInAnyOrder("topic", "inbox", "queue");
        assertThat(written(lines, "retention")).containsExactly("1d");
        assertNothingIsToDo(lines);
        assertMakesTheSameElsewhere(lines, "--topic", "orders");
    }

    @Test
    void a_setting_of_a_queue_that_an_inbox_cannot_have_becomes_a_comment_and_is_kept() {
        apply(TWO);
        set("app-inbox-bob", QueueAttributeName.DELAY_SECONDS, "5");

        String lines = imported("--topic", "orders");

        assertThat(lines).contains("# the queue of bob keeps what an inbox does not say: delay = 5s");
        assertThat(written(lines, "template-id")).containsExactlyInAnyOrder("topic", "inbox");
        assertNothingIsToDo(lines);
    }

    @Test
    void a_topic_that_is_not_imported_becomes_a_comment() {
        apply(TWO);

        String lines = imported("--queue", "app-inbox-ana");

        assertThat(lines).contains("# the queue of ana, bob keeps what an inbox does not say: statements = ");
        assertThat(written(lines, "template-id")).containsExactly("inbox", "queue");
        assertThat(written(lines, "queue")).containsExactly("app-inbox-dead-letters");
        assertThat(account.run(lines, List.of("plan"))).isZero();
        assertThat(account.out()).contains("0 to create, 0 to change");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MessageRetentionPeriod=3600", "RedrivePolicy="})
    void queues_that_no_inbox_can_have_together_are_imported_as_queues(String attribute) {
        apply(TWO);
        set(
                "app-inbox-bob",
                QueueAttributeName.fromValue(attribute.split("=", -1)[0]),
                attribute.substring(attribute.indexOf('=') + 1));

        String lines = imported("--topic", "orders");

        assertThat(written(lines, "template-id"))
                .containsExactlyInAnyOrder("topic", "fan-out", "fan-out", "queue", "queue", "queue");
        assertThat(lines).contains("# its name is that of a client's queue, but an inbox has one retention");
        assertNothingIsToDo(lines);
        assertMakesTheSameElsewhere(lines, "--topic", "orders");
    }

    @Test
    void a_client_made_by_a_request_with_other_settings_is_left_out() {
        apply(TWO);
        post(APP, "17");
        set("app-inbox-17", QueueAttributeName.MESSAGE_RETENTION_PERIOD, "3600");

        String lines = imported("--topic", "orders");

        assertThat(written(lines, "clients")).containsExactly("ana, bob");
        assertThat(lines).contains("# client 17 is left out: its queue has retention = 1h, maxReceiveCount = 1000");
        assertNothingIsToDo(lines);
    }

    @Test
    void a_queue_of_others_named_like_a_client_with_other_dead_letters_is_imported_as_a_queue() {
        apply("""
                camel.route-template[mail].template-id = queue
                camel.route-template[mail].queue       = mail-inbox-main
                """);

        String lines = imported("--queue", "mail-inbox-main");

        assertThat(written(lines, "template-id")).containsExactly("queue", "queue");
        assertThat(lines).doesNotContain("inbox has");
        assertNothingIsToDo(lines);
    }

    @Test
    void a_single_client_is_imported_as_an_inbox_whose_filter_names_the_client() {
        apply(TWO.replace("ana, bob", "a"));

        String lines = imported("--topic", "orders");

        assertThat(written(lines, "filter")).containsExactly("{\"ce_subject\":[\"${client}\"]}");
        assertNothingIsToDo(lines);
    }

    private void apply(String routes) {
        assertThat(account.run(routes, List.of("apply", "--yes")))
                .as(account.out() + account.err())
                .isZero();
    }

    private String imported(String... what) {
        List<String> arguments = new ArrayList<>(List.of("import"));
        arguments.addAll(List.of(what));
        account.reset();
        assertThat(account.run("", arguments)).as(account.err()).isZero();
        assertThat(account.writes()).isEmpty();
        return account.out();
    }

    private void assertNothingIsToDo(String lines) {
        assertThat(account.run(lines, List.of("plan")))
                .as(lines + account.out() + account.err())
                .isZero();
        assertThat(account.out())
                .as(lines)
                .contains("0 to create, 0 to change")
                .doesNotContain("not reported", "set by others", "extra");
    }

    private void assertMakesTheSameElsewhere(String lines, String... what) {
        stop();
        account = new ImportRun();
        apply(lines);
        assertThat(ImportRun.sorted(imported(what))).isEqualTo(ImportRun.sorted(lines));
    }

    /** Makes clients as {@code POST /caravan/inboxes} does. */
    private void post(String routes, String... clients) {
        try (SqsClient sqs = account.sqs();
                SnsClient sns = account.sns("us-east-1")) {
            var topology = Written.topology(routes);
            for (String client : clients) {
                new ClientQueues(sqs, sns)
                        .make(topology, topology.inboxes().named("app").orElseThrow(), client);
            }
        }
    }

    private void set(String queue, QueueAttributeName attribute, String value) {
        try (SqsClient sqs = account.sqs()) {
            String url = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
            sqs.setQueueAttributes(request -> request.queueUrl(url).attributes(Map.of(attribute, value)));
        }
    }

    /** The values of a parameter, in the order of the lines. */
    private static List<String> written(String lines, String parameter) {
        return lines.lines()
                .filter(line -> !line.startsWith("#"))
                .filter(line -> line.matches("camel\\.route-template\\[[^]]+]\\.%s +=.*".formatted(parameter)))
                .map(line -> line.substring(line.indexOf('=') + 1).strip())
                .toList();
    }
}
