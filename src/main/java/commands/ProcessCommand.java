package commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
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

/** The base of commands that send a request to the running process over HTTP. */
@Command(mixinStandardHelpOptions = true)
abstract class ProcessCommand implements Callable<ExitCode> {
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);
    private static final int RUNNING = 202;

    private final Session session;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--url",
            paramLabel = "<url>",
            description = "Where the process serves HTTP (default: by listen.host and listen.http).")
    private URI url;

    @Spec
    private CommandSpec spec;

    ProcessCommand(Session session) {
        this.session = session;
    }

    /**
     * A request to the process.
     *
     * @param path below the address of the process
     */
    record Question(String method, String path) {}

    /** The request. */
    abstract Question question();

    /** The request that is repeated while the process answers 202: by default, GET with the same path. */
    Question again() {
        return new Question("GET", question().path());
    }

    /** The exit code for a response with status 200; empty if the response is not Caravan's. */
    abstract Optional<ExitCode> answered(JsonNode body);

    /** Prints an answer for people. */
    abstract void print(JsonNode body, PrintWriter out);

    @Override
    public final ExitCode call() throws InterruptedException {
        if (url != null && (url.getScheme() == null || url.getHost() == null)) {
            throw new ParameterException(
                    spec.commandLine(), "--url " + url + ": must be such as http://127.0.0.1:8080");
        }
        RunningProcess running = session.running(Optional.ofNullable(url));
        HttpClient http = HttpClient.newBuilder().connectTimeout(TO_CONNECT).build();
        try {
            HttpResponse<String> answer = send(http, running, question());
            while (answer.statusCode() == RUNNING) {
                answer = send(http, running, again());
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

    private static HttpResponse<String> send(HttpClient http, RunningProcess to, Question question)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(to.address().resolve(question.path()))
                .method(question.method(), BodyPublishers.noBody());
        to.authorization().ifPresent(header -> request.header("Authorization", header));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private ExitCode answered(HttpResponse<String> answer, RunningProcess running) {
        JsonNode body = read(answer.body());
        Optional<ExitCode> done = answer.statusCode() == 200 ? answered(body) : Optional.empty();
        if (done.isPresent()) {
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.pretty(body));
            } else {
                print(body, out);
            }
            return done.get();
        }
        body.path("detail").asText("it answers " + answer.statusCode()).lines().forEach(this::say);
        return switch (answer.statusCode()) {
            case 400 -> ExitCode.WRONG_ARGUMENTS;
            case 401, 403 -> ExitCode.AWS_REFUSES;
            case 404 -> {
                if (!body.has("field")) {
                    say("no operator is configured at %s, or another program listens there"
                            .formatted(running.address()));
                }
                yield ExitCode.NOT_FOUND;
            }
            case 409 -> ExitCode.CONFLICT;
            case 422 -> ExitCode.CONFIGURATION;
            case 503 -> ExitCode.AWS_AWAY;
            default -> ExitCode.DEFECT;
        };
    }

    private static JsonNode read(String body) {
        try {
            return Json.read(body);
        } catch (JsonProcessingException e) {
            return Json.object(); // The response is not Caravan's.
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println(SafeText.line(line));
    }
}
