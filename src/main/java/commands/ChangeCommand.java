package commands;

import deadletters.Count;
import deadletters.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ledger.Author;
import picocli.CommandLine.Mixin;
import process.ExitCode;

/** The base of commands that change dead letters: who makes the change, and the report of its outcome. */
abstract class ChangeCommand extends LettersCommand {
    /** The counts of letters that were chosen. */
    private static final List<Count> CHOSEN = List.of(
            Count.MOVED,
            Count.DISCARDED,
            Count.ALREADY_DONE,
            Count.DEAD_AGAIN,
            Count.BEHIND_ANOTHER,
            Count.NOT_SENT,
            Count.NOT_DELETED);

    @Mixin
    private AuditOptions audit;

    ChangeCommand(Session session) {
        super(session);
    }

    final Author by() {
        return audit.by();
    }

    @Override
    final Optional<Duration> auditKept() {
        return audit.retention();
    }

    /** Reports what was done. The exit code says whether everything was done. */
    final ExitCode answer(Outcome outcome) {
        if (!json(outcome)) {
            new TextTable(List.of("LETTERS", "OUTCOME"), rows(outcome)).print(out());
        }
        if (outcome.cancelled()) {
            say("cancelled: the remaining letters are unchanged; run the command again to continue");
            return ExitCode.INCOMPLETE;
        }
        if (outcome.stopped() != null) {
            say("incomplete: " + outcome.stopped() + "; run the command again to continue");
            return ExitCode.INCOMPLETE;
        }
        if (outcome.count(Count.NOT_SENT) + outcome.count(Count.NOT_DELETED) > 0) {
            say("incomplete: SQS did not accept or delete all letters; run the command again to continue");
            return ExitCode.INCOMPLETE;
        }
        if (CHOSEN.stream().allMatch(count -> outcome.count(count) == 0)) {
            return nothing(outcome);
        }
        return ExitCode.DONE;
    }

    /** Reports that there was no letter to change. */
    ExitCode nothing(Outcome outcome) {
        say("no dead letter of " + outcome.queue() + " matches");
        return ExitCode.NOT_FOUND;
    }

    private static List<List<String>> rows(Outcome outcome) {
        List<List<String>> rows = new ArrayList<>();
        for (Count count : List.of(
                Count.MOVED,
                Count.WITH_THEIR_GROUP,
                Count.DISCARDED,
                Count.ALREADY_DONE,
                Count.DEAD_AGAIN,
                Count.BEHIND_ANOTHER,
                Count.NOT_SENT,
                Count.NOT_DELETED,
                Count.OUT_OF_SIGHT,
                Count.LOOKED_AT)) {
            // In a cancelled operation this count includes the letters that the operation did not reach.
            boolean meant = count != Count.OUT_OF_SIGHT || !outcome.cancelled();
            if (meant && outcome.count(count) > 0) {
                rows.add(List.of(Integer.toString(outcome.count(count)), text(count, outcome)));
            }
        }
        return rows;
    }

    private static String text(Count count, Outcome outcome) {
        String would = outcome.dryRun() ? "would be " : "";
        return switch (count) {
            case MOVED -> would + "sent back to " + outcome.queue();
            case DEAD_AGAIN -> "left: sent back by this operation, but failed again";
            case WITH_THEIR_GROUP -> "of them not chosen: they go with their parked group, to keep its order";
            case DISCARDED -> would + "deleted for good";
            case ALREADY_DONE -> "left: " + outcome.queue() + " has already handled their event";
            case BEHIND_ANOTHER -> "left: an earlier letter of their parked group stays";
            case NOT_SENT -> "left: SQS did not accept them";
            case NOT_DELETED ->
                outcome.operation().equals("discard")
                        ? "of them left: SQS did not delete them"
                        : "of them not deleted here; the ledger prevents handling them twice";
            case OUT_OF_SIGHT -> OUT_OF_SIGHT;
            case LOOKED_AT -> "looked at";
        };
    }
}
