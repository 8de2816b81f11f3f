package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static testing.FreePort.freePort;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/**
 * The script {@code caravan} as a person types it in a checkout that was built. The tests run processes and check their
 * output.
 */
class ScriptTest {
    private static final Path SCRIPT = Path.of("caravan").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String READY = "Stop with Ctrl-C.";

    /** The ledger's table has a name that a command must find. */
    private static final Map<String, String> ENVIRONMENT = Map.of("LEDGER_TABLE", "their-ledger");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String NOTES = """
            camel.route-template[publish-notes].template-id = publish
            camel.route-template[publish-notes].from        = platform-http:/notes
            camel.route-template[publish-notes].topic       = notes
            camel.route-template[notes-to-print].template-id = fan-out
            camel.route-template[notes-to-print].topic       = notes
            camel.route-template[notes-to-print].queue       = print
            camel.route-template[print].template-id = polling-consumer
            camel.route-template[print].queue       = print
            camel.route-template[print].handler     = direct:print
            """;

    private static final String PRINT = """
            - route:
                id: print-note
                from:
                  uri: direct:print
                  steps:
                    - log: "printed ${body}"
            """;

    @TempDir
    static Path runs;

    private static Running shop;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        shop = new Running(ENVIRONMENT, free());
        shop.awaitReady();
    }

    @AfterAll
    static void kill() {
        shop.process.destroyForcibly();
    }

    @Test
    void a_run_prints_in_about_thirty_lines_what_runs_where_and_what_to_try() {
        assertThat(shop.greeting().lines().count()).isBetween(20L, 35L);
        assertThat(shop.greeting())
                .contains("▶ billing OrderPlaced ─▶ direct:bill")
                .contains("Listening: HTTP http://127.0.0.1:")
                .contains("open to every program on this machine")
                .containsPattern("\n  http://127.0.0.1:\\d+/caravan/console ")
                .doesNotContain("0.0.0.0", "Apache Camel", "WARN", "ERROR");
    }

    @Test
    void the_printed_first_steps_work() throws Exception {
        String id = shop.postFirstEvent();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shop.printed()).contains("billed " + id + ": {\"amount\":42}"));
        Ended event = Ended.of(shop.command("event " + id));
        assertThat(event.code).as(event.err).isZero();
        assertThat(event.out).contains("orders").containsPattern("billing +DONE");
        assertThat(event.err).isEmpty();
        Ended letters = Ended.of(shop.command("dead-letters list"));
        assertThat(letters.code).as(letters.err).isZero();
        assertThat(letters.out).contains("billing-dead-letters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.js", "pages/topology.js", "vendor/lit-html/lit-html.js"})
    void the_console_has_its_pages_and_its_libraries(String file) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(shop.console() + "/" + file))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/javascript; charset=utf-8");
        assertThat(answer.body()).contains("export");
    }

    @Test
    void a_demo_publishes_events_until_a_signal_ends_it() throws Exception {
        Path out = folder.resolve("demo");
        Process demo = shop.demo()
                .builder()
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            await().atMost(PATIENCE)
                    .failFast("it has ended", () -> !demo.isAlive())
                    .untilAsserted(() -> assertThat(Files.readString(out)).contains("so billing gives it up at once"));

            demo.destroy();

            assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(demo.exitValue()).isEqualTo(143);
            List<String> lines = Files.readAllLines(out);
            assertThat(lines.get(lines.size() - 1)).matches("Published \\d+ events of \\d+ orders in \\d+ s\\. .*");
        } finally {
            demo.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({"export cloudformation,0", "plan --json,0", "dead-letters list --json,0"})
    void output_in_json_is_json_and_nothing_else(String command, int code) throws Exception {
        Ended ended = Ended.of(shop.command(command));

        assertThat(ended.code).as(ended.err).isEqualTo(code);
        JsonNode answer = JSON.readTree(ended.out);
        assertThat(answer.isContainerNode()).isTrue();
        assertThat(ended.err).isEmpty();
    }

    @Test
    void a_command_reads_only_the_configured_ledger() throws Exception {
        Ended elsewhere = Ended.of(shop.command("event 4711").environment(Map.of("LEDGER_TABLE", "another-ledger")));
        Ended there = Ended.of(shop.command("event 4711"));

        assertThat(elsewhere.code).isEqualTo(77);
        assertThat(elsewhere.err).contains("table another-ledger does not exist");
        assertThat(there.code).isEqualTo(6);
        assertThat(there.err).isEqualToIgnoringNewLines("not known: 4711");
    }

    @Test
    void a_command_loads_few_classes_and_none_of_the_embedded_cloud() throws Exception {
        Path classes = folder.resolve("classes");

        Ended ended = Ended.of(shop.command("plan")
                .environment(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=%s:tags".formatted(classes))));

        assertThat(ended.out).contains("as written.");
        assertThat(Files.readAllLines(classes))
                .hasSizeLessThan(9_000)
                .noneMatch(line -> line.matches(".*\\] (scala|org\\.elasticmq|org\\.apache\\.pekko)\\..*"));
    }

    @Test
    void the_script_replaces_itself_by_the_jvm_with_the_options_of_a_run() {
        ProcessHandle.Info jvm = shop.process.info();

        assertThat(jvm.command().orElseThrow()).endsWith("/java");
        assertThat(jvm.arguments().orElseThrow()).contains("-XX:MinHeapFreeRatio=60", "-XX:MaxHeapFreeRatio=60");
    }

    @Test
    void a_run_of_the_users_own_routes_prints_them_and_stops_by_a_signal() throws Exception {
        Path routes = Files.writeString(folder.resolve("routes.properties"), """
                log.level = DEBUG
                camel.route-template[archive].template-id = polling-consumer
                camel.route-template[archive].queue       = archive
                camel.route-template[archive].handler     = log:archive
                """);
        Running archive = new Running(
                Map.of("JAVA_OPTS", "-XX:MaxHeapFreeRatio=80"),
                free(),
                "-Dcamel.main.property-placeholder-location=file:" + routes);
        try {
            // The queue does not exist: its route is retried, and the other routes run.
            archive.awaitReady();
            assertThat(archive.greeting())
                    .contains("queue archive ─▶ log:archive")
                    .contains("Route archive cannot start and will be retried: "
                            + QueueDoesNotExistException.class.getName())
                    .containsPattern("aws --endpoint-url \\S+ sqs send-message --queue-url \\S+/archive ")
                    .contains("Apache Camel 4")
                    .doesNotContain("orders", "curl", " demo", "http://0.0.0.0");
            assertThat(archive.process.info().arguments().orElseThrow())
                    .contains("-XX:MaxHeapFreeRatio=80")
                    .doesNotContain("-XX:MinHeapFreeRatio=60");

            archive.process.destroy();

            assertThat(archive.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(archive.process.exitValue()).isEqualTo(143);
            assertThat(archive.printed()).contains("Stopping:");
        } finally {
            archive.process.destroyForcibly();
        }
    }

    @Test
    void a_handler_in_a_text_file_beside_the_properties_handles_events() throws Exception {
        write("kamelets/stamp.kamelet.yaml", """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: stamp}
                spec:
                  definition:
                    properties:
                      with: {type: string}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - log: "stamped ${body} with {{with}}"
                """);
        write("routes/print.camel.yaml", PRINT);
        Path properties = write("mine.properties", NOTES + """
                camel.route-template[notes-to-stamp].template-id = fan-out
                camel.route-template[notes-to-stamp].topic       = notes
                camel.route-template[notes-to-stamp].queue       = stamp
                camel.route-template[stamp].template-id = polling-consumer
                camel.route-template[stamp].queue       = stamp
                camel.route-template[stamp].handler     = kamelet:stamp?with=ink
                """);
        Running notes = new Running(Map.of("CAMEL_MAIN_PROPERTY_PLACEHOLDER_LOCATION", "file:" + properties), free());
        try {
            notes.awaitReady();

            notes.postFirstEvent();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(notes.printed())
                            .contains("printed {\"amount\":42}")
                            .contains("stamped {\"amount\":42} with ink"));
        } finally {
            notes.process.destroyForcibly();
        }
    }

    @Test
    void under_nohup_a_signal_neither_ends_nor_reloads_and_the_command_reloads() throws Exception {
        write("routes/print.camel.yaml", PRINT);
        Path properties = write("mine.properties", NOTES);
        Running notes = new Running(
                List.of("nohup"), Map.of("CAMEL_MAIN_PROPERTY_PLACEHOLDER_LOCATION", "file:" + properties), free());
        try {
            notes.awaitReady();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(notes.printed())
                            .contains("SIGHUP does not reload here: the process ignores it, as under nohup"));

            write("routes/print.camel.yaml", PRINT.replace("printed", "typed"));
            Ended signal = Ended.of(new Typed("kill", "-HUP", String.valueOf(notes.process.pid())));
            Ended command = Ended.of(notes.reload("reload"));

            assertThat(signal.code).isZero();
            assertThat(command.code).as(command.err).isZero();
            assertThat(command.out).contains("Done: ");
            assertThat(notes.printed()).doesNotContain("Reload by SIGHUP");
        } finally {
            notes.process.destroyForcibly();
        }
    }

    @Test
    void a_running_process_reloads_a_changed_handler_by_a_signal_and_by_a_command() throws Exception {
        write("routes/print.camel.yaml", PRINT);
        Path properties = write("mine.properties", NOTES);
        Running notes = new Running(Map.of("CAMEL_MAIN_PROPERTY_PLACEHOLDER_LOCATION", "file:" + properties), free());
        try {
            notes.awaitReady();
            notes.postFirstEvent();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(notes.printed()).contains("printed {\"amount\":42}"));

            write("routes/print.camel.yaml", PRINT.replace("printed", "typed"));
            Ended signal = Ended.of(new Typed("kill", "-HUP", String.valueOf(notes.process.pid())));

            assertThat(signal.code).isZero();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(notes.printed())
                            .contains("Reload by SIGHUP: Done: 0 added, 0 removed, 1 changed"));
            notes.postFirstEvent();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(notes.printed()).contains("typed {\"amount\":42}"));

            write("routes/print.camel.yaml", PRINT.replace("printed", "drawn"));
            Ended command = Ended.of(notes.reload("reload"));

            assertThat(command.code).as(command.err).isZero();
            assertThat(command.out).contains("change   print-note", "routes/print.camel.yaml", "Done: ");
            notes.postFirstEvent();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(notes.printed()).contains("drawn {\"amount\":42}"));

            write("routes/print.camel.yaml", PRINT.replace("log:", "lgo:"));
            Ended mistake = Ended.of(notes.reload("reload"));

            assertThat(mistake.code).isEqualTo(78);
            assertThat(mistake.err.lines())
                    .singleElement()
                    .asString()
                    .endsWith("print.camel.yaml:6: lgo: there is no such step; did you mean log?");
        } finally {
            notes.process.destroyForcibly();
        }
    }

    @Test
    void a_reload_reports_that_no_process_answers() throws Exception {
        int port = freePort();

        Ended ended = Ended.of(new Typed(SCRIPT.toString(), "-Dlisten.http=" + port, "reload"));

        assertThat(ended.code).isEqualTo(6);
        assertThat(ended.err.lines())
                .singleElement()
                .asString()
                .startsWith("no process answers at http://127.0.0.1:" + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "doctor --offline", "export cloudformation"})
    void a_mistake_in_a_route_file_ends_a_run_and_a_command_with_one_line(String command) throws Exception {
        Path file = write("routes/print.camel.yaml", PRINT.replace("log:", "lgo:"));
        Path properties = write("mine.properties", "caravan.topology = off");
        List<String> words = new ArrayList<>(List.of(SCRIPT.toString()));
        words.addAll(free());
        words.add("-Dcamel.main.property-placeholder-location=file:" + properties);
        command.lines().flatMap(line -> Stream.of(line.split(" "))).forEach(words::add);

        Ended ended = Ended.of(new Typed(words));

        assertThat(ended.code).isEqualTo(78);
        assertThat(ended.out + ended.err)
                .isEqualToIgnoringNewLines(file + ":6: lgo: there is no such step; did you mean log?");
    }

    @Test
    void jars_added_to_lib_come_after_packaged_ones_on_the_class_path() throws Exception {
        Checkout packaged = new Checkout(folder);
        packaged.touch("caravan.jar", Instant.now());
        packaged.touch("lib/added/one.jar", Instant.now());

        for (String command : List.of("plan", "-Da=b")) {
            assertThat(packaged.typed(Map.of(), command).out.lines().findFirst())
                    .hasValue("%1$s/caravan.jar:%1$s/lib/added/*".formatted(folder.toRealPath()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LISTEN_SQS | many           | 78 | listen.sqs = many: must be a whole number from 0 to 65535
            LOG_LEVEL  | LOUD AND CLEAR | 78 | log.level = LOUD AND CLEAR: must be one of ERROR, WARN, INFO, DEBUG, TRACE
            """)
    void a_mistake_in_a_property_ends_a_run_with_one_line(String name, String value, int code, String line)
            throws Exception {
        Ended ended = Ended.of(new Typed(SCRIPT.toString()).environment(Map.of(name, value)));

        assertThat(ended.code).isEqualTo(code);
        assertThat(ended.out + ended.err).isEqualToIgnoringNewLines(line);
    }

    @ParameterizedTest
    @CsvSource({"sqs,SQS", "http,HTTP"})
    void a_taken_port_ends_a_run_with_one_line_that_suggests_another_port(String name, String service)
            throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            List<String> words = new ArrayList<>(List.of(SCRIPT.toString()));
            words.addAll(free());
            words.add("-Dlisten.%s=%d".formatted(name, port));

            Ended ended = Ended.of(new Typed(words));

            assertThat(ended.code).isEqualTo(4);
            assertThat(ended.out + ended.err)
                    .isEqualToIgnoringNewLines("port %d for %s is taken; another one: -Dlisten.%s=%d"
                            .formatted(port, service, name, port + 1));
        }
    }

    @Test
    void a_command_without_a_local_run_to_connect_to_is_refused_in_one_line() throws Exception {
        int port = freePort();

        Ended ended = Ended.of(new Typed(SCRIPT.toString(), "-Dlisten.sqs=" + port, "event", "4711"));

        assertThat(ended.code).isEqualTo(3);
        assertThat(ended.err.lines())
                .singleElement()
                .asString()
                .startsWith("AWS does not answer: no local run listens on port %d: start one by %s, or"
                        .formatted(port, SCRIPT));
    }

    @Test
    void a_property_may_hold_anything_and_the_script_may_be_a_link_from_elsewhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link to caravan"), SCRIPT);

        Ended ended = Ended.of(
                new Typed(link.toString(), "-Dledger.table=t", "-Dledger.retention=a 'b' \"c\" * $d", "event", "a b"));

        assertThat(ended.code).isEqualTo(78);
        assertThat(ended.err).startsWith("ledger.retention = a 'b' \"c\" * $d: must be a duration");
    }

    @Test
    void prints_what_to_do_if_nothing_is_built_or_java_is_missing() throws Exception {
        Path script = Files.copy(SCRIPT, folder.resolve("caravan"));

        Ended unbuilt = Ended.of(new Typed(script.toString(), "plan"));
        Ended javaless = Ended.of(new Typed(SCRIPT.toString(), "plan").environment(Map.of("JAVA_HOME", "/nowhere")));

        assertThat(unbuilt.code).isEqualTo(69);
        assertThat(unbuilt.err)
                .isEqualToIgnoringNewLines(
                        "Nothing is built yet. In %s, run: mvn -q compile".formatted(folder.toRealPath()));
        assertThat(javaless.code).isEqualTo(69);
        assertThat(javaless.err).contains("There is no Java: /nowhere/bin/java.");
    }

    @Test
    void only_the_packaged_application_has_a_class_archive() throws Exception {
        Ended ended = Ended.of(new Typed(SCRIPT.toString(), "archive"));

        assertThat(ended.code).isEqualTo(69);
        assertThat(ended.err).matches("There is no caravan.jar in .*\\. Build it: mvn package\\R");
    }

    @Test
    void warns_if_the_build_is_older_than_its_sources() throws Exception {
        Checkout checkout = new Checkout(folder);
        Instant built = Instant.now();
        for (String name : List.of("LocalApplication", "Mine", "Yours")) {
            checkout.touch("target/classes/routes/" + name + ".class", built);
            checkout.touch("src/main/java/routes/" + name + ".java", built.minusSeconds(60));
        }
        // One class is newer, as after a compilation by a development environment.
        checkout.touch("src/main/java/routes/Yours.java", built.plusSeconds(10));
        checkout.touch("target/classes/routes/Yours.class", built.plusSeconds(20));

        assertThat(checkout.typed(Map.of(), "plan").err).isEmpty();
        checkout.touch("src/main/java/routes/Mine.java", built.plusSeconds(10));
        assertThat(checkout.typed(Map.of(), "plan").err)
                .isEqualToIgnoringNewLines("Newer than what is built: %s. Build it: mvn -q compile"
                        .formatted(folder.toRealPath().resolve("src/main/java/routes/Mine.java")));
    }

    @Test
    void a_command_starts_quickly_and_takes_no_options_of_a_run() throws Exception {
        Checkout checkout = new Checkout(folder);

        Ended command = checkout.typed(Map.of("JAVA_OPTS", "-Xmx8g"), "-Da=b c", "event", "-D", "* $x");

        assertThat(command.out.lines())
                .containsExactly(
                        checkout.classPath("libraries"),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dcaravan.script=" + checkout.script,
                        "-Da=b c",
                        "routes.LocalApplication",
                        "event",
                        "-D",
                        "* $x");
        assertThat(checkout.typed(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseZGC"), "plan").out)
                .doesNotContain("SerialGC");
    }

    @Test
    void a_run_has_the_options_that_a_process_should_have_unless_the_user_says_otherwise() throws Exception {
        Checkout checkout = new Checkout(folder);

        assertThat(checkout.typed(Map.of("JAVA_OPTS", "-Xmx1g -Xss2m"), "-Da=b c")
                        .out
                        .lines())
                .containsExactly(
                        checkout.classPath("libraries:local"),
                        "-XX:MinHeapFreeRatio=60",
                        "-XX:MaxHeapFreeRatio=60",
                        "-Xmx1g",
                        "-Xss2m",
                        "-Dcaravan.script=" + checkout.script,
                        "-Da=b c",
                        "routes.LocalApplication");
        for (String variable : List.of("JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
            assertThat(checkout.typed(Map.of(variable, "-XX:MinHeapFreeRatio=20")).out)
                    .doesNotContain("FreeRatio=60");
        }
    }

    /** A checkout that was built, and a Java that prints what it is given. */
    private static final class Checkout {
        private final Path folder;
        private final Path script;

        Checkout(Path folder) throws IOException {
            this.folder = folder;
            script = Files.copy(SCRIPT, folder.resolve("caravan"));
            touch("src/main/java/routes/LocalApplication.java", Instant.EPOCH);
            touch("target/classes/routes/LocalApplication.class", Instant.now());
            Files.writeString(touch("target/class-path/libraries", Instant.now()), "libraries");
            Files.writeString(touch("target/class-path/local", Instant.now()), "local");
            Files.writeString(
                            touch("bin/java", Instant.now()),
                            "#!/bin/sh\necho \"$CLASSPATH\"\nfor argument; do echo \"$argument\"; done\n")
                    .toFile()
                    .setExecutable(true);
        }

        Path touch(String name, Instant time) throws IOException {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            return Files.setLastModifiedTime(file, FileTime.from(time));
        }

        /** The class path. Edited files come before built files. */
        String classPath(String libraries) throws IOException {
            Path home = folder.toRealPath();
            return home.resolve("src/main/resources") + ":" + home.resolve("target/classes") + ":" + libraries;
        }

        Ended typed(Map<String, String> variables, String... arguments) throws Exception {
            List<String> words = new ArrayList<>(List.of(script.toString()));
            words.addAll(List.of(arguments));
            Map<String, String> environment = new HashMap<>(variables);
            environment.put("JAVA_HOME", folder.toString());
            return Ended.of(new Typed(words, environment));
        }
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static List<String> free() throws IOException {
        return List.of(
                "-Dlisten.http=" + freePort(),
                "-Dlisten.management=" + freePort(),
                "-Dlisten.sqs=0",
                "-Dlisten.sns=0",
                "-Dlisten.dynamodb=0",
                "-Dorders.inbox=" + runs.resolve("inbox"));
    }

    /** The typed words, and their environment. */
    private record Typed(List<String> words, Map<String, String> environment) {
        Typed(String... words) {
            this(List.of(words));
        }

        Typed(List<String> words) {
            this(words, Map.of());
        }

        Typed environment(Map<String, String> variables) {
            return new Typed(words, variables);
        }

        ProcessBuilder builder() {
            ProcessBuilder builder = new ProcessBuilder(words);
            // A run of seconds is too short for the optimizing compiler to pay off.
            builder.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
            builder.environment().putAll(environment);
            return builder;
        }
    }

    /** A process that has ended. */
    private record Ended(int code, String out, String err) {
        static Ended of(Typed typed) throws Exception {
            Path out = Files.createTempFile("caravan", ".out");
            Path err = Files.createTempFile("caravan", ".err");
            Process process = typed.builder()
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try {
                assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as(typed.toString())
                        .isTrue();
                return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                process.destroyForcibly();
                Files.delete(out);
                Files.delete(err);
            }
        }
    }

    /** A local run. */
    private static final class Running {
        private final Path log;
        private final Process process;
        private final Map<String, String> environment;

        Running(Map<String, String> environment, List<String> properties, String... others) throws IOException {
            this(List.of(), environment, properties, others);
        }

        /** @param before the words that start the script, such as {@code nohup} */
        private Running(List<String> before, Map<String, String> environment, List<String> properties, String... others)
                throws IOException {
            List<String> words = new ArrayList<>(before);
            words.add(SCRIPT.toString());
            words.addAll(properties);
            words.addAll(List.of(others));
            this.environment = environment;
            log = Files.createTempFile(runs, "run", ".log");
            process = new Typed(words, environment)
                    .builder()
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        }

        void awaitReady() {
            await().atMost(PATIENCE)
                    .failFast("it has ended", () -> !process.isAlive())
                    .untilAsserted(() -> assertThat(printed()).contains(READY));
        }

        String printed() throws IOException {
            return Files.readString(log);
        }

        String greeting() {
            try {
                return printed().substring(0, printed().indexOf(READY));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The command in the greeting, with the words of a test. */
        Typed command(String words) {
            MatchResult typed = found("  (.*caravan.*) event ID");
            return new Typed(List.of("sh", "-c", typed.group(1) + " " + words), environment);
        }

        /** The console's address in the greeting. */
        String console() {
            return found("  (http://\\S+/caravan/console) ").group(1);
        }

        /** The demo command in the greeting. */
        Typed demo() {
            return new Typed(
                    List.of("sh", "-c", "exec " + found("  (.*caravan.* demo) ").group(1)), environment);
        }

        /** The reload command in the greeting. */
        Typed reload(String words) {
            return new Typed(
                    List.of(
                            "sh",
                            "-c",
                            "exec " + found("  (.*caravan.* )reload ").group(1) + words),
                    environment);
        }

        String postFirstEvent() throws Exception {
            MatchResult curl = found("curl (\\S+) -H '([^:]+): ([^']+)' -d '([^']+)'");
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(curl.group(1)))
                                    .header(curl.group(2), curl.group(3))
                                    .POST(HttpRequest.BodyPublishers.ofString(curl.group(4)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            return JSON.readTree(answer.body()).get("id").asText();
        }

        private MatchResult found(String pattern) {
            return Pattern.compile(pattern)
                    .matcher(greeting())
                    .results()
                    .findFirst()
                    .orElseThrow();
        }
    }
}
