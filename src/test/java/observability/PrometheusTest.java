package observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static testing.FreePort.freePort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import testing.Backbone;

/**
 * The alerts and the dashboard use only metrics that a run has, as a real Prometheus sees them. The test is skipped
 * without Prometheus, unless {@code PROMETHEUS=required} is in the environment.
 */
class PrometheusTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILES = Path.of("observability").toAbsolutePath();
    private static final Path RULES = FILES.resolve("caravan.rules.yml");
    private static final Pattern METRIC = Pattern.compile("caravan_\\w+");
    private static final Pattern MATCHER = Pattern.compile("(caravan_\\w+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*[=!]~?\\s*\"");
    private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static Backbone backbone;
    private static Process prometheus;
    private static URI server;

    @BeforeAll
    static void scrape() throws Exception {
        boolean there = Stream.of("prometheus", "promtool").allMatch(PrometheusTest::isInstalled);
        assumeTrue(there || "required".equals(System.getenv("PROMETHEUS")), "there is no Prometheus on this machine");
        int metrics = freePort();
        backbone = Backbone.shipped()
                .property("orders.inbox", folder.resolve("inbox").toString())
                .property("camel.management.enabled", "true")
                .property("listen.management", String.valueOf(metrics))
                .property("metrics.backlog", "1s")
                .start();
        publish();
        int port = freePort();
        server = URI.create("http://127.0.0.1:" + port);
        Path configuration = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: caravan
                    scrape_interval: 1s
                    metrics_path: /observe/metrics
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(RULES, metrics));
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        await().ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> {
            assertThat(series("caravan_dead_letters")).isNotEmpty();
            assertThat(series("caravan_publish_requests_total")).isNotEmpty();
        });
    }

    @AfterAll
    static void stop() throws Exception {
        if (prometheus != null) {
            prometheus.destroy();
            prometheus.waitFor();
        }
        if (backbone != null) {
            backbone.close();
        }
    }

    @Test
    void the_alerts_are_well_formed_and_fire_only_under_their_conditions() throws Exception {
        assertThat(promtool("check", "rules", RULES.toString())).contains("SUCCESS: 8 rules found");
        assertThat(promtool(
                        "test", "rules", FILES.resolve("caravan.rules.test.yml").toString()))
                .contains("SUCCESS");
    }

    @Test
    void every_alert_is_tested_and_has_a_section_with_instructions() throws Exception {
        String tests = Files.readString(FILES.resolve("caravan.rules.test.yml"));
        Set<String> sections = new TreeSet<>();
        Files.readString(Path.of("docs/alarms.md"))
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .forEach(sections::add);
        Set<String> linked = new TreeSet<>();
        for (JsonNode rule : rules()) {
            assertThat(tests).contains("alertname: " + rule.path("alert").asText());
            linked.add(rule.at("/annotations/runbook_url").asText());
        }

        assertThat(linked).allSatisfy(link -> assertThat(link).startsWith("docs/alarms.md#"));
        assertThat(linked.stream().map(link -> link.substring(link.indexOf('#') + 1)))
                .isSubsetOf(sections);
    }

    @Test
    void prometheus_evaluates_every_alert_of_a_run() throws Exception {
        await().untilAsserted(() -> assertThat(get("/api/v1/rules").at("/data/groups/0/rules"))
                .hasSize(8)
                .allSatisfy(rule -> assertThat(rule.path("health").asText()).isEqualTo("ok")));
    }

    @Test
    void every_expression_of_alerts_and_dashboard_uses_metrics_and_labels_of_a_run() throws Exception {
        List<String> expressions = new ArrayList<>();
        rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
        JsonNode dashboard =
                JSON.readTree(FILES.resolve("grafana-dashboard.json").toFile());
        dashboard
                .path("panels")
                .forEach(panel -> panel.path("targets")
                        .forEach(target ->
                                expressions.add(target.path("expr").asText().replace("$route", ".*"))));

        assertThat(expressions).hasSizeGreaterThan(20);
        for (String expression : expressions) {
            assertThat(query(expression).path("status").asText()).as(expression).isEqualTo("success");
            for (String metric : found(METRIC, expression)) {
                assertThat(series(metric)).as(metric + " in " + expression).isNotEmpty();
            }
            Matcher matcher = MATCHER.matcher(expression);
            while (matcher.find()) {
                for (String label : found(LABEL, matcher.group(2))) {
                    assertThat(labels(matcher.group(1))).as(expression).contains(label);
                }
            }
            Matcher by = BY.matcher(expression);
            while (by.find()) {
                for (String metric : found(METRIC, expression)) {
                    assertThat(labels(metric))
                            .as(expression)
                            .contains(by.group(1).split("\\s*,\\s*"));
                }
            }
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> all = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            all.add(matcher.groupCount() == 0 ? matcher.group() : matcher.group(1));
        }
        return all;
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        new ObjectMapper(new YAMLFactory())
                .readTree(RULES.toFile())
                .at("/groups/0/rules")
                .forEach(rules::add);
        return rules;
    }

    private static JsonNode series(String metric) throws Exception {
        return query(metric).at("/data/result");
    }

    private static Set<String> labels(String metric) throws Exception {
        Set<String> labels = new TreeSet<>();
        series(metric).forEach(one -> one.path("metric").fieldNames().forEachRemaining(labels::add));
        return labels;
    }

    private static JsonNode query(String expression) throws Exception {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    private static JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    private static void publish() {
        HttpRequest request = HttpRequest.newBuilder(backbone.http().resolve("/events/orders"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"order\":1,\"amount\":42}"))
                .build();
        await().until(() -> HTTP.send(request, BodyHandlers.discarding()).statusCode() == 202);
    }

    private static String promtool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
