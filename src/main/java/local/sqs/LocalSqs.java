package local.sqs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.Map;
import local.http.PortTakenException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.BindFailedException;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/**
 * Runs ElasticMQ as an SQS inside this JVM, on the loopback address.
 *
 * <p>Queue URLs in its responses carry the host and port of the request's {@code Host} header. They lead back the way
 * the client came, on any port and through any proxy.
 */
public final class LocalSqs implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String HOST_OF_THE_REQUEST = "*";

    /**
     * The actor system is ours, not ElasticMQ's, because ElasticMQ never ends its own when the bind fails. Without its
     * shutdown hooks the queues outlive whatever else in this JVM still drains while it is being stopped.
     */
    private static final Config ACTORS = ConfigFactory.parseMap(Map.of(
                    "pekko.loglevel", "WARNING",
                    "pekko.jvm-exit-on-fatal-error", "off",
                    "pekko.jvm-shutdown-hooks", "off",
                    "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off"))
            .withFallback(ConfigFactory.load());

    private final ActorSystem actors;
    private final int port;

    private LocalSqs(ActorSystem actors, int port) {
        this.actors = actors;
        this.port = port;
    }

    /**
     * Starts SQS without queues.
     *
     * @param port the port, or 0 for a free port
     * @throws PortTakenException if another process listens on the port
     */
    public static LocalSqs start(int port) {
        ActorSystem actors = ActorSystem.create("sqs", ACTORS);
        try {
            int bound = SQSRestServerBuilder.withActorSystem(actors)
                    .withInterface(LOOPBACK)
                    .withPort(port)
                    .withServerAddress(new NodeAddress("http", HOST_OF_THE_REQUEST, port, ""))
                    .withAWSRegion("us-east-1")
                    .withAWSAccountId("000000000000")
                    .start()
                    .waitUntilStarted()
                    .localAddress()
                    .getPort();
            return new LocalSqs(actors, bound);
        } catch (Throwable e) {
            stop(actors);
            if (e instanceof BindFailedException) {
                throw new PortTakenException("SQS", port, e);
            }
            throw e;
        }
    }

    /** The endpoint for clients. */
    public URI endpoint() {
        return URI.create("http://" + LOOPBACK + ":" + port);
    }

    /** Stops listening, ends long polls, forgets all queues and ends all threads. */
    @Override
    public void close() {
        stop(actors);
    }

    private static void stop(ActorSystem actors) {
        actors.terminate();
        actors.getWhenTerminated().toCompletableFuture().join();
    }
}
