package commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import process.ExitCode;
import process.SafeText;

/** {@code reload}: lets the running process take over the routes that have changed. */
@Command(
        name = "reload",
        description = {
            "Lets the running process read properties and route files again, and exchange the routes that differ.",
            "All checks of a start come first. A mistake leaves everything as it is."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan reload --dry-run",
            "  caravan reload",
            "  caravan -Dlisten.http=8081 reload",
            "",
            "Needs the right act, by CARAVAN_TOKEN in the environment or a configured token. A local run needs none."
        })
final class ReloadCommand extends ProcessCommand {
    private static final String PATH = "/caravan/reload";

    @Option(names = "--dry-run", description = "Show what would change, and change nothing.")
    private boolean dryRun;

    ReloadCommand(Session session) {
        super(session);
    }

    @Override
    Question question() {
        return new Question("POST", dryRun ? PATH + "?dryRun=true" : PATH);
    }

    @Override
    Question again() {
        return new Question("GET", PATH);
    }

    @Override
    void print(JsonNode body, PrintWriter out) {
        out.println(SafeText.block(body.path("text").asText()));
    }

    @Override
    Optional<ExitCode> answered(JsonNode report) {
        return report.path("unchanged").isNumber() ? Optional.of(done(report)) : Optional.empty();
    }

    private ExitCode done(JsonNode report) {
        boolean differs = !report.path("added").isEmpty()
                || !report.path("removed").isEmpty()
                || !report.path("changed").isEmpty();
        if (dryRun) {
            return differs ? ExitCode.DIFFERENT : ExitCode.DONE;
        }
        return report.path("notStarted").isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
}
