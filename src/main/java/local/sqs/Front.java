package local.sqs;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import local.http.HttpAnswer;
import local.http.HttpCall;
import local.http.Upstream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP handler in front of ElasticMQ. It forwards every action that is not listed here unchanged. All of its code
 * runs on the server's single thread.
 */
final class Front implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(Front.class);

    private final Engine engine;
    private final Map<String, Action> actions = new HashMap<>();

    Front(Vertx vertx, URI elasticMq) {
        engine = new Engine(new Upstream(vertx, elasticMq));
        Queues queues = new Queues();
        actions.putAll(new QueueActions(queues).actions());
        actions.putAll(new Permissions(queues).actions());
        actions.putAll(new SendActions(queues).actions());
        actions.put("ReceiveMessage", new ReceiveMessage(queues));
        actions.putAll(new ReceiptActions(queues).actions());
        actions.putAll(new MoveActions(queues, new Moves(vertx, engine)).actions());
    }

    @Override
    public void handle(HttpServerRequest caller) {
        caller.body()
                .onSuccess(body -> answer(
                        caller, new HttpCall(caller.method().name(), caller.uri(), caller.headers(), body.getBytes())))
                .onFailure(e -> LOG.debug("{} {} was cut off", caller.method(), caller.uri(), e));
    }

    private void answer(HttpServerRequest caller, HttpCall http) {
        Protocol protocol;
        try {
            protocol = Protocol.of(http);
        } catch (SqsException e) {
            answer(caller, JsonProtocol.refusal(e));
            return;
        }
        Promise<Void> hungUp = Promise.promise();
        caller.response().closeHandler(end -> hungUp.tryComplete());
        act(new SqsCall(protocol, http.headers(), hungUp.future(), engine))
                .map(protocol::answer)
                .otherwise(e -> protocol.error(refusal(protocol.action(), e)))
                .onSuccess(answer -> answer(caller, answer));
    }

    private Future<HttpAnswer> act(SqsCall call) {
        try {
            return actions.getOrDefault(call.action(), SqsCall::forward).answer(call);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private static SqsException refusal(String action, Throwable e) {
        if (e instanceof SqsException refusal) {
            return refusal;
        }
        if (e instanceof HttpClosedException || e instanceof StreamResetException) {
            // The caller hung up, or this SQS is stopping.
            LOG.debug("{} was cut off", action, e);
            return SqsException.failed(503, "The connection was cut.");
        }
        LOG.warn("{} failed", action, e);
        return SqsException.failed(500, "internal error: " + e);
    }

    private static void answer(HttpServerRequest caller, HttpAnswer answer) {
        if (caller.response().closed()) {
            return;
        }
        caller.response().setStatusCode(answer.status());
        answer.headers().forEach(caller.response()::putHeader);
        caller.response().end(Buffer.buffer(answer.body()));
    }
}
