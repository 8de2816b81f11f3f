package commands;

import deadletters.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ledger.AuditEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import process.ExitCode;

/** {@code dead-letters audit}: shows who has changed the letters of a queue. */
@Command(
        name = "audit",
        description = {
            "Shows who has changed the dead letters of a queue: when, what and how many, the latest first.",
            "With --json also the original of each edited letter."
        },
        footerHeading = "%nExample:%n",
        footer = "  caravan dead-letters audit billing --most 5")
final class AuditCommand extends LettersCommand {
    private static final int MOST = 1000;

    @Parameters(paramLabel = "<queue>", description = "The source queue of the letters.")
    private String queue;

    @Option(
            names = "--most",
            paramLabel = "<number>",
            defaultValue = "20",
            description = "The most entries to show, up to " + MOST + " (default: ${DEFAULT-VALUE}).")
    private int most;

    AuditCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        if (most < 1 || most > MOST) {
            throw wrong("--most " + most + ": must be from 1 to " + MOST);
        }
        List<AuditEntry> entries =
                work(desk -> desk.letters().audit(queue, most)).result();
        if (!json(entries) && !entries.isEmpty()) {
            new TextTable(
                            List.of("STARTED", "ENDED", "BY", "OPERATION", "OF", "OUTCOME", "LETTERS"),
                            entries.stream().map(AuditCommand::row).toList())
                    .print(out());
        }
        if (entries.isEmpty()) {
            say("nobody has changed the dead letters of " + queue);
            return ExitCode.NOT_FOUND;
        }
        return ExitCode.DONE;
    }

    private static List<String> row(AuditEntry entry) {
        return List.of(
                time(entry.started()),
                entry.ended() == null ? "" : time(entry.ended()),
                entry.by(),
                entry.operation(),
                entry.of(),
                entry.outcome() == null ? "in progress, or its process died" : entry.outcome(),
                counts(entry.counts()));
    }

    /** The counts without the letters that were only read. */
    private static String counts(Map<String, Integer> counts) {
        List<String> words = new ArrayList<>();
        for (Count count : Count.values()) {
            if (count != Count.LOOKED_AT && counts.containsKey(count.label())) {
                words.add(counts.get(count.label()) + " " + count.label());
            }
        }
        return String.join(", ", words);
    }
}
