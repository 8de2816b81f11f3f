package commands;

import aws.AwsClients;
import java.io.PrintWriter;
import java.util.function.Supplier;
import ledger.LedgerUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import software.amazon.awssdk.core.exception.SdkException;

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
     * @return the exit code: {@link #OK}, {@link #NOT_KNOWN}, {@link #USAGE}, {@link #AWS_AWAY} or
     *     {@link #DEFECT}
     */
    public static int run(String[] args, Supplier<AwsClients> clients, PrintWriter out, PrintWriter err) {
        int code = new CommandLine(new Caravan())
                .addSubcommand(new WhereIsEventCommand(clients))
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
        failure.printStackTrace(command.getErr());
        return DEFECT;
    }
}
