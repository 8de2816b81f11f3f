package commands;

import aws.AwsClients;
import configuration.ConfigurationException;
import history.EventHistory;
import history.History;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import process.ExitCode;
import process.SafeText;

/**
 * {@code event <id>}: shows where an event is, and why a subscriber does not have it.
 *
 * <p>Mistakes in routes do not prevent the history. One line for each mistake then says why other subscribers are not known.
 */
@Command(
        name = "event",
        description = "Shows when an event was published, how far each subscriber is with it, and who should have it.",
        mixinStandardHelpOptions = true)
final class WhereIsEventCommand implements Callable<ExitCode> {
    private final Session session;

    @Parameters(paramLabel = "<id>", description = "The event's id.")
    private String event;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private LedgerOption ledger;

    @Spec
    private CommandSpec spec;

    WhereIsEventCommand(Session session) {
        this.session = session;
    }

    @Override
    public ExitCode call() {
        Optional<History> found = history();
        if (found.isEmpty()) {
            spec.commandLine().getErr().println(SafeText.line("not known: " + event));
            return ExitCode.NOT_FOUND;
        }
        print(expected(found.get()), spec.commandLine().getOut());
        return ExitCode.DONE;
    }

    private History expected(History history) {
        try {
            return history.expectedBy(session.topology());
        } catch (RuntimeException e) {
            ConfigurationException refusal = ConfigurationException.in(e).orElseThrow(() -> e);
            refusal.mistakes()
                    .forEach(mistake -> spec.commandLine()
                            .getErr()
                            .println(SafeText.line("who else should have it is not known: " + mistake)));
            return history;
        }
    }

    private Optional<History> history() {
        session.expectAws();
        OperatorSettings settings = session.settings();
        try (AwsClients aws = session.open()) {
            return new EventHistory(ledger.open(aws, settings.ledger()))
                    .of(event)
                    .map(found -> found.tracedBy(settings.traces()));
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
