package local.faults;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import local.http.HttpCall;
import local.http.LoopbackServer;

/**
 * A proxy in front of one AWS endpoint that records the calls and makes faults.
 *
 * <p>It reads SQS and DynamoDB in the JSON protocol and SNS in the query protocol, and keeps any number of long polls
 * open at the same time. Its calls can be asked for and its faults changed from any thread.
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

    /** Starts a proxy on a free port, with faults from the seed 0. */
    public static AwsProxy inFrontOf(URI target) {
        return inFrontOf(target, 0);
    }

    /**
     * Starts a proxy on a free port.
     *
     * @param target the endpoint, over plain HTTP
     * @param seed decides which calls a fault with a probability strikes
     */
    public static AwsProxy inFrontOf(URI target, long seed) {
        return new AwsProxy(target, seed);
    }

    /** Where clients send what they would send to the target. */
    public URI endpoint() {
        return server.endpoint();
    }

    /** What goes wrong. */
    public Faults faults() {
        return faults;
    }

    /** All calls since the start or the last reset in the order of their arrival, open ones included. */
    public List<Call> calls() {
        return log.all();
    }

    /** Those of {@link #calls()} with this action. */
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
     * Answers the receives that wait for messages, and each later one, as SQS does when nothing has come. A consumer that
     * is stopped afterwards has no long poll to wait for. A message that comes in the same moment may stay in flight.
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
