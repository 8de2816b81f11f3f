package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import local.LocalCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in the packaged folder, on an AWS that the environment names. */
class PackagedIT {
    private static final Path SCRIPT = Path.of(System.getProperty("caravan.jar", "target/caravan/caravan.jar"))
            .resolveSibling("caravan")
            .toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern LISTENS = Pattern.compile("HTTP (http://127.0.0.1:[1-9]\\d*)");

    private final LocalCloud cloud = LocalCloud.start(LocalCloud.Ports.FREE);
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AWS_ENDPOINT_URL_SQS", cloud.sqsEndpoint().toString(),
            "AWS_ENDPOINT_URL_SNS", cloud.snsEndpoint().toString(),
            "AWS_ENDPOINT_URL_DYNAMODB", cloud.dynamoDbEndpoint().toString(),
            "AWS_EC2_METADATA_DISABLED", "true",
            "INBOX_SECRET", "a secret of 32 characters or more",
            "AWS_REGION", "us-east-1",
            "AWS_ACCESS_KEY_ID", "local",
            "AWS_SECRET_ACCESS_KEY", "local"));

    private Path script = SCRIPT;

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void answers_commands_from_any_folder() throws Exception {
        assertThat(ended("plan", "--json")).isEqualTo(2);
        assertThat(new ObjectMapper().readTree(out()).get("changes").asBoolean())
                .isTrue();
        assertThat(err()).isEmpty();

        assertThat(ended("export", "cloudformation", "--output", "template.json"))
                .isZero();
        assertThat(out()).isEmpty();
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("template.json").toFile())
                        .has("Resources"))
                .isTrue();
    }

    @Test
    void a_start_takes_its_classes_from_the_archive_which_this_jvm_has_written() throws Exception {
        Path loaded = folder.resolve("loaded");
        environment.put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded);

        assertThat(ended("--help")).isZero();

        assertThat(Files.readString(loaded))
                .containsPattern("routes\\.Application source: shared objects file \\(top\\)");
    }

    @Test
    void a_copied_folder_works_without_its_archive_and_writes_a_new_one() throws Exception {
        Path copy = folder.resolve("copy");
        Process copied = new ProcessBuilder("cp", "-rp", SCRIPT.getParent().toString(), copy.toString()).start();
        assertThat(copied.waitFor()).isZero();
        script = copy.resolve("caravan");

        assertThat(ended("--help")).isZero();
        assertThat(err()).isEmpty();
        Files.delete(copy.resolve("caravan.jsa"));
        assertThat(ended("archive")).isZero();

        assertThat(out()).isEmpty();
        assertThat(copy.resolve("caravan.jsa")).isNotEmptyFile();
        a_start_takes_its_classes_from_the_archive_which_this_jvm_has_written();
    }

    @Test
    void finds_jars_that_were_added_to_lib_and_keeps_its_archive() throws Exception {
        Path copy = folder.resolve("copy");
        Process copied = new ProcessBuilder("cp", "-rp", SCRIPT.getParent().toString(), copy.toString()).start();
        assertThat(copied.waitFor()).isZero();
        script = copy.resolve("caravan");
        assertThat(ended("archive")).isZero();
        Path properties = Files.writeString(folder.resolve("mine.properties"), """
                camel.route-template[print].template-id = polling-consumer
                camel.route-template[print].queue       = print
                camel.route-template[print].handler     = kamelet:added
                """);
        environment.put("CAMEL_MAIN_PROPERTY_PLACEHOLDER_LOCATION", "file:" + properties);
        assertThat(ended("doctor", "--offline")).isEqualTo(78);
        assertThat(err()).contains("there is no file kamelets/added.kamelet.yaml");

        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(
                Files.createDirectory(copy.resolve("lib/added")).resolve("one.jar")))) {
            jar.putNextEntry(new JarEntry("kamelets/added.kamelet.yaml"));
        }

        assertThat(ended("doctor", "--offline")).as(err()).isNotEqualTo(78);
        a_start_takes_its_classes_from_the_archive_which_this_jvm_has_written();
    }

    @Test
    void has_no_demo_which_could_publish_to_a_real_aws() throws Exception {
        assertThat(ended("demo")).isEqualTo(64);
        assertThat(err()).startsWith("Unmatched argument at index 0: 'demo'");
    }

    @Test
    void reports_missing_credentials_or_region_in_one_line() throws Exception {
        environment.remove("AWS_ACCESS_KEY_ID");
        assertThat(ended("event", "4711")).isEqualTo(78);
        assertThat(err().lines())
                .singleElement()
                .asString()
                .startsWith("AWS is not configured: Unable to load credentials");

        environment.remove("AWS_REGION");
        assertThat(ended("event", "4711")).isEqualTo(78);
        assertThat(err().lines()).singleElement().asString().startsWith("AWS is not configured: Unable to load region");
        assertThat(ended()).isEqualTo(78);
        assertThat(err().lines()).singleElement().asString().startsWith("AWS is not configured: Unable to load region");
    }

    @Test
    void a_run_logs_one_line_when_it_runs_and_ends_by_a_signal() throws Exception {
        Process caravan = started(
                "-Dlisten.http=0", "-Dcamel.management.enabled=false", "-Dorders.inbox=" + folder.resolve("inbox"));
        try {
            await().atMost(PATIENCE)
                    .failFast("it has ended", () -> !caravan.isAlive())
                    .untilAsserted(() -> assertThat(out())
                            .containsPattern("Caravan runs: (\\d+) of \\1 routes; HTTP http://127.0.0.1:[1-9]\\d*"));

            assertThat(caravan.info().arguments().orElseThrow()).contains("-XX:MaxHeapFreeRatio=60");
            caravan.destroy();

            assertThat(caravan.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(caravan.exitValue()).isEqualTo(143);
            assertThat(out()).contains("Stopping:").doesNotContain("Apache Camel");
        } finally {
            caravan.destroyForcibly();
        }
    }

    @Test
    void the_console_comes_from_the_jar() throws Exception {
        Process caravan = started(
                "-Dlisten.http=0",
                "-Dcamel.management.enabled=false",
                "-Dorders.inbox=" + folder.resolve("inbox"),
                "-Dconsole.look.token=a-look-token");
        try {
            await().atMost(PATIENCE)
                    .failFast("it has ended", () -> !caravan.isAlive())
                    .untilAsserted(() -> assertThat(out()).containsPattern(LISTENS));
            Matcher listens = LISTENS.matcher(out());
            assertThat(listens.find()).isTrue();

            assertThat(get(listens.group(1) + "/caravan/console/queues/billing"))
                    .startsWithIgnoringCase("<!doctype html>");
            assertThat(get(listens.group(1) + "/caravan/console/vendor/lit-html/lit-html.js"))
                    .contains("BSD-3-Clause");
        } finally {
            caravan.destroyForcibly();
        }
    }

    private static String get(String address) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private int ended(String... arguments) throws Exception {
        Process process = started(arguments);
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process started(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(script.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }
}
