package local.faults;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import local.http.HttpCall;
import local.http.LoopbackServer;
import local.http.Upstream;

/**
 * A proxy in front of one AWS endpoint that records calls and injects faults.
 *
 * <p>It understands SQS and DynamoDB in the JSON protocol and SNS in the query protocol, and keeps any number of long
 * polls open. All methods may be called from any thread.
 */
public final class AwsProxy implements AutoCloseable {
    private static final int FREE_PORT = 0;

    private final Faults faults;
    private final CallLog log = new CallLog();
    private final LongPolls polls = new LongPolls();
    private final LoopbackServer server;

    private AwsProxy(URI target, long seed) {
        faults = new Faults(seed);
        server = LoopbackServer.startAsynchronous(
                "the proxy of " + target, FREE_PORT, vertx -> exchanges(vertx, new Upstream(vertx, target)));
    }

    /** Starts a proxy on a free port, with the seed 0. */
    public static AwsProxy inFrontOf(URI target) {
        return inFrontOf(target, 0);
    }

    /**
     * Starts a proxy on a free port.
     *
     * @param target the endpoint, over plain HTTP
     * @param seed decides which calls a random fault strikes
     */
    public static AwsProxy inFrontOf(URI target, long seed) {
        return new AwsProxy(target, seed);
    }

    /** The endpoint for clients. */
    public URI endpoint() {
        return server.endpoint();
    }

    /** The faults to inject. */
    public Faults faults() {
        return faults;
    }

    /** All calls since the start or the last reset in the order of arrival, open ones included. */
    public List<Call> calls() {
        return log.all();
    }

    /** The {@link #calls()} of one action. */
    public List<Call> calls(String action) {
        return calls().stream().filter(call -> call.action().equals(action)).toList();
    }

    /** How many {@link #calls(String)} there are. */
    public int count(String action) {
        return calls(action).size();
    }

    /** How many PartiQL statements there are in {@link #calls()}, in batches and alone. */
    public int countStatements() {
        return count("ExecuteStatement")
                + calls("BatchExecuteStatement").stream()
                        .mapToInt(call -> call.body().path("Statements").size())
                        .sum();
    }

    /** Ends all faults and forgets all calls, those that are still open too. */
    public void reset() {
        faults.clear();
        log.forget();
    }

    /**
     * Answers open and later receives at once as if no message had come, so that a stopping consumer need not wait for
     * its long poll. A message that arrives at the same moment may stay in flight.
     */
    public void endLongPolls() {
        server.run(polls::end);
    }

    /** Cuts all connections and stops listening. */
    @Override
    public void close() {
        server.close();
    }

    private Handler<HttpServerRequest> exchanges(Vertx vertx, Upstream upstream) {
        return caller -> caller.body().onSuccess(body -> {
            HttpCall call = new HttpCall(caller.method().name(), caller.uri(), caller.headers(), body.getBytes());
            AwsRequest request = AwsRequest.of(call);
            long number = log.arrived(request);
            Exchange exchange = new Exchange(vertx, upstream, caller, call, request, status -> {
                log.ended(number, status);
                polls.ended(number);
            });
            if (!polls.take(number, exchange)) {
                faults.meet(exchange);
            }
        });
    }
}
