package commands;

import configuration.Durations;
import configuration.Rules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
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
            defaultValue = "${sys:dead-letters.audit-retention:-${env:DEAD_LETTERS_AUDIT_RETENTION:-365d}}",
            description = "How long the audit trail keeps it (default: $$DEAD_LETTERS_AUDIT_RETENTION, or 365d).")
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

    /** @throws ParameterException if it is not one */
    Duration retention() {
        Rules.duration("1d", "3650d").objection(retention).ifPresent(allowed -> {
            throw new ParameterException(
                    command.commandLine(), "--audit-retention " + retention + ": must be " + allowed);
        });
        return Durations.parse(retention);
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
