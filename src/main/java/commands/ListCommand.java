package commands;

import deadletters.Count;
import deadletters.Failures;
import deadletters.Job;
import deadletters.Letter;
import deadletters.LetterPage;
import deadletters.Listing;
import deadletters.Page;
import deadletters.QueueOfLetters;
import deadletters.Selection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import process.ExitCode;
import process.SafeText;

/** {@code dead-letters list}: lists queues, their failures, or their letters. */
@Command(
        name = "list",
        description = {
            "Without a queue: lists the queues and their approximate number of dead letters.",
            "With a queue: lists its failures. With a selection: lists the letters, the oldest first."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan dead-letters list --prefix shop-",
            "  caravan dead-letters list billing",
            "  caravan dead-letters list billing --fingerprint 8d3f0c5a91be --page 2",
            "  caravan dead-letters list billing --where '$[?(@.amount > 10)]' --json"
        })
final class ListCommand extends LettersCommand {
    /** Enough to recognize a failure; {@code show} prints the whole message. */
    private static final int MESSAGE = 60;

    private static final int SIZE = 20;

    @Parameters(
            arity = "0..1",
            paramLabel = "<queue>",
            description = "The source queue of the letters, as its consumers know it.")
    private String queue;

    @Mixin
    private SelectionOptions selection;

    @Option(names = "--prefix", paramLabel = "<text>", description = "Only queues whose names begin with this text.")
    private String prefix;

    @Option(names = "--page", paramLabel = "<number>", description = "The page's number, from 1 (default: 1).")
    private Integer page;

    @Option(
            names = "--size",
            paramLabel = "<number>",
            description = "Entries of a page, up to " + Page.MOST + " (default: " + SIZE + ").")
    private Integer size;

    ListCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        Selection chosen = selection.selection();
        if (queue == null) {
            if (!chosen.isAll() || page != null || size != null) {
                throw wrong("the queue is missing: letters are selected and paged within one queue");
            }
            return answer(work(desk -> desk.letters().queues(desk.letters().queueNames(orEmpty(prefix))))
                    .result());
        }
        if (prefix != null) {
            throw wrong("--prefix is for a list of queues, but " + queue + " is a single queue");
        }
        Page part = new Page(page == null ? 1 : page, size == null ? SIZE : size);
        return chosen.isAll() ? failures(part) : letters(chosen, part);
    }

    private ExitCode answer(List<QueueOfLetters> queues) {
        if (!json(queues)) {
            new TextTable(
                            List.of("LETTERS", "QUEUE", "DEAD-LETTER QUEUE"),
                            queues.stream().map(ListCommand::row).toList())
                    .print(out());
        }
        if (queues.isEmpty()) {
            say("no queue " + (prefix == null ? "" : "whose name begins with " + prefix + " ")
                    + "has a dead-letter queue");
            return ExitCode.NOT_FOUND;
        }
        return ExitCode.DONE;
    }

    private ExitCode failures(Page part) {
        Done<Listing> done = work(desk -> desk.letters().list(queue, Selection.all(), part, desk.job()));
        Listing listing = done.result();
        if (!json(listing)) {
            if (!listing.failures().isEmpty()) {
                new TextTable(
                                List.of("LETTERS", "FINGERPRINT", "EXCEPTION", "MESSAGE", "FIRST", "LAST", "EXAMPLE"),
                                listing.failures().stream()
                                        .map(ListCommand::row)
                                        .toList())
                        .print(out());
                out().println();
            }
            out().println(letters(listing.letters()) + " in " + listing.deadLetterQueue()
                    + beside(listing.outOfSight(), listing.page(), listing.pages()));
        }
        boolean nothing = listing.failures().isEmpty() && listing.outOfSight() == 0;
        return code(done.job(), nothing, listing.page(), listing.pages());
    }

    private ExitCode letters(Selection chosen, Page part) {
        Done<LetterPage> done = work(desk -> desk.letters().letters(queue, chosen, part, desk.job()));
        LetterPage letters = done.result();
        int hidden = done.job().counts().getOrDefault(Count.OUT_OF_SIGHT.label(), 0);
        if (!json(letters)) {
            if (!letters.letters().isEmpty()) {
                new TextTable(
                                List.of(
                                        "SINCE",
                                        "EVENT",
                                        "TYPE",
                                        "GROUP",
                                        "ATTEMPTS",
                                        "EXCEPTION",
                                        "MESSAGE",
                                        "MESSAGE ID"),
                                letters.letters().stream().map(ListCommand::row).toList())
                        .print(out());
                out().println();
            }
            out().println(letters(letters.letters().size()) + " of " + queue
                    + beside(hidden, letters.page(), letters.pages()));
        }
        return code(done.job(), letters.letters().isEmpty(), letters.page(), letters.pages());
    }

    private ExitCode code(Job job, boolean nothing, int number, int pages) {
        if (job.isCancelled()) {
            say("cancelled: not all letters were read");
            return ExitCode.INCOMPLETE;
        }
        if (job.stopped().isPresent()) {
            say("incomplete: there are more letters. " + job.stopped().get());
            return ExitCode.INCOMPLETE;
        }
        if (number > pages) {
            say("there is no page " + number + ": the last one is " + pages);
        }
        return nothing ? ExitCode.NOT_FOUND : ExitCode.DONE;
    }

    private static String beside(int hidden, int number, int pages) {
        return (pages > 1 ? ", page " + number + " of " + pages : "")
                + (hidden == 0 ? "" : "; " + hidden + " more " + OUT_OF_SIGHT);
    }

    private static List<String> row(QueueOfLetters queue) {
        return List.of(Integer.toString(queue.letters()), queue.queue(), queue.deadLetterQueue());
    }

    private static List<String> row(Failures failures) {
        Letter example = failures.example();
        return List.of(
                Integer.toString(failures.letters()),
                failures.fingerprint(),
                simple(example.exception()),
                SafeText.shortened(example.message(), MESSAGE),
                time(failures.first()),
                time(failures.last()),
                example.event());
    }

    private static List<String> row(Letter letter) {
        return List.of(
                time(letter.since()),
                letter.event(),
                orEmpty(letter.type()),
                orEmpty(letter.group()),
                Integer.toString(letter.attempts()),
                simple(letter.exception()),
                SafeText.shortened(letter.message(), MESSAGE),
                letter.messageId());
    }
}
