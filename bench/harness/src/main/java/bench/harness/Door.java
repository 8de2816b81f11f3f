package bench.harness;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One contender's way to the broker through the proxy.
 *
 * <p>A queue can be shut: receives then wait as long as a long poll does, and get an empty answer, however full the
 * queue is. When the queue is opened, the waiting receives pass. Every contender therefore meets a queue that was
 * filled while the contender was idle.
 */
final class Door implements AutoCloseable {
    private static final List<CharSequence> OF_ONE_CONNECTION = List.of(
            HttpHeaders.CONNECTION, HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CONTENT_LENGTH, HttpHeaders.EXPECT);

    private final Proxy proxy;
    private final Vertx vertx;
    private final HttpClient client;
    private final HttpServer server;
    private final Counts counts = new Counts();
    private final Set<String> shut = ConcurrentHashMap.newKeySet();
    private final Map<String, List<Runnable>> held = new ConcurrentHashMap<>();

    Door(Proxy proxy, Vertx vertx, HttpClient client) {
        this.proxy = proxy;
        this.vertx = vertx;
        this.client = client;
        server = vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                .requestHandler(request -> request.body().onSuccess(body -> meet(request, body)))
                // Without a host, the server would listen on all addresses, whatever the options say.
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    Counts counts() {
        return counts;
    }

    void shut(String queue) {
        shut.add(queue);
    }

    void open(String queue) {
        List<Runnable> waiting;
        synchronized (held) {
            shut.remove(queue);
            waiting = held.remove(queue);
        }
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    private void meet(HttpServerRequest request, Buffer body) {
        AwsCall call = AwsCall.of(request, body);
        if (call.receives() && shut.contains(call.queue())) {
            hold(request, body, call);
        } else {
            pass(request, body, call);
        }
    }

    private void hold(HttpServerRequest request, Buffer body, AwsCall call) {
        // Vert.x requires that a request is answered on its own thread.
        Context context = vertx.getOrCreateContext();
        boolean[] gone = new boolean[1];
        long empty = vertx.setTimer(Math.max(1, call.waitSeconds() * 1000), timer -> {
            gone[0] = true;
            if (!request.response().closed()) {
                request.response()
                        .putHeader("Content-Type", "application/x-amz-json-1.0")
                        .end("{}");
            }
        });
        Runnable release = () -> context.runOnContext(now -> {
            if (!gone[0] && !request.response().closed()) {
                vertx.cancelTimer(empty);
                pass(request, body, call);
            }
        });
        synchronized (held) {
            if (shut.contains(call.queue())) {
                held.computeIfAbsent(call.queue(), name -> new ArrayList<>()).add(release);
                return;
            }
        }
        release.run();
    }

    private void pass(HttpServerRequest request, Buffer body, AwsCall call) {
        counts.began(call, body.length());
        int there = proxy.latency() / 2;
        int back = proxy.latency() - there;
        after(there, () -> {
            RequestOptions options = new RequestOptions()
                    .setServer(proxy.target(call))
                    .setMethod(request.method())
                    .setURI(request.uri());
            request.headers().forEach(options::addHeader);
            OF_ONE_CONNECTION.forEach(options.getHeaders()::remove);
            client.request(options)
                    .compose(upstream -> send(request, upstream, body))
                    .onSuccess(answered -> after(back, () -> answer(request, call, answered)))
                    .onFailure(failure -> {
                        counts.ended(call, 0, 0);
                        request.connection().close();
                    });
        });
    }

    private record Answer(HttpClientResponse response, Buffer body) {}

    private static Future<Answer> send(HttpServerRequest request, HttpClientRequest upstream, Buffer body) {
        Future<Answer> answer = upstream.send(body)
                .compose(response -> response.body().map(content -> new Answer(response, content)));
        // If the caller hangs up, the call to the broker is cut as well. Otherwise its long poll would receive messages
        // for nobody.
        request.response().closeHandler(end -> {
            if (!answer.isComplete()) {
                upstream.reset();
            }
        });
        return answer;
    }

    private void answer(HttpServerRequest request, AwsCall call, Answer answer) {
        HttpClientResponse response = answer.response();
        counts.ended(call, call.entriesIn(answer.body()), answer.body().length());
        if (request.response().closed()) {
            return;
        }
        request.response().setStatusCode(response.statusCode());
        OF_ONE_CONNECTION.forEach(response.headers()::remove);
        request.response().headers().addAll(response.headers());
        request.response().end(answer.body());
    }

    private void after(int milliseconds, Runnable step) {
        if (milliseconds == 0) {
            step.run();
        } else {
            vertx.setTimer(milliseconds, timer -> step.run());
        }
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
