package commands;

import aws.AwsClients;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import process.ExitCode;
import process.SafeText;
import topology.Topology;
import topology.provisioning.OvertakenException;
import topology.provisioning.Plan;
import topology.provisioning.PlanEntry;
import topology.provisioning.Provisioning;

/** {@code apply}: creates and changes what the configuration says, and nothing else. */
@Command(
        name = "apply",
        description = "Shows the plan, asks for confirmation, and applies it. A second run changes nothing.",
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<ExitCode> {
    /** The default name of applications, which several may share. */
    private static final String EVERYBODYS_NAME = "caravan";

    private final Session session;
    private final Terminal terminal;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--prune", description = "Delete resources that this application created and no longer needs.")
    private boolean prune;

    @Option(
            names = "--delete-with-messages",
            paramLabel = "<queue>",
            split = ",",
            description = "With --prune: the names of queues to delete even if they hold messages. Others are kept, or"
                    + " you are asked about each.")
    private Set<String> emptied = Set.of();

    @Option(names = "--json", description = "Show the plan in JSON. Needs --yes.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    ApplyCommand(Session session) {
        this.session = session;
        this.terminal = session.terminal();
    }

    @Override
    public ExitCode call() {
        if (json && !yes) {
            spec.commandLine().getErr().println("--json needs --yes, because a program cannot answer questions");
            return ExitCode.WRONG_ARGUMENTS;
        }
        session.expectAws();
        Topology written = session.topology();
        if (prune && yes && written.application().equals(EVERYBODYS_NAME)) {
            spec.commandLine()
                    .getErr()
                    .println("camel.main.name = %s: must be a unique name for --prune --yes: every application without"
                                    .formatted(EVERYBODYS_NAME)
                            + " a name has this one, and the resources of all of them would be deleted");
            return ExitCode.CONFIGURATION;
        }
        try (AwsClients aws = session.open()) {
            return apply(new Provisioning(aws.sqs(), aws.sns(), aws.dynamoDb()), written);
        } catch (OvertakenException e) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "Not everything is done, because someone else changed the same resources. Make a new plan: "
                                    + e.getMessage());
            return ExitCode.CONFLICT;
        }
    }

    private ExitCode apply(Provisioning provisioning, Topology written) {
        PrintWriter out = spec.commandLine().getOut();
        Plan plan = prune ? provisioning.planToPrune(written) : provisioning.plan(written);
        out.println(json ? plan.toJson() : SafeText.block(plan.toString()));
        List<PlanEntry> extras = plan.steps(PlanEntry.Verb.EXTRA);
        if (!plan.hasChanges() && extras.isEmpty()) {
            return ExitCode.DONE;
        }
        if (!yes && !terminal.agrees("Apply this in %s?".formatted(provisioning.where()))) {
            out.println("Nothing was changed.");
            return ExitCode.INCOMPLETE;
        }
        List<PlanEntry> kept = kept(extras);
        plan.apply();
        extras.stream().filter(step -> !kept.contains(step)).forEach(PlanEntry::perform);
        kept.forEach(step -> spec.commandLine()
                .getErr()
                .println("kept %s: it holds %d messages; --delete-with-messages=%s deletes it"
                        .formatted(step, step.messages(), step.name())));
        if (!json) {
            out.println("Done.");
        }
        return kept.isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }

    /** The queues to keep: they hold messages, and the user has not named them. */
    private List<PlanEntry> kept(List<PlanEntry> extras) {
        List<PlanEntry> kept = new ArrayList<>();
        for (PlanEntry step : extras) {
            if (step.messages() > 0 && !emptied.contains(step.name()) && (yes || !isTyped(step))) {
                kept.add(step);
            }
        }
        return kept;
    }

    private boolean isTyped(PlanEntry step) {
        return terminal.ask("Queue %s holds %d messages. Type its name to delete it: "
                        .formatted(step.name(), step.messages()))
                .equals(Optional.of(step.name()));
    }
}
