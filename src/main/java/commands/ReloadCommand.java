package commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import process.ExitCode;
import process.Json;
import process.SafeText;

/** {@code reload}: lets the running process take over the routes that have changed. */
@Command(
        name = "reload",
        description = {
            "Lets the running process read properties and route files again, and exchange the routes that differ.",
            "All checks of a start come first. A mistake leaves everything as it is."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan reload --dry-run",
            "  caravan reload",
            "  caravan -Dlisten.http=8081 reload",
            "",
            "Needs the right act, by CARAVAN_TOKEN in the environment or a configured token. A local run needs none."
        })
final class ReloadCommand implements Callable<ExitCode> {
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);
    private static final String PATH = "/caravan/reload";

    private final Session session;

    @Option(names = "--dry-run", description = "Show what would change, and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--url",
            paramLabel = "<url>",
            description = "Where the process serves HTTP (default: by listen.host and listen.http).")
    private URI url;

    @Spec
    private CommandSpec spec;

    ReloadCommand(Session session) {
        this.session = session;
    }

    @Override
    public ExitCode call() throws InterruptedException {
        if (url != null && (url.getScheme() == null || url.getHost() == null)) {
            throw new ParameterException(
                    spec.commandLine(), "--url " + url + ": must be such as http://127.0.0.1:8080");
        }
        RunningProcess running = session.running(Optional.ofNullable(url));
        HttpClient http = HttpClient.newBuilder().connectTimeout(TO_CONNECT).build();
        try {
            HttpResponse<String> answer = send(http, running, "POST", dryRun ? PATH + "?dryRun=true" : PATH);
            while (answer.statusCode() == 202) {
                answer = send(http, running, "GET", PATH);
            }
            return answered(answer, running);
        } catch (IOException e) {
            say("no process answers at %s: %s".formatted(running.address(), why(e)));
            return ExitCode.NOT_FOUND;
        }
    }

    private static String why(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static HttpResponse<String> send(HttpClient http, RunningProcess to, String method, String path)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to.address().resolve(path)).method(method, BodyPublishers.noBody());
        to.authorization().ifPresent(header -> request.header("Authorization", header));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private ExitCode answered(HttpResponse<String> answer, RunningProcess running) {
        JsonNode body = read(answer.body());
        if (answer.statusCode() == 200 && body.path("unchanged").isNumber()) {
            spec.commandLine()
                    .getOut()
                    .println(
                            json
                                    ? Json.pretty(body)
                                    : SafeText.block(body.path("text").asText()));
            return done(body);
        }
        String detail = body.path("detail").asText("it answers " + answer.statusCode());
        detail.lines().forEach(this::say);
        return switch (answer.statusCode()) {
            case 401, 403 -> ExitCode.AWS_REFUSES;
            case 404 -> {
                say("no operator is configured at %s, or another program listens there".formatted(running.address()));
                yield ExitCode.NOT_FOUND;
            }
            case 409 -> ExitCode.CONFLICT;
            case 422 -> ExitCode.CONFIGURATION;
            case 503 -> ExitCode.AWS_AWAY;
            default -> ExitCode.DEFECT;
        };
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

    private static JsonNode read(String body) {
        try {
            return Json.read(body);
        } catch (JsonProcessingException e) {
            return Json.object(); // no answer of Caravan's
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println(SafeText.line(line));
    }
}
