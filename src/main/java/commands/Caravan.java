package commands;

import aws.AwsClients;
import configuration.ConfigurationException;
import deadletters.RefusedException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import ledger.LedgerUnavailableException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import topology.Topology;

/** What {@code java -jar caravan.jar} does when it is given arguments: one command, and then it ends. */
@Command(
        name = "caravan",
        description = "An event backbone for AWS. Without a command it runs the routes.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan event 04692355-ec39-41c2-b023-d7d8f1668e85",
            "  caravan dead-letters list",
            "  source <(caravan generate-completion)",
            "",
            "caravan stands for the packaged application:",
            "  alias caravan='java -jar target/caravan/caravan.jar'"
        },
        subcommandsRepeatable = false)
public final class Caravan {
    /** What was asked for was found, or done. */
    public static final int OK = 0;

    /** What was asked for is not known. */
    public static final int NOT_KNOWN = 1;

    /** The arguments are wrong. */
    public static final int USAGE = 2;

    /** What was asked for is not done, or not all of it. */
    public static final int NOT_DONE = 1;

    /** A comparison has found something to do; arguments that are wrong have another code there. */
    public static final int CHANGES = 2;

    /** The arguments are wrong, where 2 means something else; EX_USAGE of sysexits.h. */
    public static final int WRONG_ARGUMENTS = 64;

    /** The routes' configuration is refused; EX_CONFIG of sysexits.h. */
    public static final int REFUSED = 78;

    /** AWS does not answer, or refuses. */
    public static final int AWS_AWAY = 3;

    /** Somebody else is at it, or it cannot be done as things are. */
    public static final int CONFLICT = 4;

    /** It was cancelled, or AWS did not do all of it. */
    public static final int INCOMPLETE = 5;

    /** A defect of the command itself; EX_SOFTWARE of sysexits.h. */
    public static final int DEFECT = 70;

    private Caravan() {}

    /**
     * Runs the command that the arguments name.
     *
     * @param args the command with its options; not empty
     * @param clients opens the AWS clients, if the command needs them; they are closed after it
     * @param topology reads the configuration, if the command needs it
     * @param in answers what a command asks
     * @param out takes the answer
     * @param err takes one line if there is none
     * @return the exit code: one of the constants of this class
     */
    public static int run(
            String[] args,
            Supplier<AwsClients> clients,
            Supplier<Topology> topology,
            InputStream in,
            PrintWriter out,
            PrintWriter err) {
        return run(args, clients, topology, Terminal.ofProcess(in, out, err));
    }

    static int run(String[] args, Supplier<AwsClients> clients, Supplier<Topology> topology, Terminal terminal) {
        try (Stop stop = Stop.onSignal()) {
            int code = commands(new Session(clients, topology, terminal, stop)).execute(args);
            terminal.out().flush();
            terminal.err().flush();
            return code;
        }
    }

    private static CommandLine commands(Session session) {
        return new CommandLine(new Caravan())
                .addSubcommand(new WhereIsEventCommand(session.clients()))
                .addSubcommand(DeadLettersCommand.with(session))
                .addSubcommand(new ReleaseCommand(session))
                .addSubcommand(new PlanCommand(session.clients(), session.topology()))
                .addSubcommand(new ApplyCommand(session))
                .addSubcommand(new DoctorCommand(session.clients(), session.topology()))
                .addSubcommand(new ExportCommand(session.topology()))
                .addSubcommand(new AutoComplete.GenerateCompletion())
                // An id or a body may begin with @.
                .setExpandAtFiles(false)
                .setOut(session.terminal().out())
                .setErr(session.terminal().err())
                .setParameterExceptionHandler(Caravan::refused)
                .setExecutionExceptionHandler(Caravan::failed);
    }

    private static int refused(ParameterException refusal, String... args) {
        CommandLine command = refusal.getCommandLine();
        List<String> meant =
                refusal instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        say(
                command,
                refusal.getMessage()
                        + (meant.isEmpty() ? "" : "; did you mean " + meant.get(0) + "?")
                        + " (" + command.getCommandSpec().qualifiedName() + " --help)");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        if (failure instanceof RefusedException refusal) {
            say(command, refusal.getMessage());
            return switch (refusal.reason()) {
                case NOT_KNOWN -> NOT_KNOWN;
                case WRONG -> USAGE;
                case CONFLICT, BUSY -> CONFLICT;
            };
        }
        if (failure instanceof SdkServiceException refusal
                && refusal.statusCode() < 500
                && !refusal.isThrottlingException()) {
            say(command, "AWS refuses: " + refusal.getMessage());
            return AWS_AWAY;
        }
        if (failure instanceof SdkException || failure instanceof LedgerUnavailableException) {
            say(command, "AWS does not answer: " + failure.getMessage());
            return AWS_AWAY;
        }
        Optional<ConfigurationException> refusal = ConfigurationException.in(failure);
        if (refusal.isPresent()) {
            say(command, refusal.get().getMessage());
            return REFUSED;
        }
        failure.printStackTrace(command.getErr());
        return DEFECT;
    }

    private static void say(CommandLine command, String line) {
        command.getErr().println(SafeText.line(line));
    }
}
