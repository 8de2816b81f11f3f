package commands;

import aws.AwsClients;
import history.EventHistory;
import history.History;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code event <id>}: where an event is. */
@Command(
        name = "event",
        description = "Shows when an event was published, and how far it has come at each subscriber.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:found", "1:not known", "2:wrong arguments", "3:AWS does not answer"})
final class WhereIsEventCommand implements Callable<Integer> {
    private final Supplier<AwsClients> clients;

    @Parameters(paramLabel = "<id>", description = "The event's id.")
    private String event;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Mixin
    private LedgerOption ledger;

    @Spec
    private CommandSpec spec;

    WhereIsEventCommand(Supplier<AwsClients> clients) {
        this.clients = clients;
    }

    @Override
    public Integer call() {
        Optional<History> found = history();
        if (found.isEmpty()) {
            spec.commandLine().getErr().println("not known: " + event);
            return Caravan.NOT_KNOWN;
        }
        print(found.get(), spec.commandLine().getOut());
        return Caravan.OK;
    }

    private Optional<History> history() {
        try (AwsClients aws = clients.get()) {
            return new EventHistory(ledger.open(aws)).of(event);
        }
    }

    private void print(History history, PrintWriter out) {
        if (json) {
            out.println(history.toJson());
            return;
        }
        new HistoryTables(history).print(out);
    }
}
