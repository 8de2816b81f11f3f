package commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import process.ExitCode;
import process.SafeText;

/** {@code inboxes}: lists the clients of inboxes, as the running process knows them. */
@Command(
        name = "inboxes",
        description = {
            "Lists the clients of inboxes: who is connected, what is unanswered, and what waits.",
            "It asks the running process, which asks SQS once for each client of the page."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan inboxes",
            "  caravan inboxes app --size 200 --page 2",
            "",
            "Needs the right look, by CARAVAN_TOKEN in the environment or a configured token. A local run needs none."
        })
final class InboxesCommand extends ProcessCommand {
    private static final String NONE = "-";

    @Parameters(arity = "0..1", paramLabel = "<inbox>", description = "Only the clients of this inbox.")
    private String inbox;

    @Option(names = "--page", paramLabel = "<number>", description = "The page's number, from 1 (default: 1).")
    private int page = 1;

    @Option(names = "--size", paramLabel = "<number>", description = "Clients of a page, up to 200 (default: 50).")
    private int size = 50;

    InboxesCommand(Session session) {
        super(session);
    }

    @Override
    Question question() {
        String only = inbox == null ? "" : "&inbox=" + URLEncoder.encode(inbox, StandardCharsets.UTF_8);
        return new Question("GET", "/caravan/inboxes?page=%d&size=%d%s".formatted(page, size, only));
    }

    @Override
    Optional<ExitCode> answered(JsonNode body) {
        return body.path("entries").isArray() ? Optional.of(ExitCode.DONE) : Optional.empty();
    }

    @Override
    void print(JsonNode body, PrintWriter out) {
        if (!body.path("entries").isEmpty()) {
            new TextTable(
                            List.of(
                                    "INBOX",
                                    "CLIENT",
                                    "CONNECTED SINCE",
                                    "UNANSWERED",
                                    "WAITING",
                                    "IN FLIGHT",
                                    "PAUSED"),
                            StreamSupport.stream(body.path("entries").spliterator(), false)
                                    .map(InboxesCommand::row)
                                    .toList())
                    .print(out);
            out.println();
        }
        out.println(SafeText.line("page %d of %d, %d client%s%s"
                .formatted(
                        body.path("page").asInt(),
                        body.path("pages").asInt(),
                        body.path("clients").asInt(),
                        body.path("clients").asInt() == 1 ? "" : "s",
                        body.path("elsewhereUnknown").asBoolean()
                                ? "; who is connected to other processes is not known at the moment"
                                : "")));
    }

    private static List<String> row(JsonNode client) {
        String since = text(client, "connectedSince");
        return List.of(
                text(client, "inbox"),
                text(client, "client"),
                client.path("elsewhere").asBoolean() ? since + " elsewhere" : since,
                text(client, "unanswered"),
                text(client, "waiting"),
                text(client, "inFlight"),
                client.has("pause") ? "by " + client.at("/pause/by").asText() : NONE);
    }

    private static String text(JsonNode client, String name) {
        return client.path(name).asText(NONE);
    }
}
