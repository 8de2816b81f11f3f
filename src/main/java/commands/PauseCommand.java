package commands;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import ledger.Author;
import ledger.Pause;
import picocli.CommandLine.Command;

/** {@code pause}: pauses a consumer or an inbox in all processes. */
@Command(
        name = "pause",
        description = {
            "Pauses a consumer or an inbox in all processes, until it is resumed; also in those that start later.",
            "Running handlers finish. What no handler has begun goes back to the queue without an attempt.",
            "Clients of a paused inbox stay connected, get nothing new, and may answer what they have."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan pause billing",
            "  caravan pause billing --reason \"the till is being replaced\"",
            "  caravan pause app"
        })
final class PauseCommand extends RouteCommand {
    PauseCommand(Session session) {
        super(session);
    }

    @Override
    String change(Books books, Author by, Map<String, Pause> paused) {
        Pause before = paused.get(route());
        if (before != null) {
            return "%s is paused already, by %s since %s".formatted(route(), before.by(), before.since());
        }
        Pause pause = new Pause(by.name(), Instant.now().truncatedTo(ChronoUnit.MILLIS), true, by.reason());
        audited(books, by, () -> books.records().put(route(), pause));
        return "%s is paused in all processes; each sees it within %d s, and an idle one before its next message"
                .formatted(route(), books.seen().toSeconds());
    }
}
