package commands;

import deadletters.Rate;
import deadletters.Selection;
import ledger.Author;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import process.ExitCode;

/** {@code dead-letters redrive}: sends letters back to their queue. */
@Command(
        name = "redrive",
        description = {
            "Sends letters back to their queue, to be handled again. The command may be interrupted and repeated.",
            "Letters whose event was already handled stay. A parked group goes back in order and is released."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan dead-letters redrive billing --fingerprint 8d3f0c5a91be --dry-run",
            "  caravan dead-letters redrive billing --where '$[?(@.amount > 10)]'",
            "  caravan dead-letters redrive billing --all --rate 20",
            "  caravan dead-letters redrive billing --all --limit 1 --reason 'billing is mended?'"
        })
final class RedriveCommand extends ChangeCommand {
    @Parameters(paramLabel = "<queue>", description = "The source queue of the letters, to which they go back.")
    private String queue;

    @Mixin
    private SelectionOptions selection;

    @Mixin
    private BoundOptions bounds;

    @Option(names = "--all", description = "All letters.")
    private boolean all;

    @Option(names = "--dry-run", description = "Show what would be sent back, and change nothing.")
    private boolean dryRun;

    @Option(names = "--rate", paramLabel = "<number>", description = "The most letters a second.")
    private Integer rate;

    RedriveCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        Selection chosen = bounds.of(selection.selection(all));
        if (rate != null && rate < 1) {
            throw wrong("--rate " + rate + ": must be a number of letters a second from 1");
        }
        Rate limit = rate == null ? Rate.UNLIMITED : new Rate(rate);
        Author who = by();
        return answer(work(desk -> desk.letters().redrive(queue, chosen, limit, dryRun, who, desk.job()))
                .result());
    }
}
