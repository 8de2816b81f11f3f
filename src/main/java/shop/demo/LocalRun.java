package shop.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import process.Json;

/** A local run in another process, to which the demo publishes over HTTP. */
final class LocalRun {
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(PATIENCE)
            .build();

    private final URI address;

    private LocalRun(URI address) {
        this.address = address;
    }

    /**
     * The local run at this address. Any other application is refused, because its AWS may be a real one.
     *
     * @param script the command that starts a local run
     * @throws UncheckedIOException if nothing listens there
     * @throws RefusedException if an application listens there that does not identify itself as a local run
     */
    static LocalRun at(URI address, String script) throws InterruptedException {
        HttpRequest who = HttpRequest.newBuilder(address.resolve("/caravan/me"))
                .timeout(PATIENCE)
                .build();
        try {
            if (isLocal(HTTP.send(who, BodyHandlers.ofString()))) {
                return new LocalRun(address);
            }
        } catch (ConnectException e) {
            throw away(
                    "no local run listens on port %d: start one by %s, or give its port by -Dlisten.http"
                            .formatted(address.getPort(), script),
                    e);
        } catch (IOException e) {
            throw away("%s: %s".formatted(address, e.getMessage()), e);
        }
        throw new RefusedException(
                Reason.CONFLICT, "%s is not a local run, and the demo publishes to no other".formatted(address));
    }

    private static boolean isLocal(HttpResponse<String> answer) {
        try {
            return answer.statusCode() == OK
                    && Json.read(answer.body()).path("local").asBoolean();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /**
     * Publishes an event.
     *
     * @throws UncheckedIOException if the run does not answer any more
     * @throws RefusedException if the run does not accept the event
     */
    void publish(DemoEvent event) throws InterruptedException {
        URI to = address.resolve(event.path());
        HttpRequest request = HttpRequest.newBuilder(to)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", UUID.randomUUID().toString())
                .header("ce-source", "/demo")
                .header("ce-type", event.type())
                .header("ce-subject", event.subject())
                .POST(BodyPublishers.ofString(event.data()))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != ACCEPTED) {
                throw new RefusedException(
                        Reason.CONFLICT,
                        "POST %s: the answer was %d; the demo needs the routes of the sample, once they have started"
                                .formatted(to, answer.statusCode()));
            }
        } catch (IOException e) {
            throw away("%s does not answer any more".formatted(address), e);
        }
    }

    private static UncheckedIOException away(String message, IOException cause) {
        ConnectException away = new ConnectException(message);
        away.initCause(cause);
        return new UncheckedIOException(away);
    }
}
