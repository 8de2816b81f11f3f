package commands;

import deadletters.Selection;
import java.time.DateTimeException;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that narrow a selection of letters to change. */
final class BoundOptions {
    @Option(
            names = "--until",
            paramLabel = "<time>",
            description = "Letters that were given up at this time or before, such as 2026-11-30T12:00:00Z.")
    private String until;

    @Option(
            names = "--limit",
            paramLabel = "<number>",
            description = "The most letters to change. A parked group goes as a whole.")
    private Integer limit;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    /**
     * The selection within the bounds.
     *
     * @throws ParameterException if the time is not valid
     * @throws deadletters.RefusedException if the limit is below 1
     */
    Selection of(Selection selection) {
        return selection.within(until == null ? null : time(), limit);
    }

    private Instant time() {
        try {
            return Instant.parse(until);
        } catch (DateTimeException e) {
            throw new ParameterException(
                    command.commandLine(), "--until " + until + ": must be a time such as 2026-11-30T12:00:00Z", e);
        }
    }
}
