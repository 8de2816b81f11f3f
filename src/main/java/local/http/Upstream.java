package local.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The endpoint behind a proxy, called over connections that are kept alive. */
public final class Upstream {
    /** A long poll holds its connection for 20 seconds, so a limit would make fast calls wait for slow ones. */
    private static final int NO_LIMIT = 10_000;

    /** Below the 60 seconds after which ElasticMQ closes a connection, so that no request meets a closing one. */
    private static final int IDLE_SECONDS = 30;

    private static final List<CharSequence> HEADERS_OF_ONE_CONNECTION = List.of(
            HttpHeaders.CONNECTION, HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CONTENT_LENGTH, HttpHeaders.EXPECT);

    private final HttpClient client;
    private final SocketAddress address;

    /** Calls this endpoint, over plain HTTP, on the given Vert.x. */
    public Upstream(Vertx vertx, URI endpoint) {
        client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(IDLE_SECONDS).setTcpNoDelay(true),
                new PoolOptions().setHttp1MaxSize(NO_LIMIT));
        address = SocketAddress.inetSocketAddress(endpoint.getPort(), endpoint.getHost());
    }

    /**
     * Sends a call with this body and the headers it came with. The {@code Host} header stays the caller's, so that a
     * service that builds URLs from it names the proxy and not itself.
     *
     * @param hungUp completes when the caller no longer waits for the answer; a call that is still open is then cut
     */
    public Future<HttpAnswer> send(HttpCall call, byte[] body, Future<Void> hungUp) {
        RequestOptions options = new RequestOptions()
                .setServer(address)
                .setMethod(HttpMethod.valueOf(call.method()))
                .setURI(call.uri());
        call.headers().forEach(options::addHeader);
        HEADERS_OF_ONE_CONNECTION.forEach(options.getHeaders()::remove);
        return client.request(options).compose(request -> {
            Future<HttpAnswer> answer = request.send(Buffer.buffer(body))
                    .compose(response -> response.body().map(content -> answer(response, content)));
            hungUp.onComplete(end -> {
                // After its answer, the connection may already carry another call, which a reset would cut.
                if (!answer.isComplete()) {
                    request.reset();
                }
            });
            return answer;
        });
    }

    private static HttpAnswer answer(HttpClientResponse response, Buffer body) {
        HEADERS_OF_ONE_CONNECTION.forEach(response.headers()::remove);
        Map<String, String> headers = new HashMap<>();
        response.headers().forEach(headers::put);
        return new HttpAnswer(response.statusCode(), headers, body.getBytes());
    }
}
