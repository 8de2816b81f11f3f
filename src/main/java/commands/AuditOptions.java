package commands;

import configuration.Durations;
import configuration.Rules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import ledger.Author;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options about the audit trail: who makes a change, and how long its record is kept. */
final class AuditOptions {
    @Option(
            names = "--by",
            paramLabel = "<name>",
            description = "Who makes this change, for the audit trail (default: the operating system's user @ host).")
    private String by;

    @Option(names = "--reason", paramLabel = "<text>", description = "Why, for the audit trail.")
    private String reason;

    @Option(
            names = "--audit-retention",
            paramLabel = "<time>",
            description =
                    "How long the audit trail keeps the record (default: the property dead-letters.audit-retention, or 365d).")
    private String retention;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    /** @throws ParameterException if the name is blank, or the reason is blank or too long */
    Author by() {
        if (by != null && by.isBlank()) {
            throw new ParameterException(command.commandLine(), "--by: must be a name");
        }
        try {
            return new Author(by == null ? user() : by, reason);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--" + e.getMessage());
        }
    }

    /**
     * The retention; empty if the property decides.
     *
     * @throws ParameterException if the value is not a duration
     */
    Optional<Duration> retention() {
        if (retention == null) {
            return Optional.empty();
        }
        Rules.duration("1d", "3650d").objection(retention).ifPresent(allowed -> {
            throw new ParameterException(
                    command.commandLine(), "--audit-retention " + retention + ": must be " + allowed);
        });
        return Optional.of(Durations.parse(retention));
    }

    private static String user() {
        String user = System.getProperty("user.name");
        try {
            return user + "@" + InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A host may have no name.
            return user;
        }
    }
}
