package local.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import local.http.HttpAnswer;
import local.http.HttpCall;
import local.http.Upstream;

/** A client of ElasticMQ that uses the JSON protocol. */
final class Engine {
    private static final Future<Void> NEVER = Promise.<Void>promise().future();

    private final Upstream elasticMq;

    Engine(Upstream elasticMq) {
        this.elasticMq = elasticMq;
    }

    /**
     * Sends a request on behalf of a caller. A refusal fails the future, with the code that AWS uses.
     *
     * @param headers the caller's headers
     * @param hungUp completes when the caller's connection ends
     */
    Future<HttpAnswer> send(String action, byte[] body, MultiMap headers, Future<Void> hungUp) {
        headers.set(JsonProtocol.TARGET, JsonProtocol.PREFIX + action).set("Content-Type", JsonProtocol.CONTENT_TYPE);
        return elasticMq
                .send(new HttpCall("POST", "/", headers, body), body, hungUp)
                .compose(answer ->
                        answer.status() == 200 ? Future.succeededFuture(answer) : Future.failedFuture(refusal(answer)));
    }

    /** Sends a request of this layer itself, without a caller. */
    Future<ObjectNode> ask(String action, ObjectNode parameters) {
        return send(action, Json.bytes(parameters), MultiMap.caseInsensitiveMultiMap(), NEVER)
                .map(answer -> Json.answer(answer.body()));
    }

    private static SqsException refusal(HttpAnswer answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.status() >= 500) {
            return SqsException.failed(answer.status(), text);
        }
        ObjectNode refusal = Json.answer(answer.body());
        String type = refusal.path("__type").asText();
        return Refusals.asAwsNamesIt(
                type.substring(type.indexOf('#') + 1), refusal.path("Message").asText());
    }
}
