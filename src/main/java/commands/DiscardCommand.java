package commands;

import deadletters.Count;
import deadletters.Outcome;
import deadletters.Selection;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dead-letters discard}: gone for good, after it was confirmed. */
@Command(
        name = "discard",
        description = {
            "Deletes letters for good. It says how many, and asks for the queue's name before it begins.",
            "Letters that come in between and fit the choice go, too."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan dead-letters discard billing --fingerprint 8d3f0c5a91be",
            "  caravan dead-letters discard billing --all --confirm billing"
        })
final class DiscardCommand extends ChangeCommand {
    @Parameters(paramLabel = "<queue>", description = "The queue that the letters come from.")
    private String queue;

    @Mixin
    private SelectionOptions selection;

    @Option(names = "--all", description = "All letters.")
    private boolean all;

    @Option(names = "--dry-run", description = "Say what would be deleted, and delete nothing.")
    private boolean dryRun;

    @Option(
            names = "--confirm",
            paramLabel = "<queue>",
            description = "The queue's name once more: for programs, which nobody asks.")
    private String confirmed;

    DiscardCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Selection chosen = selection.selection(all);
        String who = by();
        if (dryRun) {
            return answer(discard(chosen, true, who));
        }
        if (confirmed != null && !confirmed.equals(queue)) {
            throw notConfirmed(confirmed);
        }
        if (confirmed == null) {
            if (!session().terminal().hasPerson()) {
                throw wrong("nothing is discarded: nobody is here to confirm it; --confirm " + queue + " does");
            }
            Outcome would = discard(chosen, true, who);
            if (would.cancelled() || would.count(Count.DISCARDED) == 0) {
                return answer(would);
            }
            confirm(chosen, would.count(Count.DISCARDED));
        }
        return answer(discard(chosen, false, who));
    }

    private Outcome discard(Selection chosen, boolean trial, String who) {
        return work(desk -> desk.letters().discard(queue, chosen, trial, who, desk.job()))
                .result();
    }

    /** @throws picocli.CommandLine.ParameterException if it is not confirmed */
    private void confirm(Selection chosen, int letters) {
        session().stop().idle();
        Optional<String> typed = session()
                .terminal()
                .ask(SafeText.line("%s of %s (%s) will be deleted for good. Type the queue's name to go on: "
                        .formatted(letters(letters), queue, chosen)));
        if (!typed.map(String::strip).equals(Optional.of(queue))) {
            throw notConfirmed(typed.orElse(""));
        }
    }

    private RuntimeException notConfirmed(String name) {
        return wrong("nothing is discarded: '" + name + "' is not " + queue);
    }
}
