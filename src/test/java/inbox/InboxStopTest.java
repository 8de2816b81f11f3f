package inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

import configuration.ConfigurationException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Backbone;
import topology.Inbox;

/** The start and the stop of an application with an inbox. */
class InboxStopTest {
    private static final String ROUTE = """
            camel.route-template[app].template-id = inbox
            camel.route-template[app].inbox       = app
            camel.route-template[app].secret      = {{inbox.secret}}
            camel.route-template[app].pingInterval = 500ms
            """;

    private final Backbone aws = Backbone.of("").start();

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void a_stop_sends_clients_a_reconnect_delay_and_loses_nothing() throws Exception {
        Set<String> received = new HashSet<>();
        Backbone first = application();
        InboxesForTests app = new InboxesForTests(first, new Inbox("app"), "/inbox/").with("ana", "bob");
        app.send("ana", 20);
        InboxClient ana = app.as("ana").connect();
        InboxClient bob = app.as("bob").connect();
        ana.awaitIds(10);
        ana.received(ana.ids().get(0));
        received.add(ana.ids().get(0));
        await().untilAsserted(() ->
                assertThat(app.remembered("ana", ana.ids().get(0))).isEqualTo("DONE 1"));

        first.close();

        assertThat(ana.end()).matches("1012 restart: come again in \\d+ s");
        assertThat(bob.end()).matches("1012 restart: come again in \\d+ s");
        InboxesForTests again = new InboxesForTests(application(), new Inbox("app"), "/inbox/");
        assertThat(again.depth("ana")).as("visible at once").containsExactly(19, 0);
        try (InboxClient client = again.as("ana").connect()) {
            for (int seen = 0; received.size() < 20; seen++) {
                String id = client.awaitIds(seen + 1).get(seen);
                client.received(id);
                received.add(id);
            }
            await().untilAsserted(() -> assertThat(again.depth("ana")).containsExactly(0, 0));
            assertThat(client.ids()).doesNotHaveDuplicates().hasSize(19);
        }
        again.backbone().close();
    }

    @Test
    void a_connection_to_another_process_takes_over() throws Exception {
        InboxesForTests one = new InboxesForTests(application(), new Inbox("app"), "/inbox/").with("ana");
        InboxesForTests other = new InboxesForTests(application(), new Inbox("app"), "/inbox/");
        one.send("ana", 3);
        InboxClient old = one.as("ana").connect();
        old.awaitIds(3);

        try (InboxClient client = other.as("ana").connect()) {
            assertThat(old.end()).isEqualTo("4000 taken over: the same client has connected again");
            client.awaitIds(3);
            client.ids().forEach(client::received);

            await().untilAsserted(() -> assertThat(other.depth("ana")).containsExactly(0, 0));
            assertThat(client.isOpen()).isTrue();
        }
        one.backbone().close();
        other.backbone().close();
    }

