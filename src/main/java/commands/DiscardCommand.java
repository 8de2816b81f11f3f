package commands;

import deadletters.Count;
import deadletters.Outcome;
import deadletters.Selection;
import ledger.Author;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import process.ExitCode;
import process.SafeText;

/** {@code dead-letters discard}: deletes letters for good, after a confirmation. */
@Command(
        name = "discard",
        description = {
            "Deletes letters for good, after showing how many and asking for the queue's name.",
            "Matching letters that arrive before you confirm are deleted too."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan dead-letters discard billing --fingerprint 8d3f0c5a91be",
            "  caravan dead-letters discard billing --all --confirm billing"
        })
final class DiscardCommand extends ChangeCommand {
    @Parameters(paramLabel = "<queue>", description = "The source queue of the letters.")
    private String queue;

    @Mixin
    private SelectionOptions selection;

    @Mixin
    private BoundOptions bounds;

    @Option(names = "--all", description = "All letters.")
    private boolean all;

    @Option(names = "--dry-run", description = "Show what would be deleted, and delete nothing.")
    private boolean dryRun;

    @Option(
            names = "--confirm",
            paramLabel = "<queue>",
            description = "The queue's name once more, which confirms the deletion without a question.")
    private String confirmed;

    DiscardCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        Selection chosen = bounds.of(selection.selection(all));
        Author who = by();
        if (dryRun) {
            return answer(discard(chosen, true, who));
        }
        if (confirmed != null && !confirmed.equals(queue)) {
            throw wrong("nothing was discarded: --confirm " + confirmed + " is not " + queue);
        }
        if (confirmed == null) {
            if (!session().terminal().hasPerson()) {
                throw wrong("nothing was discarded: there is no terminal to ask for confirmation; --confirm " + queue
                        + " confirms");
            }
            Outcome would = discard(chosen, true, who);
            if (would.cancelled() || would.count(Count.DISCARDED) == 0) {
                return answer(would);
            }
            String typed = confirmation(chosen, would.count(Count.DISCARDED));
            if (!typed.equals(queue)) {
                say("nothing was discarded: '" + typed + "' is not " + queue);
                return ExitCode.INCOMPLETE;
            }
        }
        return answer(discard(chosen, false, who));
    }

    private Outcome discard(Selection chosen, boolean trial, Author who) {
        return work(desk -> desk.letters().discard(queue, chosen, trial, who, desk.job()))
                .result();
    }

    private String confirmation(Selection chosen, int letters) {
        session().stop().idle();
        return session()
                .terminal()
                .ask(SafeText.line("%s of %s (%s) will be deleted for good. Type the queue's name to continue: "
                        .formatted(letters(letters), queue, chosen)))
                .map(String::strip)
                .orElse("");
    }
}
