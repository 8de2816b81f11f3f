package commands;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code dead-letters}: inspects dead letters, and sends them back or deletes them. */
@Command(
        name = "dead-letters",
        description = "Inspects events that could not be handled, and sends them back or deletes them.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan dead-letters list",
            "  caravan dead-letters list billing",
            "  caravan dead-letters redrive billing --fingerprint 8d3f0c5a91be --dry-run"
        })
final class DeadLettersCommand {
    static CommandLine with(Session session) {
        return new CommandLine(new DeadLettersCommand())
                .addSubcommand(new ListCommand(session))
                .addSubcommand(new ShowCommand(session))
                .addSubcommand(new RedriveCommand(session))
                .addSubcommand(new EditCommand(session))
                .addSubcommand(new DiscardCommand(session))
                .addSubcommand(new AuditCommand(session));
    }
}
