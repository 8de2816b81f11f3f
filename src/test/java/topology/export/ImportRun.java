package topology.export;

import aws.AwsClients;
import commands.Caravan;
import commands.Installation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import local.LocalCloud;
import local.ProxiedCloud;
import local.faults.Call;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import testing.Written;

/** Runs commands on an account of AWS, for tests of {@code import}. Each run is an application of its own. */
final class ImportRun implements AutoCloseable {
    /** Keeps the ledger's table out of the plans. */
    private static final String WITHOUT_LEDGER = "ledger.create = false\n";

    private final ProxiedCloud cloud = LocalCloud.withProxies();
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    /** The standard output of the last run. */
    String out() {
        return out.toString();
    }

    /** The standard error of the last run. */
    String err() {
        return err.toString();
    }

    /** Forgets the calls so far. */
    void reset() {
        cloud.reset();
    }

    /** Runs a command of an application with these routes, and returns its exit code. */
    int run(String lines, List<String> arguments) {
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

    static List<String> sorted(String lines) {
        return lines.lines().sorted().toList();
    }

    private AwsClients clients() {
        AwsClients plain = AwsClients.of(
                cloud.sqs().endpoint(), cloud.sns().endpoint(), cloud.dynamoDb().endpoint());
        return new AwsClients(sqs(), plain.sns(), plain.dynamoDb(), plain.calls());
    }

    SqsClient sqs() {
        return SqsClient.builder()
                .endpointOverride(cloud.sqs().endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build();
    }

    SnsClient sns(String region) {
        return SnsClient.builder()
                .endpointOverride(cloud.sns().endpoint())
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build();
    }

    /** Every call that writes. */
    List<String> writes() {
        return Stream.of(cloud.sqs(), cloud.sns())
                .flatMap(service -> service.calls().stream())
                .map(Call::action)
                .filter(action -> !action.matches("(Get|List|Describe).*"))
                .toList();
    }

    @Override
    public void close() {
        cloud.close();
    }
}
