package topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.assertj.core.api.Assertions.tuple;

import configuration.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Written;

/** The AWS resources of an inbox, derived from the configuration. */
class InboxLineTest {
    private static final String APP = """
            camel.route-template[phones].template-id = inbox
            camel.route-template[phones].path = /of-phones/{client}
            camel.route-template[phones].secret = a secret of 32 characters or more
            camel.route-template[phones].inbox       = app
            """;

    @Test
    void each_client_has_a_queue_and_all_share_one_dead_letter_queue() {
        Topology topology = Written.topology(APP + """
                camel.route-template[phones].clients    = ana, bob
                camel.route-template[phones].encryption = sqs
                camel.route-template[phones].tags       = team=phones
                """);

        assertThat(topology.queues())
                .extracting(
                        queue -> queue.queue().name(),
                        DeclaredQueue::isForDeadLetters,
                        queue -> queue.settings().retention())
                .containsExactly(
                        tuple("app-inbox-dead-letters", true, Optional.empty()),
                        tuple("app-inbox-ana", false, Optional.of(Duration.ofDays(14))),
                        tuple("app-inbox-bob", false, Optional.of(Duration.ofDays(14))));
        assertThat(topology.queues()).allSatisfy(queue -> {
            assertThat(queue.settings().encryption()).contains(new Encryption("sqs"));
            assertThat(queue.settings().tags()).containsEntry("team", "phones").hasSize(1);
        });
        assertThat(topology.queues())
                .filteredOn(queue -> !queue.isForDeadLetters())
                .extracting(DeclaredQueue::redrive)
                .containsOnly(Optional.of(
                        new DeclaredQueue.RedriveTarget(new Queue("app-inbox-dead-letters"), 1000, true, true)));
    }

    @Test
    void an_inbox_without_configured_clients_has_only_a_dead_letter_queue() {
        assertThat(Written.topology(APP).queues()).singleElement().satisfies(letters -> {
            assertThat(letters.queue().name()).isEqualTo("app-inbox-dead-letters");
            assertThat(letters.isForDeadLetters()).isTrue();
            assertThat(letters.redrive()).isEmpty();
        });
    }

    @Test
    void a_fifo_inbox_has_fifo_queues() {
        assertThat(Written.topology("""
                camel.route-template[phones].template-id    = inbox
                camel.route-template[phones].path = /of-phones/{client}
                camel.route-template[phones].secret = a secret of 32 characters or more
                camel.route-template[phones].inbox          = app.fifo
                camel.route-template[phones].clients        = ana
                camel.route-template[phones].highThroughput = true
                """).queues())
                .extracting(queue -> queue.queue().name())
                .containsExactly("app-inbox-dead-letters.fifo", "app-inbox-ana.fifo");
    }

    @Test
    void with_a_topic_each_configured_client_has_a_subscription_whose_filter_has_its_name() {
        Topology topology = Written.topology(APP + """
                camel.route-template[phones].clients = ana, bob
                camel.route-template[phones].topic   = orders
                camel.route-template[phones].types   = OrderPlaced
                camel.route-template[phones].filter  = {"ce_subject":[{"prefix":"${client}/"}]}
                """);

        assertThat(topology.subscriptions())
                .extracting(Subscription::toString, one -> one.filter().json(), Subscription::undelivered)
                .containsExactly(
                        tuple(
                                "orders → app-inbox-ana",
                                "{\"ce_type\":[\"OrderPlaced\"],\"ce_subject\":[{\"prefix\":\"ana/\"}]}",
                                Optional.of(new Queue("app-inbox-dead-letters"))),
                        tuple(
                                "orders → app-inbox-bob",
                                "{\"ce_type\":[\"OrderPlaced\"],\"ce_subject\":[{\"prefix\":\"bob/\"}]}",
                                Optional.of(new Queue("app-inbox-dead-letters"))));
        assertThat(topology.topics()).containsExactly(new Topic("orders"));
        assertThat(topology.queues())
                .allSatisfy(queue -> assertThat(queue.senders()).containsExactly(new Topic("orders")));
    }

