package commands;

import deadletters.Count;
import deadletters.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import process.ExitCode;

/** What the commands share that change dead letters: who does it, and what is said of the outcome. */
abstract class ChangeCommand extends LettersCommand {
    /** What can become of letters that were chosen. */
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

    final String by() {
        return audit.by();
    }

    @Override
    final Optional<Duration> auditKept() {
        return audit.retention();
    }

    /** Says what was done, and tells by the exit code whether it was all. */
    final ExitCode answer(Outcome outcome) {
        if (!json(outcome)) {
            new TextTable(List.of("LETTERS", "OUTCOME"), rows(outcome)).print(out());
        }
        if (outcome.cancelled()) {
            say("cancelled: what was not done yet is as it was; run it again to go on");
            return ExitCode.INCOMPLETE;
        }
        if (outcome.stopped() != null) {
            say("incomplete: " + outcome.stopped() + "; run it again to go on");
            return ExitCode.INCOMPLETE;
        }
        if (outcome.count(Count.NOT_SENT) + outcome.count(Count.NOT_DELETED) > 0) {
            say("incomplete: SQS did not take or delete all letters; run it again to go on");
            return ExitCode.INCOMPLETE;
        }
        if (CHOSEN.stream().allMatch(count -> outcome.count(count) == 0)) {
            return nothing(outcome);
        }
        return ExitCode.DONE;
    }

    /** Says that there was no letter to change. */
    ExitCode nothing(Outcome outcome) {
        say("no dead letter of " + outcome.queue() + " was chosen");
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
            // Of a cancelled operation this counts what it had not come to.
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
            case DEAD_AGAIN -> "left: sent back by this operation, failed again";
            case WITH_THEIR_GROUP -> "of them not chosen: they go with their parked group, to keep its order";
            case DISCARDED -> would + "deleted for good";
            case ALREADY_DONE -> "left: " + outcome.queue() + " has handled their event already";
            case BEHIND_ANOTHER -> "left: an earlier one of their parked group stays";
            case NOT_SENT -> "left: SQS did not take them";
            case NOT_DELETED ->
                outcome.operation().equals("discard")
                        ? "of them left: SQS did not delete them"
                        : "of them not deleted here; the ledger keeps them from being handled twice";
            case OUT_OF_SIGHT -> OUT_OF_SIGHT;
            case LOOKED_AT -> "looked at";
        };
    }
}
