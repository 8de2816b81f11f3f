package commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import process.ExitCode;
import process.Json;
import topology.Account;
import topology.Topology;
import topology.export.CloudFormation;
import topology.export.IamPolicies;
import topology.export.Keda;
import topology.export.TooManyPermissionsException;

/** {@code export}: writes the topology for other tools, without calling AWS. */
@Command(name = "export", description = "Writes the topology for other tools.", mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<ExitCode> {
    private static final Pattern SECRET =
            Pattern.compile("arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[A-Za-z0-9/_+=.@*?-]+");

    private final Session session;

    @Spec
    private CommandSpec spec;

    ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public ExitCode call() {
        throw new ParameterException(spec.commandLine(), "what to export is missing: cloudformation, iam or keda");
    }

    @Command(
            name = "cloudformation",
            description =
                    "Writes a CloudFormation template; equal topologies give equal templates. If caravan.stage is set,"
                            + " it is a parameter of the template.",
            mixinStandardHelpOptions = true)
    ExitCode cloudFormation(
            @Option(names = "--with-keys", description = "Create the KMS keys that are given by an alias.")
                    boolean withKeys,
            @Option(
                            names = "--with-alarms",
                            description =
                                    "Create alarms of CloudWatch, which notify the topic of the parameter AlarmTopic.")
                    boolean withAlarms,
            @Option(
                            names = "--with-service",
                            description =
                                    "Create a service of ECS on Fargate that runs the application, its roles, and its scaling by"
                                            + " what waits in the queues.")
                    boolean withService,
            @Option(
                            names = "--secret",
                            paramLabel = "<arn>",
                            description =
                                    "With --with-service: a secret of Secrets Manager that its tasks may read. Can be repeated.")
                    List<String> secrets,
            @Mixin OutputOption output) {
        List<String> readable = secrets == null ? List.of() : secrets;
        expectSecrets(readable, withService);
        Stages stages = session.installation().stages().get();
        CloudFormation template = stages.current().isPresent()
                ? new CloudFormation(stages.topology().apply(CloudFormation.ANY_STAGE), withKeys, stages.current())
                : new CloudFormation(session.topology(), withKeys);
        if (withAlarms) {
            template.withAlarms();
        }
        if (withService) {
            withService(template, readable);
        }
        output.write(template.json());
        return ExitCode.DONE;
    }

    private void expectSecrets(List<String> secrets, boolean withService) {
        if (!secrets.isEmpty() && !withService) {
            throw new ParameterException(spec.commandLine(), "--secret: needs --with-service");
        }
        secrets.stream()
                .filter(secret -> !SECRET.matcher(secret).matches())
                .findFirst()
                .ifPresent(secret -> {
                    throw new ParameterException(
                            spec.commandLine(),
                            "--secret = " + secret
                                    + ": must be the ARN of a secret such as arn:aws:secretsmanager:eu-central-1:123456789012:secret:caravan-a1b2c3");
                });
    }

    private void withService(CloudFormation template, List<String> secrets) {
        try {
            template.withService(secrets);
        } catch (TooManyPermissionsException e) {
            throw new ParameterException(spec.commandLine(), "--with-service: " + e.getMessage(), e);
        }
    }

    @Command(
            name = "iam",
            description = "Writes the minimal IAM policies of publishers, consumers and the operator.",
            mixinStandardHelpOptions = true)
    ExitCode iam(
            @Option(
                            names = "--account",
                            required = true,
                            paramLabel = "<id>",
                            description = "The account's id, 12 digits.")
                    String account,
            @Mixin RegionOption region,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "<whom>",
                            description =
                                    "One policy only, such as operator or consumer-<route> (default: all, by name).")
                    String whom,
            @Mixin OutputOption output) {
        if (!account.matches("\\d{12}")) {
            throw new ParameterException(spec.commandLine(), "--account = " + account + ": must be 12 digits");
        }
        Map<String, String> policies = new IamPolicies(session.topology(), new Account(region.region(), account)).all();
        if (whom != null && !policies.containsKey(whom)) {
            throw new ParameterException(
                    spec.commandLine(), whom + ": must be one of " + String.join(", ", policies.keySet()));
        }
        output.write(whom == null ? all(policies) : policies.get(whom));
        return ExitCode.DONE;
    }

    @Command(
            name = "keda",
            description = {
                "Writes a ScaledObject of KEDA, which runs as many processes as the waiting messages need.",
                "The output is JSON, which kubectl apply takes."
            },
            mixinStandardHelpOptions = true)
    ExitCode keda(
            @Mixin RegionOption region,
            @Option(
                            names = "--deployment",
                            paramLabel = "<name>",
                            description = "The deployment to scale (default: the application's name).")
                    String deployment,
            @Option(
                            names = "--most",
                            paramLabel = "<n>",
                            defaultValue = "10",
                            description = "How many processes may run (default: ${DEFAULT-VALUE}).")
                    int most,
            @Option(
                            names = "--backlog",
                            paramLabel = "<n>",
                            defaultValue = "10",
                            description =
                                    "How many messages may wait for each handler of a process before another process starts"
                                            + " (default: ${DEFAULT-VALUE}).")
                    int backlog,
            @Mixin OutputOption output) {
        String where = region.region();
        expectAtLeastOne("--most", most);
        expectAtLeastOne("--backlog", backlog);
        Topology topology = session.topology();
        String scaled = deployment == null ? topology.application() : deployment;
        if (!scaled.matches("[a-z0-9]([-a-z0-9]{0,251}[a-z0-9])?")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--deployment = " + scaled + ": must be a name of Kubernetes such as shop: a-z, 0-9 and -");
        }
        if (topology.consumers().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "this application consumes no queue, so nothing says how many processes it needs");
        }
        output.write(new Keda(topology, where).json(scaled, most, backlog));
        return ExitCode.DONE;
    }

    private void expectAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " = " + value + ": must be 1 or more");
        }
    }

    private static String all(Map<String, String> policies) {
        ObjectNode all = Json.object();
        policies.forEach((whom, policy) -> all.putRawValue(whom, new RawValue(policy)));
        return all.toPrettyString();
    }
}