    @Test
    void a_secret_of_the_route_does_not_become_a_part_of_the_topology() {
        assertThat(InboxLine.of("phones", Map.of("inbox", "app", "secret", "do-not-tell", "retention", "14d"))
                        .toString())
                .doesNotContain("do-not-tell");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            clients = ana, bob, ana       | clients = ana, bob, ana: must be names of clients, each once, separated by commas; a name is 1 to 32 letters, digits, - and _, and not dead-letters, the inbox's own queue for dead letters
            clients = ana,                | clients = ana,: must be names of clients, each once
            clients = a b                 | clients = a b: must be names of clients
            clients = ana, dead-letters   | clients = ana, dead-letters: must be names of clients, each once, separated by commas; a name is 1 to 32 letters, digits, - and _, and not dead-letters
            clients = ana.fifo            | clients = ana.fifo: must be names of clients
            clients = 123456789012345678901234567890123 | clients = 123456789012345678901234567890123: must be names
            topic = orders                | topic = orders: must be left out where clients is: only configured clients have subscriptions, and an inbox-router sends events to others
            clients = ana; filter = {"a":["b"]} | filter = {"a":["b"]}: must be left out where topic is: it selects the topic's events
            clients = ana; types = A      | types = A: must be left out where topic is
            clients = ana; topic = orders; filter = {"a":["${name}"]} | filter = {"a":["${name}"]}: must be a filter policy in which ${client} is the only expression
            clients = ana; topic = orders; filter = {"a":"${client}"} | filter = {"a":"${client}"}: must be
            clients = ana; topic = orders; filter = {"a":[${client}]} | filter = {"a":[${client}]}: must be a filter policy in JSON
            clients = ana; topic = orders; filter = {"ce_type":["A"]}; types = A | types = A: must be left out where the filter has ce_type
            clients = ana; topic = orders; inbox = app.fifo | inbox = app.fifo: must be an inbox without .fifo: SNS delivers to a FIFO queue from a FIFO topic only
            clients = ana; topic = orders; encryption = alias/aws/sqs | encryption = alias/aws/sqs: must be sqs, none, or a KMS key of yours
            highThroughput = true         | highThroughput = true: must be left out: it is for FIFO inboxes
            retention = 15d               | retention = 15d: must be a duration such as 500ms, 30s or 15m, from 1m to 14d
            maxReceiveCount = 1001        | maxReceiveCount = 1001: must be a whole number from 1 to 1000
            inbox = app-inbox-x           | inbox = app-inbox-x: must be the name of an inbox: 1 to 36 letters, digits, - and _, with .fifo at the end for FIFO queues, without -inbox- in it or -inbox at its end
            inbox = app-inbox             | inbox = app-inbox: must be the name of an inbox
            inbox = 1234567890123456789012345678901234567 | inbox = 1234567890123456789012345678901234567: must be the name of an inbox
            inbox = a/b                   | inbox = a/b: must be the name of an inbox
            """)
    void a_wrong_inbox_is_refused_with_one_line(String parameters, String line) {
        StringBuilder routes = new StringBuilder(APP);
        for (String parameter : parameters.split("; ", -1)) {
            routes.append("camel.route-template[phones].").append(parameter).append('\n');
        }

        assertThat(refusal(routes.toString()))
                .startsWith("route phones: " + line)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            inbox; inbox = app                                      | inbox = app: must be another inbox than that of route other
            queue; queue = app-inbox-ana                            | clients = ana: must be without ana, whose queue is that of route other
            fan-out; queue = app-inbox-ana; topic = orders          | clients = ana: must be without ana, whose queue is that of route other
            fan-out; queue = app-inbox-17; topic = refunds          | inbox = app: must be another inbox, or clients with 17: its queue is that of route other
            queue; queue = app-inbox-17                             | inbox = app: must be another inbox, or clients with 17: its queue is that of route other
            inbox-router; inbox = app; queue = app-inbox-ana; clients = x | route other: queue = app-inbox-ana: must be another queue than those of the inbox: its events would go round
            inbox-router; inbox = app; queue = app-inbox-dead-letters; clients = x | route other: queue = app-inbox-dead-letters: must be another queue
            inbox-router; inbox = app.fifo; queue = jobs; clients = x | route other: queue = jobs: must be a FIFO queue, as the inbox is
            inbox-router; inbox = a b; queue = jobs; clients = x    | route other: inbox = a b: must be the name of an inbox
            inbox-router; inbox = app; queue = jobs; clients = ${header.a | route other: clients = ${header.a: must be a Simple expression
            inbox-router; inbox = app; queue = jobs; clients = ${jsonpath($[)} | route other: clients = ${jsonpath($[)}: must be a Simple expression
            inbox-router; inbox = app; queue = jobs                 | route other: clients is missing
            inbox-router; inbox = app; queue = jobs; clients = x; handler = log:x | route other: handler = log:x: inbox-router has no such parameter
            inbox-router; inbox = app; queue = jobs; clients = x; batch = 10 | route other: batch = 10: inbox-router has no such parameter
            """)
    void routes_with_contradictory_settings_are_refused_in_one_line(String other, String line) {
        String[] parts = other.split("; ", -1);
        StringBuilder routes = new StringBuilder(APP + """
                camel.route-template[phones].clients = ana
                camel.route-template[phones].topic   = orders
                """);
        routes.append("camel.route-template[other].template-id = ")
                .append(parts[0])
                .append('\n');
        for (int place = 1; place < parts.length; place++) {
            routes.append("camel.route-template[other].").append(parts[place]).append('\n');
        }

        assertThat(refusal(routes.toString())
                        .lines()
                        .map(one -> one.replace("route phones: ", ""))
                        .collect(Collectors.joining()))
                .startsWith(line);
    }

