package commands;

import java.util.Map;
import ledger.Author;
import ledger.Pause;
import picocli.CommandLine.Command;

/** {@code resume}: resumes a consumer or an inbox in all processes. */
@Command(
        name = "resume",
        description = {
            "Resumes a consumer or an inbox that is paused in all processes.",
            "A process that was paused alone, over HTTP, is resumed over HTTP."
        },
        footerHeading = "%nExample:%n",
        footer = "  caravan resume billing")
final class ResumeCommand extends RouteCommand {
    ResumeCommand(Session session) {
        super(session);
    }

    @Override
    String change(Books books, Author by, Map<String, Pause> paused) {
        if (!paused.containsKey(route())) {
            return route() + " is not paused in all processes";
        }
        audited(books, by, () -> books.records().remove(route()));
        return "%s is resumed in all processes; each sees it within %d s"
                .formatted(route(), books.seen().toSeconds());
    }
}
