package local.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server on the loopback address, for the emulated services of local runs and tests.
 *
 * <p>One thread answers all requests of a server, one after the other, so a service needs no locks if its work takes
 * microseconds in memory. Longer work belongs on a thread of the service's own.
 */
public final class LoopbackServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackServer.class);
    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx vertx;
    private final HttpServer server;

    private LoopbackServer(Vertx vertx, HttpServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /** Answers requests. It runs on the server's one thread and must not block. */
    @FunctionalInterface
    public interface Service {
        HttpAnswer answer(HttpCall call);
    }

    /**
     * Starts a server.
     *
     * @param name the service's name, for the error if the port is taken
     * @param port the port, or 0 for a free port
     * @throws PortTakenException if another process listens on the port
     */
    public static LoopbackServer start(String name, int port, Service service) {
        return startAsynchronous(name, port, vertx -> request -> answer(request, service));
    }

    /**
     * Starts a server that may answer a request later, while other requests continue.
     *
     * @param name the service's name, for the error if the port is taken
     * @param port the port, or 0 for a free port
     * @param handler creates the request handler; everything it starts on the given Vert.x ends with the server
     * @throws PortTakenException if another process listens on the port
     */
    public static LoopbackServer startAsynchronous(
            String name, int port, Function<Vertx, Handler<HttpServerRequest>> handler) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(LOOPBACK)
                        .setPort(port)
                        .setTcpNoDelay(true)
                        // Over HTTP/2 the Host header, from which services build URLs, would be missing.
                        .setHttp2ClearTextEnabled(false)
                        .setMaxFormAttributeSize(-1))
                .requestHandler(handler.apply(vertx));
        try {
            server.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            if (e.getCause() instanceof BindException) {
                throw new PortTakenException(name, port, e.getCause());
            }
            throw e;
        }
        return new LoopbackServer(vertx, server);
    }

    public int port() {
        return server.actualPort();
    }

    public URI endpoint() {
        return URI.create("http://" + LOOPBACK + ":" + port());
    }

    /** Runs a task on the server's one thread, between two requests. */
    public void run(Runnable work) {
        vertx.runOnContext(context -> work.run());
    }

    /** Stops listening and ends the server's thread; connections are closed. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void answer(HttpServerRequest request, Service service) {
        request.body()
                .onSuccess(body -> {
                    HttpAnswer answer;
                    try {
                        answer = service.answer(new HttpCall(
                                request.method().name(), request.uri(), request.headers(), body.getBytes()));
                    } catch (RuntimeException | Error e) {
                        // Vert.x would drop the exception, and the caller would wait for its own timeout.
                        LOG.error("{} {} failed", request.method(), request.uri(), e);
                        answer = HttpAnswer.of(500, "text/plain", "internal error: " + e);
                    }
                    request.response().setStatusCode(answer.status());
                    answer.headers().forEach(request.response()::putHeader);
                    request.response().end(Buffer.buffer(answer.body()));
                })
                .onFailure(e -> LOG.debug("{} {} was cut off", request.method(), request.uri(), e));
    }
}
