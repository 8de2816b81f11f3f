package commands;

import aws.Fifo;
import deadletters.Outcome;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import ledger.Author;
import ledger.ParkedGroup.Standing;
import ledger.ParkedGroups;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import process.ExitCode;

/** {@code release}: releases a parked group. */
@Command(
        name = "release",
        description = {
            "Sends the dead letters of a parked message group back to their FIFO queue, in order, and releases the group.",
            "The command may be interrupted and repeated."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  caravan release order-1", "  caravan release order-1 --queue order-history.fifo"})
final class ReleaseCommand extends ChangeCommand {
    @Parameters(paramLabel = "<group>", description = "The message group.")
    private String group;

    @Option(
            names = "--queue",
            paramLabel = "<queue>",
            description = "The group's queue (default: the only FIFO queue in which a group of this name is parked).")
    private String queue;

    @Option(names = "--dry-run", description = "Show how many letters would be sent back, and change nothing.")
    private boolean dryRun;

    ReleaseCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        Author who = by();
        Done<Optional<Outcome>> done = work(desk ->
                parkedIn(desk).map(found -> desk.letters().release(found, group, dryRun, who, desk.job())));
        if (done.result().isEmpty()) {
            say("group " + group + " is not parked in " + (queue == null ? "any FIFO queue" : queue));
            return ExitCode.NOT_FOUND;
        }
        return answer(done.result().get());
    }

    /** A group whose letters were discarded is still parked, and is released now. */
    @Override
    ExitCode nothing(Outcome outcome) {
        say("group " + group + " of " + outcome.queue() + " has no dead letters"
                + (dryRun ? "; it would be released" : "; it was released"));
        return ExitCode.DONE;
    }

    private Optional<String> parkedIn(Desk desk) {
        ParkedGroups groups = new ParkedGroups(desk.table(), Clock.systemUTC());
        List<String> candidates = queue == null
                ? desk.letters().queueNames("").stream().filter(Fifo::is).toList()
                : List.of(queue);
        List<String> parked = candidates.stream()
                .filter(name -> groups.find(name, group)
                        .filter(found -> found.standing() != Standing.RELEASED)
                        .isPresent())
                .toList();
        if (parked.size() > 1) {
            throw wrong(
                    "group " + group + " is parked in " + String.join(" and ", parked) + ": name the queue by --queue");
        }
        return parked.stream().findFirst();
    }
}
