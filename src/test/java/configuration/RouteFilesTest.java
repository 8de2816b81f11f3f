package configuration;

import static configuration.Template.Phase.CONSUME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Routes in files of the user's own, and the errors for mistakes in them. */
class RouteFilesTest {
    private static final String BILL = """
            - route:
                id: bill
                from:
                  uri: direct:bill
                  steps:
                    - setBody:
                        simple: billed ${body}
            """;

    private static final String STAMP = """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: stamp
            spec:
              definition:
                required: [with]
                properties: {with: {type: string}}
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - setBody:
                        simple: "stamped ${body} with {{with}}"
            """;

    @TempDir
    Path directory;

    @Test
    void a_file_beside_the_properties_is_a_handler() throws Exception {
        write("routes/bill.camel.yaml", BILL);

        try (Started application = start(toHandler("direct:bill"))) {
            assertThat(answer(application)).isEqualTo("billed 42");
        }
    }

    @Test
    void a_kamelet_beside_the_properties_is_a_handler() throws Exception {
        write("kamelets/stamp.kamelet.yaml", STAMP);

        try (Started application = start(toHandler("kamelet:stamp?with=ink"))) {
            assertThat(answer(application)).isEqualTo("stamped 42 with ink");
        }
        assertThat(mistakes(toHandler("kamelet:stmp?with=ink")))
                .containsExactly("route billing: handler = kamelet:stmp?with=ink: there is no file"
                        + " kamelets/stmp.kamelet.yaml; did you mean stamp?");
        assertThat(mistakes(toHandler("kamelet:stamp")))
                .containsExactly(
                        "route billing: handler = kamelet:stamp: with is missing, which the kamelet stamp" + " needs");
        assertThat(mistakes(toHandler("kamelet:stamp?with=ink&wiht=2")))
                .containsExactly("route billing: handler = kamelet:stamp?with=ink&wiht=2: the kamelet stamp has no"
                        + " property wiht; did you mean with?");
    }

    @Test
    void a_template_in_a_file_makes_routes_of_the_file_and_of_the_properties() throws Exception {
        write("routes/bill.camel.yaml", """
                - routeTemplate:
                    id: biller
                    parameters:
                      - name: name
                      - name: currency
                    from:
                      uri: direct:{{name}}
                      steps:
                        - setBody:
                            simple: "billed ${body} {{currency}}"
                - templatedRoute:
                    routeTemplateRef: biller
                    routeId: euro
                    parameters:
                      - name: name
                        value: euro
                      - name: currency
                        value: EUR
                """);
        String fromProperties = """
                camel.route-template[dollar].template-id = biller
                camel.route-template[dollar].name        = dollar
                camel.route-template[dollar].currency    = USD
                """;

        for (List<String> handler : List.of(List.of("direct:euro", "EUR"), List.of("direct:dollar", "USD"))) {
            try (Started application = start(toHandler(handler.get(0)) + fromProperties)) {
                assertThat(answer(application)).isEqualTo("billed 42 " + handler.get(1));
            }
        }
    }

    @Test
    void a_pattern_names_further_files() throws Exception {
        write("elsewhere/bill.yaml", BILL);
        String pattern = "camel.main.routes-include-pattern = file:%s/elsewhere/".formatted(directory);

        try (Started application = start(toHandler("direct:bill") + pattern + "*.yaml")) {
            assertThat(answer(application)).isEqualTo("billed 42");
        }
        assertThat(mistakes(toHandler("log:bill") + pattern + "*.yml"))
                .containsExactly("camel.main.routes-include-pattern = file:%s/elsewhere/*.yml: there is no such file"
                        .formatted(directory));
        assertThat(mistakes(toHandler("log:bill") + pattern + "bil.yaml"))
                .containsExactly("camel.main.routes-include-pattern = file:%s/elsewhere/bil.yaml: there is no such file"
                        .formatted(directory));
    }

    static List<List<String>> wrongKamelets() {
        return List.of(
                List.of("", ": is empty: must be a list of routes that begins with - route:"),
                List.of(BILL, ":1: must be a kamelet, which has an apiVersion"),
                List.of(
                        STAMP.replace("  name: stamp", "  nam: stamp"),
                        ":1: metadata.name is missing: must be the name"),
                List.of(STAMP.replace("template:", "templat:"), ":1: spec.template.from is missing: must be the start"),
                List.of(
                        STAMP.replace("setBody", "setBdy"),
                        ":13: setBdy: there is no such step; did you mean setBody?"));
    }

    @ParameterizedTest
    @MethodSource("wrongKamelets")
    void a_mistake_in_a_kamelet_is_reported_in_one_line_with_its_position(List<String> fileAndMistake)
            throws Exception {
        write("kamelets/stamp.kamelet.yaml", fileAndMistake.get(0));

        assertThat(mistakes(toHandler("log:stamp")))
                .singleElement()
                .asString()
                .startsWith(directory.resolve("kamelets/stamp.kamelet.yaml") + fileAndMistake.get(1));
    }

    @Test
    void mistakes_of_all_files_and_of_the_properties_are_reported_together() throws Exception {
        write("routes/bill.camel.yaml", BILL.replace("setBody", "setBdy"));
        write("routes/ship.camel.yaml", "- rout: {}\n");

        assertThat(mistakes(toHandler("direct:bill").replace("template-id = consumer", "template-id = consumr")))
                .containsExactly(
                        place("bill", 6) + "setBdy: there is no such step; did you mean setBody?",
                        place("ship", 1) + "rout: must be one of route, from, beans, routeTemplate, templatedRoute,"
                                + " routeConfiguration, rest, restConfiguration, dataFormats, errorHandler,"
                                + " onException, onCompletion, intercept, interceptFrom, interceptSendToEndpoint",
                        "route billing: template-id = consumr: there is no such template; did you mean consumer?");
    }

