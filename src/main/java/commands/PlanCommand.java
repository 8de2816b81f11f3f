package commands;

import aws.AwsClients;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import topology.Topology;
import topology.provisioning.Plan;
import topology.provisioning.Provisioning;

/** {@code plan}: how AWS differs from what is written. */
@Command(
        name = "plan",
        description = "Shows what apply would create and change on AWS, and changes nothing.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Caravan.WRONG_ARGUMENTS,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:nothing to do",
            "2:something to create or to change",
            "3:AWS does not answer",
            "64:wrong arguments",
            "78:the configuration is refused"
        })
final class PlanCommand implements Callable<Integer> {
    private final Supplier<AwsClients> clients;
    private final Supplier<Topology> topology;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    PlanCommand(Supplier<AwsClients> clients, Supplier<Topology> topology) {
        this.clients = clients;
        this.topology = topology;
    }

    @Override
    public Integer call() {
        Topology written = topology.get();
        try (AwsClients aws = clients.get()) {
            Plan plan = new Provisioning(aws.sqs(), aws.sns(), aws.dynamoDb()).planWithExtras(written);
            spec.commandLine().getOut().println(json ? plan.toJson() : plan);
            return plan.hasChanges() ? Caravan.CHANGES : Caravan.OK;
        }
    }
}