    @Test
    void a_client_may_have_subscriptions_to_other_topics_by_fan_outs() {
        Topology topology = Written.topology(APP + """
                camel.route-template[phones].clients = ana
                camel.route-template[phones].topic   = orders
                camel.route-template[other].template-id = fan-out
                camel.route-template[other].topic       = refunds
                camel.route-template[other].queue       = app-inbox-ana
                """);

        assertThat(topology.subscriptions())
                .extracting(Subscription::toString)
                .containsExactlyInAnyOrder("orders → app-inbox-ana", "refunds → app-inbox-ana");
        assertThat(topology.queues())
                .extracting(queue -> queue.queue().name())
                .containsExactly("app-inbox-dead-letters", "app-inbox-ana");
    }

    @Test
    void every_queue_belongs_to_one_inbox_only() {
        Inbox app = new Inbox("app");

        assertThat(app.client(app.queue("x-inbox-y"))).contains("x-inbox-y");
        assertThat(Inbox.rule().objection("app-inbox-x")).isPresent();
        assertThat(app.client(app.deadLetters())).isEmpty();
        assertThat(app.owns(app.deadLetters())).isTrue();
        assertThat(Inbox.ofDeadLetters(app.deadLetters())).contains(app);
        assertThat(Inbox.ofDeadLetters(new Queue("app-inbox-dead-letters.fifo")))
                .contains(new Inbox("app.fifo"));
        assertThat(Inbox.ofDeadLetters(new Queue("billing-dead-letters"))).isEmpty();
    }

    private static String refusal(String routes) {
        Exception refused = catchException(() -> Written.topology(routes));
        return ConfigurationException.in(refused)
                .map(Throwable::getMessage)
                .orElseThrow(() -> new AssertionError("it was not refused", refused));
    }
}
