package bench.harness;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * The proxy between all contenders and the broker. It adds latency to each call, half of it before and half after the
 * broker's work. It holds any number of calls at the same time, and counts them. Each contender has a {@link Door} of
 * its own.
 */
final class Proxy implements AutoCloseable {
    private static final int NO_LIMIT = 10_000;

    /** Below the 60 s after which the broker closes a connection. */
    private static final int IDLE_SECONDS = 30;

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(2)
            .setBlockedThreadCheckInterval(1)
            .setBlockedThreadCheckIntervalUnit(TimeUnit.HOURS));
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setKeepAliveTimeout(IDLE_SECONDS).setTcpNoDelay(true),
            new PoolOptions().setHttp1MaxSize(NO_LIMIT));
    private final BrokerProcess broker;
    private volatile int latency;

    Proxy(BrokerProcess broker) {
        this.broker = broker;
    }

    Door door() {
        return new Door(this, vertx, client);
    }

    /** Sets the time that a call takes in addition to the broker's time, in milliseconds. */
    void latency(int milliseconds) {
        latency = milliseconds;
    }

    int latency() {
        return latency;
    }

    SocketAddress target(AwsCall call) {
        URI endpoint = call.action().startsWith("SQS.")
                ? broker.sqs()
                : call.action().startsWith("SNS.") ? broker.sns() : broker.dynamoDb();
        return SocketAddress.inetSocketAddress(endpoint.getPort(), endpoint.getHost());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
