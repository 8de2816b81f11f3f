package commands;

import aws.AwsClients;
import deadletters.DeadLetters;
import deadletters.Job;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import ledger.LedgerTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import process.ExitCode;
import process.Json;
import process.SafeText;

/** What all commands on dead letters share: options, progress, how they are stopped and how they answer. */
@Command(mixinStandardHelpOptions = true)
abstract class LettersCommand implements Callable<ExitCode> {
    /** Why letters may be out of sight. */
    static final String OUT_OF_SIGHT = "out of sight: hidden by another reader, or behind others of their group";

    private final Session session;

    @Mixin
    private LedgerOption ledger;

    @Option(
            names = "--of-subscription",
            description = "The queue is a dead-letter queue itself, of an SNS subscription that leads to no queue.")
    private boolean ofSubscription;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    LettersCommand(Session session) {
        this.session = session;
    }

    /**
     * What a command has before it while it works.
     *
     * @param job what it does now
     */
    record Desk(DeadLetters letters, LedgerTable table, Job job) {}

    /**
     * What was done.
     *
     * @param job what was counted on the way
     */
    record Done<T>(T result, Job job) {}

    /** Works on dead letters. It shows how far it is, and a signal cancels it. */
    final <T> Done<T> work(Function<Desk, T> work) {
        Optional<Duration> kept = auditKept();
        session.expectAws();
        OperatorSettings settings = session.settings();
        Job job = new Job();
        try (AwsClients aws = session.open();
                ProgressLine progress = new ProgressLine(spec.name(), job, session.terminal())) {
            session.stop().during(job);
            progress.start();
            LedgerTable table = ledger.open(aws, settings.ledger());
            DeadLetters letters =
                    new DeadLetters(aws.sqs(), table, kept.orElse(settings.auditRetention()), Clock.systemUTC());
            return new Done<>(
                    work.apply(new Desk(ofSubscription ? letters.ofSubscriptions() : letters, table, job)), job);
        }
    }

    /** How long the audit trail keeps what is written, if it is not as configured. */
    Optional<Duration> auditKept() {
        return Optional.empty();
    }

    /** The answer as JSON, if that is asked for. */
    final boolean json(Object answer) {
        if (json) {
            out().println(Json.write(answer));
        }
        return json;
    }

    final PrintWriter out() {
        return session.terminal().out();
    }

    /** One line beside the answer. */
    final void say(String line) {
        session.terminal().err().println(SafeText.line(line));
    }

    final Session session() {
        return session;
    }

    final CommandSpec spec() {
        return spec;
    }

    final ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    /** Times in tables are read by people: to the second. */
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** An exception's class without its package. */
    static String simple(String exception) {
        return exception == null ? "" : exception.substring(exception.lastIndexOf('.') + 1);
    }

    static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    /** {@code 1 letter}, {@code 2 letters}. */
    static String letters(int number) {
        return number + (number == 1 ? " letter" : " letters");
    }
}
