package commands;

import configuration.Durations;
import configuration.Rules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What the audit trail says of who changes something, and for how long. */
final class AuditOptions {
    @Option(
            names = "--by",
            paramLabel = "<name>",
            description = "Who does this, for the audit trail (default: the user of the operating system @ host).")
    private String by;

    @Option(
            names = "--audit-retention",
            paramLabel = "<time>",
            description =
                    "How long the audit trail keeps it (default: the property dead-letters.audit-retention, or 365d).")
    private String retention;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    /** @throws ParameterException if it is blank */
    String by() {
        if (by != null && by.isBlank()) {
            throw new ParameterException(command.commandLine(), "--by: must be a name");
        }
        return by == null ? user() : by;
    }

    /**
     * Empty if the property decides.
     *
     * @throws ParameterException if it is not one
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
            // A host need not have a name.
            return user;
        }
    }
}