    static List<List<String>> wrong() {
        return List.of(
                List.of("", ": is empty: must be a list of routes that begins with - route:"),
                List.of("# nothing\n", ": is empty: must be a list of routes that begins with - route:"),
                List.of("route:\n  id: bill\n", ":1: must be a list of routes that begins with - route:"),
                List.of(
                        BILL.replace("    from:", "   from:"),
                        ":3: expected <block end>, but found '<block mapping start>'"),
                List.of(
                        BILL.replace("direct:bill", "direct:bill\n      uri: direct:bil"),
                        ":5: uri: must be written once"),
                List.of(BILL.replace("simple:", "simpl:"), ":7: simpl: there is no such option here"),
                List.of(
                        BILL.replace("${body}", "${body"),
                        ":6: billed ${body: expected symbol functionEnd but was eol"),
                List.of(
                        BILL.replace("${body}", "{{nowhere}}"),
                        ":6: billed {{nowhere}}: no property, environment variable or -D sets nowhere"),
                List.of(
                        BILL + "        - to: direct:{{nowhere}}\n",
                        ":8: direct:{{nowhere}}: no property, environment variable or -D sets nowhere"),
                List.of(
                        BILL + "        - to: no-such:thing\n",
                        ":8: no-such:thing: must be a Camel endpoint such as direct:bill; the application has no"
                                + " component no-such"),
                List.of(
                        BILL + "        - to: log:billed?levl=WARN\n",
                        ":8: log:billed?levl=WARN: log has no option levl; did you mean level?"),
                List.of(
                        BILL + "        - to: kamelet:stamp?with=ink\n",
                        ":8: kamelet:stamp?with=ink: there is no file kamelets/stamp.kamelet.yaml"),
                List.of(
                        BILL + "        - kamelet: stamp\n",
                        ":8: kamelet:stamp: there is no file kamelets/stamp.kamelet.yaml"),
                List.of(
                        BILL + "        - setBody:\n            groovy: 1\n",
                        ":8: the application has no language groovy"),
                List.of(
                        BILL + "        - to: direct:print\n",
                        ":8: direct:print: no route consumes it; there is direct:bill, direct:start,"
                                + " direct:taken"),
                List.of(
                        BILL + "        - log:\n            id: a\n        - log:\n            id: a\n",
                        ":10: id = a: must be an id of its own: "),
                List.of(
                        BILL + BILL.replace("direct:bill", "direct:more"),
                        ":8: route bill: must have an id of its own: another route has this one"),
                List.of(
                        BILL.replace("id: bill", "id: taken"),
                        ":1: route taken: must have an id of its own: another route has this one"),
                List.of(BILL + BILL.replace("id: bill", "id: other"), ":11: direct:bill: the route bill at "),
                List.of(BILL + "- setBody:\n    constant: 1\n", ":8: setBody: must be one of route, from, "));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void a_mistake_is_reported_in_one_line_with_its_position(List<String> fileAndMistake) throws Exception {
        write("routes/bill.camel.yaml", fileAndMistake.get(0));

        assertThat(mistakes(toHandler("direct:bill")))
                .singleElement()
                .asString()
                .startsWith(directory.resolve("routes/bill.camel.yaml") + fileAndMistake.get(1));
    }

    @Test
    void a_route_of_the_properties_may_not_have_the_id_of_a_route_in_a_file() throws Exception {
        write("routes/bill.camel.yaml", BILL.replace("id: bill", "id: billing"));

        assertThat(mistakes(toHandler("direct:bill")))
                .containsExactly("route billing: must have an id of its own: the route from direct:bill in "
                        + place("bill", 4).replaceFirst(": $", " has this one"));
    }

    @Test
    void a_file_may_handle_its_failures() throws Exception {
        write("routes/bill.camel.yaml", """
                - onException:
                    exception: [java.lang.IllegalStateException]
                    handled: {constant: "true"}
                    steps:
                      - setBody: {constant: closed}
                """ + BILL.replace("- setBody:\n            simple: billed ${body}", """
                - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: closed"""));

        try (Started application = start(toHandler("direct:bill"))) {
            assertThat(answer(application)).isEqualTo("closed");
        }
    }

    private String place(String file, int line) {
        return "%s:%d: ".formatted(directory.resolve("routes/%s.camel.yaml".formatted(file)), line);
    }

    private static String toHandler(String handler) {
        return """
                camel.route-template[billing].template-id = consumer
                camel.route-template[billing].from        = direct:start
                camel.route-template[billing].handler     = %s
                """.formatted(handler);
    }

    private static String answer(Started application) {
        try (FluentProducerTemplate producer = application.context().createFluentProducerTemplate()) {
            return producer.to("direct:start").withBody("42").request(String.class);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void write(String name, String content) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private Started start(String properties) throws Exception {
        return Started.with(Map.of(), directory, properties, new Consumer());
    }

    private List<String> mistakes(String properties) {
        Exception refused = catchException(() -> start(properties).close());
        return ConfigurationException.in(refused)
                .orElseThrow(() -> new AssertionError("no mistake", refused))
                .mistakes();
    }

    private static final class Consumer extends RouteBuilder {
        @Override
        public void configure() {
            Template.template(this, "consumer", CONSUME)
                    .required("from", new EndpointRule(false), "where it comes from")
                    .required("handler", new EndpointRule(true), "what handles it")
                    .route()
                    .from("{{from}}")
                    .errorHandler(noErrorHandler())
                    .to("{{handler}}");
            from("direct:taken").routeId("taken").log("taken");
        }
    }
}