    @Test
    void a_stopped_route_admits_no_client_and_a_restarted_route_does() throws Exception {
        Backbone application = application();
        InboxesForTests app = new InboxesForTests(application, new Inbox("app"), "/inbox/").with("ana");
        InboxClient before = app.as("ana").connect();

        application.context().getRouteController().stopRoute("app");

        assertThat(before.end()).startsWith("1012");
        assertThat(catchException(() -> app.as("ana").connect())).isNotNull();
        application.context().getRouteController().startRoute("app");
        app.send("ana", 1);
        try (InboxClient client = app.as("ana").connect()) {
            assertThat(client.awaitIds(1)).containsExactly("ana-1");
        }
        application.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            secret                       |                      | route app: secret must be given, because the tokens of its clients are made of it: set INBOX_SECRET in the environment, and write secret = {{inbox.secret}} in the route
            secret = {{unset.secret:}}   |                      | route app: secret must be given, because the tokens of its clients are made of it: set INBOX_SECRET in the environment, and write secret = {{inbox.secret}} in the route
            secret = short-one           |                      | route app: secret = xxxxxx: must be a secret of at least 16 characters, or several such secrets separated by commas
            secret = {{inbox.secret}}    | short-one            | route app: secret = xxxxxx: from {{inbox.secret}}: must be a secret of at least 16 characters, or several such secrets separated by commas
            secrets = my-secret-of-today |                      | route app: secrets = xxxxxx: inbox has no such parameter; did you mean secret?
            pingInterval = 2m            | long-enough-a-secret | route app: pingInterval = 2m: must be shorter than listen.idle-timeout, which is 65 s
            path = /inbox                |                      | route app: path = /inbox: must be a path with one {client} such as /inbox/{client}, and not under /caravan
            path = /caravan/{client}     |                      | route app: path = /caravan/{client}: must be a path with one {client} such as /inbox/{client}, and not under /caravan
            origins = shop.example       |                      | route app: origins = shop.example: must be origins such as https://shop.example, separated by commas
            origins = https://a.example/ |                      | route app: origins = https://a.example/: must be origins such as https://shop.example, separated by commas
            window = 0                   |                      | route app: window = 0: must be a whole number from 1 to 100
            inbox = a.b                  |                      | route app: inbox = a.b: must be the name of an inbox: 1 to 36 letters, digits, - and _, with .fifo at the end for FIFO queues, without -inbox- in it or -inbox at its end
            """)
    void a_mistake_stops_the_start_with_one_line_that_has_no_secret(String line, String secret, String mistake) {
        String name = line.split(" =", 2)[0];
        String written =
                ROUTE.lines().filter(one -> !one.contains("]." + name + " ")).reduce("", (all, one) -> all + one + "\n")
                        + (line.contains("=") ? "camel.route-template[app]." + line + "\n" : "");
        Backbone application = Backbone.beside(aws, written)
                .property("inbox.secret", secret == null ? "long-enough-a-secret" : secret);

        Exception refusal = catchException(application::start);

        assertThat(ConfigurationException.in(refusal).orElseThrow().mistakes()).containsExactly(mistake);
        application.close();
    }

    @Test
    void two_inboxes_have_paths_of_their_own() {
        Backbone application = Backbone.beside(
                        aws, ROUTE + ROUTE.replace("[app]", "[other]").replace("= app", "= other"))
                .property("inbox.secret", InboxesForTests.SECRET);

        Exception refusal = catchException(application::start);

        assertThat(ConfigurationException.in(refusal).orElseThrow().mistakes())
                .containsExactly("route app: path = /inbox/{client}: must be another path than that of route other");
        application.close();
    }

    @Test
    void in_a_local_run_every_client_may_connect_and_foreign_pages_may_not() throws Exception {
        Backbone local = Backbone.beside(aws, ROUTE.replace("{{inbox.secret}}", "{{inbox.secret:}}"))
                .bind("every-client", new EveryClient())
                .start();
        InboxesForTests app = new InboxesForTests(local, new Inbox("app"), "/inbox/").with("ana");
        await().until(() ->
                local.context().getRouteController().getRouteStatus("app").isStarted());

        try (InboxClient client = app.at("ana").connect()) {
            assertThat(client.isOpen()).isTrue();
        }
        assertThat(catchException(() ->
                        app.at("ana").header("Origin", "https://evil.example").connect()))
                .hasMessageContaining("WebSocketHandshakeException");
        local.close();
    }

    @Test
    void a_local_run_that_others_can_reach_needs_a_secret_too() {
        Backbone local = Backbone.beside(aws, ROUTE.replace("{{inbox.secret}}", "{{inbox.secret:}}"))
                .bind("every-client", new EveryClient())
                .property("listen.host", "0.0.0.0");

        Exception refusal = catchException(local::start);

        assertThat(ConfigurationException.in(refusal).orElseThrow().mistakes())
                .singleElement()
                .asString()
                .startsWith("route app: secret must be given");
        local.close();
    }

    private Backbone application() {
        Backbone application = Backbone.beside(aws, ROUTE)
                .property("inbox.secret", InboxesForTests.SECRET)
                .start();
        await().until(() ->
                application.context().getRouteController().getRouteStatus("app").isStarted());
        return application;
    }
}
