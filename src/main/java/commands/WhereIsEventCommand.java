package commands;

import aws.AwsClients;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import ledger.Cause;
import ledger.EventHistory;
import ledger.History;
import ledger.LedgerTable;
import ledger.Progress;
import ledger.Published;
import picocli.CommandLine.Command;
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

    @Option(
            names = "--table",
            paramLabel = "<name>",
            defaultValue = "${env:CARAVAN_LEDGER_TABLE:-" + LedgerTable.DEFAULT_NAME + "}",
            description = "The ledger's table (default: $$CARAVAN_LEDGER_TABLE, or " + LedgerTable.DEFAULT_NAME + ").")
    private String table;

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
            return new EventHistory(new LedgerTable(aws.dynamoDb(), table)).of(event);
        }
    }

    private void print(History history, PrintWriter out) {
        if (json) {
            out.println(history.toJson());
            return;
        }
        new TextTable(List.of("TOPIC", "PUBLISHED", "MESSAGE ID"), publications(history)).print(out);
        out.println();
        new TextTable(List.of("SUBSCRIBER", "STATE", "ATTEMPTS", "FIRST", "LAST", "CAUSE"), subscribers(history))
                .print(out);
    }

    private static List<List<String>> publications(History history) {
        return history.published().stream().map(WhereIsEventCommand::row).toList();
    }

    private static List<List<String>> subscribers(History history) {
        return history.subscribers().stream().map(WhereIsEventCommand::row).toList();
    }

    private static List<String> row(Published publication) {
        return List.of(publication.topic(), publication.time().toString(), publication.messageId());
    }

    private static List<String> row(Progress progress) {
        return List.of(
                progress.queue(),
                progress.state().name(),
                Integer.toString(progress.attempts()),
                progress.first().toString(),
                progress.last().toString(),
                progress.cause() == null ? "" : text(progress.cause()));
    }

    private static String text(Cause cause) {
        return cause.exception() + ": " + cause.message();
    }
}
