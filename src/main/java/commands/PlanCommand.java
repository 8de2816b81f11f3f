package commands;

import aws.AwsClients;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import process.ExitCode;
import process.SafeText;
import topology.Topology;
import topology.provisioning.Plan;
import topology.provisioning.Provisioning;

/** {@code plan}: shows how AWS differs from the configuration. */
@Command(
        name = "plan",
        description = "Shows what apply would create and change on AWS, and changes nothing.",
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<ExitCode> {
    private final Session session;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    PlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public ExitCode call() {
        session.expectAws();
        Topology written = session.topology();
        try (AwsClients aws = session.open()) {
            Plan plan = new Provisioning(aws.sqs(), aws.sns(), aws.dynamoDb()).planWithExtras(written);
            spec.commandLine().getOut().println(json ? plan.toJson() : SafeText.block(plan.toString()));
            return plan.hasChanges() ? ExitCode.DIFFERENT : ExitCode.DONE;
        }
    }
}
