package commands;

import aws.AwsClients;
import configuration.Nearest;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import ledger.AuditEntry;
import ledger.AuditTrail;
import ledger.Author;
import ledger.LedgerTable;
import ledger.Pause;
import ledger.PauseRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import process.ExitCode;
import process.SafeText;
import topology.InboxLine;
import topology.Topology;

/** The base of commands that change a consumer or inbox in all processes, by its item in the ledger. */
@Command(mixinStandardHelpOptions = true)
abstract class RouteCommand implements Callable<ExitCode> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Session session;

    @Parameters(
            paramLabel = "<route>",
            description = "The id of a route, a consumer or an inbox: the text in brackets.")
    private String route;

    @Mixin
    private AuditOptions audit;

    @Mixin
    private LedgerOption ledger;

    @Spec
    private CommandSpec spec;

    RouteCommand(Session session) {
        this.session = session;
    }

    /**
     * What a command works with.
     *
     * @param records the routes that are paused in all processes
     * @param trail the audit trail
     * @param subject the subject of the route's entries in the audit trail
     * @param seen how long a busy process may take to see the change
     */
    record Books(PauseRecords records, AuditTrail trail, String subject, Duration seen) {}

    @Override
    public final ExitCode call() {
        Author by = audit.by();
        Duration kept = audit.retention().orElseGet(() -> session.settings().auditRetention());
        session.expectAws();
        Topology topology = session.topology();
        String subject = subject(topology);
        try (AwsClients aws = session.open()) {
            LedgerTable table = ledger.open(aws, session.settings().ledger());
            Books books = new Books(
                    new PauseRecords(table, topology.application()),
                    new AuditTrail(table, kept, Clock.systemUTC()),
                    subject,
                    session.settings().ledger().pauses());
            spec.commandLine()
                    .getOut()
                    .println(SafeText.line(change(books, by, books.records().all(PATIENCE))));
        }
        return ExitCode.DONE;
    }

    /**
     * Makes the change.
     *
     * @param paused the routes that are paused in all processes
     * @return what happened, for people
     */
    abstract String change(Books books, Author by, Map<String, Pause> paused);

    final String route() {
        return route;
    }

    /** Makes a change with its line in the audit trail. */
    final void audited(Books books, Author by, Runnable change) {
        String of = "route " + route + " in all processes";
        AuditEntry entry = books.trail().begin(books.subject(), by, spec.name(), of, null);
        change.run();
        books.trail().end(entry, "done", Map.of());
    }

    /** The route's queue, its clients' dead-letter queue, or the route itself if SNS pushes to it. */
    private String subject(Topology topology) {
        Map<String, String> subjects = new TreeMap<>();
        topology.consumers()
                .forEach(consumer ->
                        subjects.put(consumer.route(), consumer.queue().name()));
        topology.receivers().forEach(receiver -> subjects.put(receiver.route(), receiver.route()));
        topology.inboxes()
                .served()
                .forEach(line ->
                        subjects.put(line.route(), line.inbox().deadLetters().name()));
        if (!subjects.containsKey(route)) {
            throw new RefusedException(
                    Reason.NOT_KNOWN, "no consumer route " + route + Nearest.question(route, subjects.keySet()));
        }
        if (topology.consumers().stream().noneMatch(Topology.Consumer::isIdempotent)
                && topology.receivers().stream().noneMatch(Topology.PushReceiver::idempotent)
                && topology.inboxes().served().stream().noneMatch(InboxLine::isIdempotent)) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "no route of this application uses the ledger, so no process would see the change");
        }
        return subjects.get(route);
    }
}
