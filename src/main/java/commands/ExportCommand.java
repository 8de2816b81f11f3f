package commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import process.Json;
import topology.Account;
import topology.Topology;
import topology.export.CloudFormation;
import topology.export.IamPolicies;

/** {@code export}: the topology for other tools. AWS is not asked. */
@Command(
        name = "export",
        description = "Prints the topology for other tools.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Caravan.WRONG_ARGUMENTS)
final class ExportCommand implements Callable<Integer> {
    private final Supplier<Topology> topology;

    @Spec
    private CommandSpec spec;

    ExportCommand(Supplier<Topology> topology) {
        this.topology = topology;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "what to export is missing: cloudformation or iam");
    }

    @Command(
            name = "cloudformation",
            description = "A CloudFormation template, the same for the same topology.",
            mixinStandardHelpOptions = true,
            exitCodeOnInvalidInput = Caravan.WRONG_ARGUMENTS)
    int cloudFormation(
            @Option(names = "--with-keys", description = "Make the KMS keys that are given by an alias.")
                    boolean withKeys) {
        spec.commandLine().getOut().println(new CloudFormation(topology.get(), withKeys).json());
        return Caravan.OK;
    }

    @Command(
            name = "iam",
            description = "The least that a publisher, a consumer, the operator must be allowed.",
            mixinStandardHelpOptions = true,
            exitCodeOnInvalidInput = Caravan.WRONG_ARGUMENTS)
    int iam(
            @Option(
                            names = "--account",
                            required = true,
                            paramLabel = "<id>",
                            description = "The account's id, 12 digits.")
                    String account,
            @Option(
                            names = "--region",
                            required = true,
                            paramLabel = "<region>",
                            defaultValue = "${env:AWS_REGION}",
                            description = "The region (default: $$AWS_REGION).")
                    String region,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "<whom>",
                            description =
                                    "One policy alone, such as operator or consumer-<route>; all by name if left out.")
                    String whom) {
        if (!account.matches("\\d{12}")) {
            throw new ParameterException(spec.commandLine(), "--account = " + account + ": must be 12 digits");
        }
        if (!region.matches("[a-z]{2,}(-[a-z]+)+-\\d+")) {
            throw new ParameterException(
                    spec.commandLine(), "--region = " + region + ": must be a region such as eu-central-1");
        }
        Map<String, String> policies = new IamPolicies(topology.get(), new Account(region, account)).all();
        if (whom != null && !policies.containsKey(whom)) {
            throw new ParameterException(
                    spec.commandLine(), whom + ": must be one of " + String.join(", ", policies.keySet()));
        }
        spec.commandLine().getOut().println(whom == null ? all(policies) : policies.get(whom));
        return Caravan.OK;
    }

    private static String all(Map<String, String> policies) {
        ObjectNode all = Json.object();
        policies.forEach((whom, policy) -> all.putRawValue(whom, new RawValue(policy)));
        return all.toPrettyString();
    }
}
