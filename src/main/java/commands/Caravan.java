package commands;

import aws.AwsClients;
import configuration.ConfigurationException;
import java.io.PrintWriter;
import java.io.Reader;
import java.util.Optional;
import java.util.function.Supplier;
import ledger.LedgerUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import software.amazon.awssdk.core.exception.SdkException;
import topology.Topology;

/** What {@code java -jar caravan.jar} does when it is given arguments: one command, and then it ends. */
@Command(
        name = "caravan",
        description = "An event backbone for AWS. Without a command it runs the routes.",
        mixinStandardHelpOptions = true,
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

    /** A defect of the command itself; EX_SOFTWARE of sysexits.h. */
    public static final int DEFECT = 70;

    private Caravan() {}

    /**
     * Runs the command that the arguments name.
     *
     * @param args the command with its options; not empty
     * @param clients opens the AWS clients, if the command needs them; they are closed after it
     * @param out takes the answer
     * @param err takes one line if there is none
     * @return the exit code: {@link #OK}, {@link #NOT_KNOWN}, {@link #USAGE}, {@link #AWS_AWAY},
     *     {@link #DEFECT}, or what the command says
     */
    public static int run(String[] args, Supplier<AwsClients> clients, PrintWriter out, PrintWriter err) {
        return run(new CommandLine(new Caravan()), args, clients, out, err);
    }

    /**
     * The same, with the commands that are about the topology.
     *
     * @param topology reads the configuration, if the command needs it
     * @param in answers what a command asks
     */
    public static int run(
            String[] args,
            Supplier<AwsClients> clients,
            Supplier<Topology> topology,
            Reader in,
            PrintWriter out,
            PrintWriter err) {
        CommandLine commands = new CommandLine(new Caravan())
                .addSubcommand(new PlanCommand(clients, topology))
                .addSubcommand(new ApplyCommand(clients, topology, in))
                .addSubcommand(new DoctorCommand(clients, topology))
                .addSubcommand(new ExportCommand(topology));
        return run(commands, args, clients, out, err);
    }

    private static int run(
            CommandLine commands, String[] args, Supplier<AwsClients> clients, PrintWriter out, PrintWriter err) {
        int code = commands.addSubcommand(new WhereIsEventCommand(clients))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler(Caravan::failed)
                .execute(args);
        out.flush();
        err.flush();
        return code;
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        if (failure instanceof SdkException || failure instanceof LedgerUnavailableException) {
            command.getErr().println("AWS does not answer: " + failure.getMessage());
            return AWS_AWAY;
        }
        Optional<ConfigurationException> refusal = ConfigurationException.in(failure);
        if (refusal.isPresent()) {
            command.getErr().println(refusal.get().getMessage());
            return REFUSED;
        }
        failure.printStackTrace(command.getErr());
        return DEFECT;
    }
}
