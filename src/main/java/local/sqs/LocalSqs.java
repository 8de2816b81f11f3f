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
 * SQS inside this JVM, on the loopback address: ElasticMQ, started and stopped as a whole.
 *
 * <p>Queue URLs in its answers carry the host and port that the caller sent in its {@code Host} header, so they lead
 * back the way the caller came, whichever port was bound and whether or not a proxy stands in between.
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
     * Starts SQS without any queue.
     *
     * @param port the port, or 0 for a free one
     * @throws PortTakenException if another process listens on that port
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

    /** Where clients send their requests. */
    public URI endpoint() {
        return URI.create("http://" + LOOPBACK + ":" + port);
    }

    /** Stops listening, cuts open long polls, forgets all queues and ends all threads. */
    @Override
    public void close() {
        stop(actors);
    }

    private static void stop(ActorSystem actors) {
        actors.terminate();
        actors.getWhenTerminated().toCompletableFuture().join();
    }
}
