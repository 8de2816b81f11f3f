package topology.export;

import static org.assertj.core.api.Assertions.assertThat;

import aws.AwsClients;
import commands.Caravan;
import commands.Installation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import local.LocalCloud;
import local.ProxiedCloud;
import local.faults.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import testing.Written;

/** {@code import} on each of the thirteen shapes, and on a queue without a topic, which is the fourteenth. */
class ImportTest {
    /** Keeps the ledger's table out of the plans. */
    private static final String WITHOUT_LEDGER = "ledger.create = false\n";

    private static final Pattern TOPIC_OF_OTHERS = Pattern.compile("= (arn:aws:sns:([a-z0-9-]+):\\d+:(\\S+))");

    private ProxiedCloud cloud;
    private StringWriter out;
    private StringWriter err;

    @BeforeEach
    void begin() {
        cloud = LocalCloud.withProxies();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void writes_lines_whose_plan_is_empty(int shape) {
        List<String> arguments = make(shape);
        cloud.reset();

        assertThat(run("", arguments)).as(err.toString()).isZero();
        assertThat(writes()).isEmpty();
        String lines = out.toString();

        assertThat(run(lines, List.of("plan"))).as(lines + out + err).isZero();
        assertThat(out.toString())
                .contains("0 to create, 0 to change")
                .doesNotContain("not reported", "set by others", "extra");
    }

    /** Nothing of the shape is missing in its lines. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void writes_lines_that_make_the_same_on_another_account(int shape) {
        List<String> arguments = make(shape);
        run("", arguments);
        String lines = out.toString();
        stop();
        begin();
        makeTopicsOfOthers(lines);

        assertThat(run(lines, List.of("apply", "--yes"))).as(lines + out + err).isZero();
        assertThat(run(lines, List.of("plan"))).as(lines + out + err).isZero();
        assertThat(run("", arguments)).isZero();

        assertThat(sorted(out.toString())).isEqualTo(sorted(lines));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void writes_lines_whose_start_changes_nothing(int shape) throws Exception {
        List<String> arguments = make(shape);
        run("", arguments);
        String lines = out.toString();
        cloud.reset();

        assertThat(run(lines, List.of("apply", "--yes"))).as(lines + out + err).isZero();

        assertThat(writes()).isEmpty();
    }

    @Test
    void says_what_is_not_there() {
        assertThat(run("", List.of("import", "--topic", "nowhere", "--queue", "nothing")))
                .isEqualTo(6);
        assertThat(err).hasToString("there is no topic nowhere\nthere is no queue nothing\n");
        assertThat(run("", List.of("import"))).isEqualTo(64);
        assertThat(err.toString()).startsWith("what to import is missing: --topic or --queue");
    }

    @Test
    void does_not_tell_the_password_that_sns_does_not_tell() {
        run("", make(12));

        assertThat(out.toString())
                .contains("# SNS does not tell passwords", "https://shop:****@orders.example/hook")
                .doesNotContain("s3cret");
    }

    private List<String> make(int shape) {
        try (SqsClient sqs = sqs();
                SnsClient sns = sns("us-east-1");
                SnsClient west = sns("us-west-2")) {
            if (shape == 6) {
                west.createTopic(request -> request.name("catalog"));
            }
            List<String> arguments = new ArrayList<>(List.of("import"));
            arguments.addAll(
                    new ThirteenShapes(sqs, shape == 6 ? west : sns).make(shape).arguments());
            return arguments;
        }
    }

    private void makeTopicsOfOthers(String lines) {
        TOPIC_OF_OTHERS.matcher(lines).results().forEach(topic -> {
            try (SnsClient sns = sns(topic.group(2))) {
                sns.createTopic(request -> request.name(topic.group(3)));
            }
        });
    }

    private int run(String lines, List<String> arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return Caravan.run(
                        arguments.toArray(String[]::new),
                        new Installation(this::clients, () -> Written.topology(WITHOUT_LEDGER + read(lines)), () -> {
                            throw new AssertionError("the topology says all");
                        }),
                        new ByteArrayInputStream(new byte[0]),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .number();
    }

    /** The lines as Camel reads them from a file. */
    private static String read(String lines) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.stringPropertyNames().stream()
                .map(name -> name + " = " + properties.getProperty(name))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> sorted(String lines) {
        return lines.lines().sorted().toList();
    }

    private AwsClients clients() {
        AwsClients plain = AwsClients.of(
                cloud.sqs().endpoint(), cloud.sns().endpoint(), cloud.dynamoDb().endpoint());
        return new AwsClients(sqs(), plain.sns(), plain.dynamoDb(), plain.calls());
    }

    private SqsClient sqs() {
        return SqsClient.builder()
                .endpointOverride(cloud.sqs().endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build();
    }

    private SnsClient sns(String region) {
        return SnsClient.builder()
                .endpointOverride(cloud.sns().endpoint())
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build();
    }

    /** Every call but those that only read. */
    private List<String> writes() {
        return Stream.of(cloud.sqs(), cloud.sns())
                .flatMap(service -> service.calls().stream())
                .map(Call::action)
                .filter(action -> !action.matches("(Get|List|Describe).*"))
                .toList();
    }
}
