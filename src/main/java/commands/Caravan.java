package commands;

import configuration.ConfigurationException;
import deadletters.RefusedException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;
import process.ExitCode;
import process.SafeText;

/** Runs the one command that the arguments of {@code caravan} name. */
@Command(
        name = "caravan",
        description = "An event backbone for AWS. Without a command it runs the routes.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan",
            "  caravan event 04692355-ec39-41c2-b023-d7d8f1668e85",
            "  caravan dead-letters list",
            "  caravan -Dlog.level=DEBUG plan",
            "  caravan export cloudformation --output template.json",
            "  source <(caravan generate-completion)",
            "",
            "-Dname=value before the command sets a property. JAVA_OPTS are options of the JVM."
        },
        subcommandsRepeatable = false)
public final class Caravan {
    private Caravan() {}

    /**
     * Runs the command that the arguments name.
     *
     * @param args the command with its options; not empty
     * @param installation the application that the command is about
     * @param in answers to the command's questions
     * @param out gets the result
     * @param err gets one line for each mistake
     */
    public static ExitCode run(
            String[] args, Installation installation, InputStream in, PrintWriter out, PrintWriter err) {
        return run(args, installation, Terminal.ofProcess(in, out, err));
    }

    static ExitCode run(String[] args, Installation installation, Terminal terminal) {
        try (Stop stop = Stop.onSignal()) {
            int number = commands(new Session(installation, terminal, stop)).execute(args);
            terminal.err().flush();
            if (terminal.out().checkError()) {
                terminal.err().println("the output is incomplete: standard output was closed");
                return ExitCode.INCOMPLETE;
            }
            return Stream.of(ExitCode.values())
                    .filter(code -> code.number() == number)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static CommandLine commands(Session session) {
        CommandLine caravan = new CommandLine(new Caravan())
                .addSubcommand(new WhereIsEventCommand(session))
                .addSubcommand(DeadLettersCommand.with(session))
                .addSubcommand(new ReleaseCommand(session))
                .addSubcommand(new PauseCommand(session))
                .addSubcommand(new ResumeCommand(session))
                .addSubcommand(new InboxesCommand(session))
                .addSubcommand(new ReloadCommand(session))
                .addSubcommand(new PlanCommand(session))
                .addSubcommand(new ApplyCommand(session))
                .addSubcommand(new DoctorCommand(session))
                .addSubcommand(new ExportCommand(session))
                .addSubcommand(new ImportCommand(session))
                .addSubcommand(new AutoComplete.GenerateCompletion());
        session.installation().commands().forEach(caravan::addSubcommand);
        caravan
                // An id or a body may begin with @, so no argument files.
                .setExpandAtFiles(false)
                .setOut(session.terminal().out())
                .setErr(session.terminal().err())
                .setExecutionStrategy(numbered(new RunLast()))
                .setParameterExceptionHandler(Caravan::refused)
                .setExecutionExceptionHandler(Caravan::failed);
        explainExitCodes(caravan);
        return caravan;
    }

    /** Turns a command's result into picocli's exit code. */
    private static IExecutionStrategy numbered(IExecutionStrategy strategy) {
        return parsed -> {
            int number = strategy.execute(parsed);
            List<CommandLine> commands = parsed.asCommandLineList();
            return commands.get(commands.size() - 1).getExecutionResult() instanceof ExitCode code
                    ? code.number()
                    : number;
        };
    }

    private static void explainExitCodes(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.exitCodeOnInvalidInput(ExitCode.WRONG_ARGUMENTS.number());
        spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(ExitCode.table());
        command.getSubcommands().values().forEach(Caravan::explainExitCodes);
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
        return ExitCode.WRONG_ARGUMENTS.number();
    }

    private static int failed(Exception failure, CommandLine command, ParseResult arguments) {
        return failed(failure, command).number();
    }

    private static ExitCode failed(Exception failure, CommandLine command) {
        if (failure instanceof RefusedException refusal) {
            say(command, refusal.getMessage());
            return switch (refusal.reason()) {
                case NOT_KNOWN -> ExitCode.NOT_FOUND;
                case WRONG -> ExitCode.WRONG_ARGUMENTS;
                case CONFLICT, BUSY -> ExitCode.CONFLICT;
            };
        }
        Optional<ConfigurationException> refusal = ConfigurationException.in(failure);
        if (refusal.isPresent()) {
            refusal.get().mistakes().forEach(mistake -> say(command, mistake));
            return ExitCode.CONFIGURATION;
        }
        Optional<AwsFailure> aws = AwsFailure.in(failure);
        if (aws.isPresent()) {
            say(command, aws.get().line());
            return aws.get().code();
        }
        failure.printStackTrace(command.getErr());
        return ExitCode.DEFECT;
    }

    private static void say(CommandLine command, String line) {
        command.getErr().println(SafeText.line(line));
    }
}
