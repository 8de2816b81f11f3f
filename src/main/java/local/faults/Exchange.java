package local.faults;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.IntConsumer;
import local.http.HttpAnswer;
import local.http.HttpCall;
import local.http.Upstream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call on its way through a proxy, and what can happen to it. Its methods run on the proxy's single thread. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Vertx vertx;
    private final Upstream upstream;
    private final HttpServerRequest caller;
    private final HttpCall call;
    private final AwsRequest request;
    private final IntConsumer ended;
    private final Promise<Void> hungUp = Promise.promise();

    Exchange(
            Vertx vertx,
            Upstream upstream,
            HttpServerRequest caller,
            HttpCall call,
            AwsRequest request,
            IntConsumer ended) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.caller = caller;
        this.call = call;
        this.request = request;
        this.ended = ended;
        caller.response().closeHandler(end -> {
            ended.accept(Call.CUT);
            hungUp.tryComplete();
        });
    }

    AwsRequest request() {
        return request;
    }

    void forward() {
        when(send(call.body()), this::answer);
    }

    void forward(PartialBatch batch) {
        Future<HttpAnswer> answer =
                batch.nothingRemains() ? Future.succeededFuture(batch.answerToNothing()) : send(batch.remaining());
        when(answer.map(batch::complete), this::answer);
    }

    void forwardAndLoseTheAnswer() {
        when(send(call.body()), answer -> cut());
    }

    void answer(HttpAnswer answer) {
        if (caller.response().closed() || caller.response().ended()) {
            return;
        }
        ended.accept(answer.status());
        caller.response().setStatusCode(answer.status());
        answer.headers().forEach(caller.response()::putHeader);
        caller.response().end(Buffer.buffer(answer.body()));
    }

    /** Stops waiting for the answer from the service behind the proxy. */
    void hangUp() {
        hungUp.tryComplete();
    }

    void cut() {
        caller.connection().close();
    }

    void after(Duration delay, Runnable step) {
        vertx.setTimer(Math.max(1, delay.toMillis()), timer -> step.run());
    }

    private Future<HttpAnswer> send(byte[] body) {
        return upstream.send(call, body, hungUp.future());
    }

    private void when(Future<HttpAnswer> answer, Handler<HttpAnswer> step) {
        answer.onSuccess(step).onFailure(e -> {
            if (!hungUp.future().isComplete()) {
                LOG.warn("{} got no answer from the target of the proxy: {}", request.action(), e.toString());
                cut();
            }
        });
    }
}
