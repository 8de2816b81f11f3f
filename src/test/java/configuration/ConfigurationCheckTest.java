package configuration;

import static configuration.Template.Phase.CONSUME;
import static configuration.Template.Phase.PUBLISH;
import static configuration.Template.Phase.TOPOLOGY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.RouteStartedEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationCheckTest {
    @TempDir
    Path directory;

    @Nested
    class Refuses {
        @Test
        void an_unknown_template_and_names_the_nearest() {
            assertThat(mistakes("""
                            camel.route-template[billing].template-id = poling-consumer
                            camel.route-template[billing].queue = billing
                            """))
                    .containsExactly("route billing: template-id = poling-consumer: there is no such template;"
                            + " did you mean polling-consumer?");
        }

        @Test
        void an_unknown_template_without_a_similar_name_and_names_all_templates() {
            assertThat(mistakes("camel.route-template[billing].template-id = saga"))
                    .containsExactly("route billing: template-id = saga:"
                            + " must be one of fan-out, polling-consumer, publish, undeclared");
        }

        @Test
        void a_route_without_template() {
            assertThat(mistakes("camel.route-template[billing].queue = billing"))
                    .containsExactly("route billing: template-id is missing:"
                            + " must be one of fan-out, polling-consumer, publish, undeclared");
        }

        @Test
        void an_unknown_parameter_and_names_the_nearest() {
            assertThat(mistakes("""
                            camel.route-template[billing].template-id = polling-consumer
                            camel.route-template[billing].queue = billing
                            camel.route-template[billing].visiblity-timeout = 30s
                            """))
                    .containsExactly("route billing: visiblityTimeout = 30s: polling-consumer has no such parameter;"
                            + " did you mean visibilityTimeout?");
        }

        @Test
        void an_unknown_parameter_without_a_similar_name_and_names_all_parameters() {
            assertThat(mistakes("""
                            camel.route-template[billing].template-id = polling-consumer
                            camel.route-template[billing].queue = billing
                            camel.route-template[billing].colour = red
                            """))
                    .containsExactly("route billing: colour = red: polling-consumer has no such parameter;"
                            + " it has queue, concurrency, visibilityTimeout, group, expression, handler");
        }

        @Test
        void a_removed_parameter_and_names_its_replacement() {
            assertThat(mistakes("""
                            camel.route-template[orders].template-id = publish
                            camel.route-template[orders].topic = orders
                            camel.route-template[orders].max-linger = 50ms
                            """))
                    .containsExactly("route orders: maxLinger = 50ms: maxLinger is gone: events leave at once");
        }

        @Test
        void a_missing_parameter() {
            assertThat(mistakes("camel.route-template[billing].template-id = polling-consumer"))
                    .containsExactly("route billing: queue is missing: must be a text that is not empty");
        }

        @Test
        void a_value_that_is_not_a_number() {
            assertThat(mistakes("""
                            camel.route-template[billing].template-id = polling-consumer
                            camel.route-template[billing].queue = billing
                            camel.route-template[billing].concurrency = many
                            """))
                    .containsExactly("route billing: concurrency = many: must be a whole number from 1 to 1000");
        }

        @Test
        void an_endpoint_that_no_component_can_make() {
            assertThat(mistakes("""
                            camel.route-template[billing].template-id = polling-consumer
                            camel.route-template[billing].queue = billing
                            camel.route-template[billing].handler = foo:bar
                            """))
                    .containsExactly("route billing: handler = foo:bar:"
                            + " must be a Camel endpoint such as direct:bill; the application has no component foo");
        }

        @Test
        void a_duration_without_unit() {
            assertThat(mistakes("""
                            camel.route-template[billing].template-id = polling-consumer
                            camel.route-template[billing].queue = billing
                            camel.route-template[billing].visibility-timeout = 30
                            """))
                    .containsExactly("route billing: visibilityTimeout = 30:"
                            + " must be a duration such as 500ms, 30s or 15m, from 1s to 12h");
        }

        @Test
        void a_missing_parameter_that_another_one_requires() {
            assertThat(mistakes("""
                            camel.route-template[orders].template-id = publish
                            camel.route-template[orders].topic = orders.fifo
                            """)).containsExactly("route orders: group is missing: must be given for a FIFO topic");
        }

        @Test
        void a_value_that_does_not_fit_another() {
            assertThat(mistakes("""
                            camel.route-template[orders].template-id = publish
                            camel.route-template[orders].topic = orders
                            camel.route-template[orders].group = customer
                            """))
                    .containsExactly("route orders: group = customer: must be left out for a standard topic");
        }

        @Test
        void a_placeholder_without_value() {
            assertThat(mistakes("""
                            camel.route-template[billing].template-id = polling-consumer
                            camel.route-template[billing].queue = {{billing.queue}}
                            """))
                    .containsExactly("route billing: queue = {{billing.queue}}:"
                            + " no property, environment variable or -D sets billing.queue");
        }

        @Test
        void a_wrong_value_behind_a_placeholder() {
            assertThat(mistakes("""
                            slots = many
                            camel.route-template[billing].template-id = polling-consumer
                            camel.route-template[billing].queue = billing
                            camel.route-template[billing].concurrency = {{slots}}
                            """))
                    .containsExactly("route billing: concurrency = many: from {{slots}}:"
                            + " must be a whole number from 1 to 1000");
        }

        @Test
        void two_routes_with_one_id_in_one_file() {
            assertThat(mistakes("""
                            camel.route-template[billing].template-id = polling-consumer
                            camel.route-template[billing].queue = billing
                            camel.route-template[billing].template-id = publish
                            camel.route-template[billing].queue = shipping
                            """))
                    .contains(
                            "route billing: template-id = polling-consumer, then publish: must have an id of its own: "
                                    + directory.resolve("application.properties") + " has another route with this one")
                    .noneMatch(line -> line.contains("shipping"));
        }

        @Test
        void a_parameter_that_is_written_twice_whatever_its_spelling() {
            assertThat(mistakes("""
                            camel.route-template[billing].template-id = polling-consumer
                            camel.route-template[billing].queue = billing
                            camel.route-template[billing].visibility-timeout = 30s
                            camel.routeTemplate[billing].visibilityTimeout = 40s
                            """))
                    .containsExactly("route billing: visibilityTimeout = 30s, then 40s: must be written once in "
                            + directory.resolve("application.properties"));
        }

        @Test
        void an_id_that_a_route_in_java_has() {
            assertThat(mistakes("""
                            camel.route-template[bill].template-id = polling-consumer
                            camel.route-template[bill].queue = billing
                            """, new RouteBuilder() {
                        @Override
                        public void configure() {
                            from("direct:bill").routeId("bill").log("billed");
                        }
                    }))
                    .containsExactly("route bill: must have an id of its own: the route from direct:bill has this one");
        }

        @Test
        void an_id_that_a_step_of_a_route_in_java_has() {
            assertThat(mistakes("""
                            camel.route-template[log-bill].template-id = polling-consumer
                            camel.route-template[log-bill].queue = billing
                            """, new RouteBuilder() {
                        @Override
                        public void configure() {
                            from("direct:bill").routeId("bill").log("billed").id("log-bill");
                        }
                    }))
                    .containsExactly(
                            "route log-bill: must have an id of its own: a step of the route from direct:bill has this one");
        }

        @Test
        void a_direct_endpoint_that_no_route_consumes_and_names_the_nearest() {
            assertThat(mistakes(handledBy("direct:bil"), consuming("direct:bill")))
                    .containsExactly(
                            "route billing: handler = direct:bil: no route consumes it; did you mean direct:bill?");
        }

        @Test
        void a_direct_endpoint_without_a_similar_name_and_names_all_direct_endpoints() {
            assertThat(mistakes(
                            handledBy("direct:mail?timeout=5"), consuming("direct:ship"), consuming("direct:billed")))
                    .containsExactly("route billing: handler = direct:mail?timeout=5: no route consumes it;"
                            + " there is direct:billed, direct:billing, direct:ship");
        }

        @Test
        void a_key_without_brackets() {
            assertThat(mistakes("camel.route-template.billing.queue = billing"))
                    .containsExactly(
                            "camel.route-template: must be written camel.route-template[id].parameter = value");
        }

        @Test
        void an_unknown_or_missing_parameter_of_a_template_that_was_not_declared() {
            assertThat(mistakes("""
                            camel.route-template[mine].template-id = undeclared
                            camel.route-template[mine].my-nam = orders
                            """))
                    .containsExactly(
                            "route mine: myName is missing",
                            "route mine: myNam = orders: undeclared has no such parameter; did you mean myName?");
        }

        @Test
        void environment_variables_that_camel_would_not_read() {
            Exception refusal = catchException(() -> Started.with(
                            Map.of("CAMEL_ROUTE_TEMPLATE_BILLING_QUEUE", "billing", "PATH", "/bin"),
                            directory,
                            "",
                            new Templates())
                    .close());

            assertThat(ConfigurationException.in(refusal).orElseThrow().mistakes())
                    .containsExactly("CAMEL_ROUTE_TEMPLATE_BILLING_QUEUE in the environment has no effect: write a"
                            + " placeholder as the parameter's value, such as {{billing.queue}}, and set that, such as"
                            + " BILLING_QUEUE");
        }

        @Test
        void system_properties_that_camel_would_not_read() {
            String name = "camel.route-template[billing].queue";
            System.setProperty(name, "billing");
            try {
                assertThat(mistakes(""))
                        .containsExactly("-Dcamel.route-template[billing].queue has no effect: write"
                                + " -Dcamel.routeTemplate[billing].queue");
            } finally {
                System.clearProperty(name);
            }
        }

        @Test
        void every_mistake_at_once_with_one_line_each() {
            assertThat(mistakes("""
                            camel.route-template[billing].template-id = polling-consumer
                            camel.route-template[billing].concurrency = 0
                            camel.route-template[shipping].template-id = polling-consumer
                            camel.route-template[shipping].queue = shipping
                            camel.route-template[shipping].visibility-timeout = 13h
                            """))
                    .containsExactly(
                            "route billing: queue is missing: must be a text that is not empty",
                            "route billing: concurrency = 0: must be a whole number from 1 to 1000",
                            "route shipping: visibilityTimeout = 13h:"
                                    + " must be a duration such as 500ms, 30s or 15m, from 1s to 12h");
        }

        @Test
        void a_value_without_showing_its_password_or_breaking_the_line() {
            assertThat(mistakes("""
                            camel.route-template[billing].template-id = polling-consumer
                            camel.route-template[billing].queue = billing
                            camel.route-template[billing].concurrency = a\\nb?password=secret
                            """))
                    .containsExactly("route billing: concurrency = a b?password=xxxxxx:"
                            + " must be a whole number from 1 to 1000");
        }
    }

    @Nested
    class Hands_on {
        @Test
        void values_as_they_are_written() throws Exception {
            String value = "${header.a}&b=c?d+e%20%zz{\"order\":{\"status\":[\"a b\"]}}";

            try (Started application = start("""
                    camel.route-template[billing].template-id = polling-consumer
                    camel.route-template[billing].queue = billing
                    camel.route-template[billing].expression = %s
                    """.formatted(value))) {

                assertThat(application.received())
                        .singleElement()
                        .satisfies(options -> assertThat(options).containsEntry("expression", value));
            }
        }

        @Test
        void an_endpoint_of_a_component_that_was_bound_by_hand() throws Exception {
            try (Started application = start("""
                    camel.route-template[billing].template-id = polling-consumer
                    camel.route-template[billing].queue = billing
                    camel.route-template[billing].handler = received:elsewhere
                    """)) {

                assertThat(application.received()).hasSize(1);
            }
        }

        @Test
        void nested_json_with_a_placeholder_in_it() throws Exception {
            try (Started application = start("""
                    limit = 100
                    camel.route-template[billing].template-id = polling-consumer
                    camel.route-template[billing].queue = billing
                    camel.route-template[billing].expression = {"order":{"total":[{"numeric":[">",{{limit}}]}]}}
                    """)) {

                assertThat(application.received())
                        .singleElement()
                        .satisfies(options -> assertThat(options)
                                .containsEntry("expression", "{\"order\":{\"total\":[{\"numeric\":[\">\",100]}]}}"));
            }
        }

        @Test
        void defaults_and_parameters_in_dashes_or_camel_case() throws Exception {
            try (Started application = start("""
                    camel.route-template[dashes].template-id = polling-consumer
                    camel.route-template[dashes].queue = a
                    camel.route-template[dashes].visibility-timeout = 40s
                    camel.route-template[camel].template-id = polling-consumer
                    camel.route-template[camel].queue = b
                    camel.route-template[camel].visibilityTimeout = 50s
                    """)) {

                assertThat(application.received())
                        .extracting(options -> options.get("visibilityTimeout"), options -> options.get("concurrency"))
                        .containsExactly(tuple("40s", "10"), tuple("50s", "10"));
            }
        }

        @Test
        void a_system_property_instead_of_the_files_value() throws Exception {
            System.setProperty("slots", "7");
            try (Started application = start("""
                    slots = 5
                    camel.route-template[billing].template-id = polling-consumer
                    camel.route-template[billing].queue = billing
                    camel.route-template[billing].concurrency = {{slots}}
                    """)) {

                assertThat(application.received())
                        .singleElement()
                        .satisfies(options -> assertThat(options).containsEntry("concurrency", "7"));
            } finally {
                System.clearProperty("slots");
            }
        }

        @Test
        void nothing_for_an_omitted_parameter_whatever_other_property_has_its_name() throws Exception {
            System.setProperty("group", "staff");
            try (Started application = start("""
                    group = staff
                    camel.route-template[billing].template-id = polling-consumer
                    camel.route-template[billing].queue = billing
                    """)) {

                assertThat(application.received())
                        .singleElement()
                        .satisfies(options -> assertThat(options).doesNotContainKeys("group", "expression"));
            } finally {
                System.clearProperty("group");
            }
        }

        @Test
        void nothing_for_an_optional_placeholder_without_value() throws Exception {
            try (Started application = start("""
                    camel.route-template[billing].template-id = polling-consumer
                    camel.route-template[billing].queue = billing
                    camel.route-template[billing].group = {{?nobody.sets.this}}
                    """)) {

                assertThat(application.received())
                        .singleElement()
                        .satisfies(options -> assertThat(options).doesNotContainKey("group"));
            }
        }

        @Test
        void a_direct_endpoint_that_some_route_consumes_whatever_it_is_written_in() throws Exception {
            for (String endpoint : List.of(
                    "direct:java",
                    "direct://java?timeout=5",
                    "direct:placed",
                    "direct:whole",
                    "direct:templated",
                    "direct:mine",
                    "direct:pojo")) {
                try (Started application = Started.with(
                        directory,
                        handledBy(endpoint) + """
                                place = placed
                                whole = direct:whole
                                camel.route-template[mine].template-id = undeclared
                                camel.route-template[mine].my-name = mine
                                """,
                        new Templates(),
                        consuming("direct:java"),
                        consuming("direct:{{place}}"),
                        consuming("{{whole}}"),
                        new RouteBuilder() {
                            @Override
                            public void configure() throws Exception {
                                templatedRoute("undeclared")
                                        .routeId("templated")
                                        .parameter("my-name", "templated");
                                getContext()
                                        .getEndpoint("direct:pojo")
                                        .createConsumer(exchange -> {})
                                        .start();
                            }
                        })) {

                    assertThat(application.context().getRoute("billing"))
                            .as(endpoint)
                            .isNotNull();
                }
            }
        }

        @Test
        void a_route_that_is_called_like_a_step_of_its_template() throws Exception {
            try (Started application = start("""
                    camel.route-template[send].template-id = polling-consumer
                    camel.route-template[send].queue = billing
                    camel.route-template[other].template-id = polling-consumer
                    camel.route-template[other].queue = shipping
                    """)) {

                assertThat(application.context().getRoutes())
                        .extracting(Route::getId)
                        .contains("send", "other");
            }
        }

        @Test
        void a_template_that_was_not_declared() throws Exception {
            try (Started application = start("""
                    camel.route-template[mine].template-id = undeclared
                    camel.route-template[mine].my-name = orders
                    """)) {

                assertThat(application.context().getRoute("mine").getEndpoint().getEndpointUri())
                        .isEqualTo("direct://orders");
            }
        }
    }

    @Nested
    class Starts {
        @Test
        void topology_before_consumers_before_publishers_whatever_the_order_in_the_file() throws Exception {
            assertThat(startedIn("")).containsExactly("audit-topology", "topology", "mine", "consumer", "publisher");
        }

        @Test
        void in_the_same_order_under_the_supervising_route_controller() throws Exception {
            assertThat(startedIn("""
                            camel.routecontroller.enabled = true
                            """)).containsExactly("audit-topology", "topology", "mine", "consumer", "publisher");
        }

        private List<String> startedIn(String settings) throws Exception {
            RouteStarts starts = new RouteStarts();
            try (Started application = Started.with(directory, settings + """
                            camel.route-template[publisher].template-id = publish
                            camel.route-template[publisher].topic = orders
                            camel.route-template[mine].template-id = undeclared
                            camel.route-template[mine].my-name = orders
                            camel.route-template[consumer].template-id = polling-consumer
                            camel.route-template[consumer].queue = billing
                            camel.route-template[audit-topology].template-id = fan-out
                            camel.route-template[audit-topology].topic = audit
                            camel.route-template[topology].template-id = fan-out
                            camel.route-template[topology].topic = orders
                            """, new Templates(), new RouteBuilder() {
                @Override
                public void configure() {
                    getContext().getManagementStrategy().addEventNotifier(starts);
                }
            })) {
                await().until(() ->
                        starts.routes.size() == application.context().getRoutesSize());
                return starts.routes;
            }
        }
    }

    private static String handledBy(String endpoint) {
        return """
                camel.route-template[billing].template-id = polling-consumer
                camel.route-template[billing].queue = billing
                camel.route-template[billing].handler = %s
                """.formatted(endpoint);
    }

    private static RouteBuilder consuming(String endpoint) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(endpoint).log("handled");
            }
        };
    }

    private Started start(String properties) throws Exception {
        return Started.with(directory, properties, new Templates());
    }

    private List<String> mistakes(String properties, RouteBuilder... more) {
        RouteBuilder[] routes = Arrays.copyOf(more, more.length + 1);
        routes[more.length] = new Templates();
        Exception refusal =
                catchException(() -> Started.with(directory, properties, routes).close());
        return ConfigurationException.in(refusal)
                .map(ConfigurationException::mistakes)
                .orElseThrow(() -> new AssertionError("was not refused", refusal));
    }

    private static final class Templates extends RouteBuilder {
        @Override
        public void configure() {
            Template.template(this, "polling-consumer", CONSUME)
                    .required("queue", Rules.text(), "the queue")
                    .optional("concurrency", "10", Rules.between(1, 1000), "handlers at once")
                    .optional("visibilityTimeout", "30s", Rules.duration("1s", "12h"), "how long a message is hidden")
                    .optional("group", Rules.text(), "the group")
                    .optional("expression", Rules.text(), "anything")
                    .optional("handler", Rules.camelEndpoint(), "what handles an event")
                    .route()
                    .from("direct:{{queue}}")
                    .to("received:it?concurrency={{concurrency}}&visibilityTimeout={{visibilityTimeout}}"
                            + "&group={{?group}}&expression=RAW({{?expression}})")
                    .id("send");

            Template.template(this, "publish", PUBLISH)
                    .required("topic", Rules.text(), "the topic")
                    .optional("group", Rules.text(), "the group")
                    .gone("maxLinger", "events leave at once")
                    .agreeing(Templates::groups)
                    .route()
                    .from("direct:publish-{{topic}}")
                    .log("published");

            Template.template(this, "fan-out", TOPOLOGY)
                    .required("topic", Rules.text(), "the topic")
                    .route()
                    .from("direct:fan-out-{{topic}}")
                    .log("made");

            routeTemplate("undeclared")
                    .templateParameter("my-name")
                    .from("direct:{{my-name}}")
                    .log("mine");
        }

        private static Optional<Template.Objection> groups(Map<String, String> values) {
            boolean fifo = values.get("topic").endsWith(".fifo");
            if (fifo && !values.containsKey("group")) {
                return Optional.of(new Template.Objection("group", "given for a FIFO topic"));
            }
            return !fifo && values.containsKey("group")
                    ? Optional.of(new Template.Objection("group", "left out for a standard topic"))
                    : Optional.empty();
        }
    }

    private static final class RouteStarts extends SimpleEventNotifierSupport {
        private final List<String> routes = new CopyOnWriteArrayList<>();

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof RouteStartedEvent started) {
                routes.add(started.getRoute().getRouteId());
            }
        }
    }
}
