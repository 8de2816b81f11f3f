package commands;

import deadletters.DeadLetters;
import deadletters.Letter;
import deadletters.LetterDetail;
import deadletters.Origin;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import process.ExitCode;
import process.SafeText;

/** {@code dead-letters show}: shows one letter in full. */
@Command(
        name = "show",
        description = "Shows one dead letter in full: its cause, its attributes, its body, and where its event is.",
        footerHeading = "%nExample:%n",
        footer = "  caravan dead-letters show billing 04692355-ec39-41c2-b023-d7d8f1668e85")
final class ShowCommand extends LettersCommand {
    @Parameters(index = "0", paramLabel = "<queue>", description = "The source queue of the letter.")
    private String queue;

    @Parameters(index = "1", paramLabel = "<id>", description = "The letter's message id, or its event's id.")
    private String id;

    ShowCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        Done<Optional<LetterDetail>> done = work(desk -> desk.letters().show(queue, id, desk.job()));
        if (done.result().isEmpty()) {
            say(done.job().isCancelled() ? "cancelled before it was found" : DeadLetters.notKnown(queue, id));
            return done.job().isCancelled() ? ExitCode.INCOMPLETE : ExitCode.NOT_FOUND;
        }
        LetterDetail detail = done.result().get();
        if (!json(detail)) {
            print(detail, out());
        }
        return ExitCode.DONE;
    }

    private static void print(LetterDetail detail, PrintWriter out) {
        new TextTable(List.of("LETTER", ""), rows(detail.letter())).print(out);
        out.println();
        new TextTable(
                        List.of("ATTRIBUTE", "VALUE"),
                        detail.attributes().entrySet().stream()
                                .map(attribute -> List.of(attribute.getKey(), attribute.getValue()))
                                .toList())
                .print(out);
        out.println();
        out.println("BODY");
        out.println(SafeText.block(detail.body()));
        if (detail.history() != null) {
            out.println();
            new HistoryTables(detail.history()).print(out);
        }
    }

    private static List<List<String>> rows(Letter letter) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("event", letter.event()));
        rows.add(List.of("message id", letter.messageId()));
        rows.add(List.of("type", orEmpty(letter.type())));
        rows.add(List.of("group", orEmpty(letter.group())));
        rows.add(List.of("origin", text(letter.origin())));
        rows.add(List.of("exception", orEmpty(letter.exception())));
        rows.add(List.of("message", letter.message()));
        rows.add(List.of("fingerprint", letter.fingerprint()));
        rows.add(List.of("attempts", letter.attempts() == 0 ? "" : Integer.toString(letter.attempts())));
        rows.add(List.of("since", letter.since().truncatedTo(ChronoUnit.MILLIS).toString()));
        rows.removeIf(row -> row.get(1).isEmpty());
        return rows;
    }

    private static String text(Origin origin) {
        return switch (origin) {
            case CONSUMER -> "given up by its consumer";
            case REDRIVE_POLICY -> "moved by SQS, because of the queue's redrive policy";
            case SUBSCRIPTION -> "not delivered by SNS, or sent here by somebody else";
        };
    }
}
