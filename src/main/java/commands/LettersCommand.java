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

/** The base of all commands on dead letters: options, progress, cancellation and output. */
@Command(mixinStandardHelpOptions = true)
abstract class LettersCommand implements Callable<ExitCode> {
    /** Explains why letters were not received. */
    static final String OUT_OF_SIGHT = "out of sight: hidden by another reader, or behind others of their group";

    private final Session session;

    @Mixin
    private LedgerOption ledger;

    @Option(
            names = "--of-subscription",
            description = "The queue is itself a dead-letter queue, of an SNS subscription without a queue.")
    private boolean ofSubscription;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    LettersCommand(Session session) {
        this.session = session;
    }

    /**
     * What a command works with.
     *
     * @param job the operation in progress
     */
    record Desk(DeadLetters letters, LedgerTable table, Job job) {}

    /**
     * A result and its counts.
     *
     * @param job the finished operation
     */
    record Done<T>(T result, Job job) {}

    /** Runs an operation on dead letters, shows its progress, and cancels it on a signal. */
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

    /** How long the audit trail keeps the record, if not as configured. */
    Optional<Duration> auditKept() {
        return Optional.empty();
    }

    /** Prints the result as JSON, if the option asks for it. */
    final boolean json(Object answer) {
        if (json) {
            out().println(Json.write(answer));
        }
        return json;
    }

    final PrintWriter out() {
        return session.terminal().out();
    }

    /** Prints one line to standard error. */
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

    /** A time to the second, for tables. */
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The simple name of an exception's class. */
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
