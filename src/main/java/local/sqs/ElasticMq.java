package local.sqs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.Map;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/**
 * Runs ElasticMQ on a free port of the loopback address.
 *
 * <p>Queue URLs in its responses carry the host and port of the request's {@code Host} header. A client therefore
 * reaches the queue the same way again, on any port and through any proxy.
 */
final class ElasticMq implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String HOST_OF_THE_REQUEST = "*";
    private static final int FREE_PORT = 0;

    /**
     * The actor system is ours, not ElasticMQ's, because ElasticMQ never ends its own when the bind fails. Its shutdown
     * hooks are off: other parts of this JVM may still drain their queues during shutdown.
     */
    private static final Config ACTORS = ConfigFactory.parseMap(Map.of(
                    "pekko.loglevel", "WARNING",
                    "pekko.jvm-exit-on-fatal-error", "off",
                    "pekko.scheduler.implementation", DeferringScheduler.class.getName(),
                    "pekko.jvm-shutdown-hooks", "off",
                    "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off"))
            .withFallback(ConfigFactory.load());

    private final ActorSystem actors;
    private final int port;

    private ElasticMq(ActorSystem actors, int port) {
        this.actors = actors;
        this.port = port;
    }

    /** Starts ElasticMQ without queues. */
    static ElasticMq start() {
        ActorSystem actors = ActorSystem.create("sqs", ACTORS);
        try {
            int bound = SQSRestServerBuilder.withActorSystem(actors)
                    .withInterface(LOOPBACK)
                    .withPort(FREE_PORT)
                    .withServerAddress(new NodeAddress("http", HOST_OF_THE_REQUEST, FREE_PORT, ""))
                    .withAWSRegion(QueueArn.REGION)
                    .withAWSAccountId(QueueArn.ACCOUNT)
                    .start()
                    .waitUntilStarted()
                    .localAddress()
                    .getPort();
            return new ElasticMq(actors, bound);
        } catch (Throwable e) {
            stop(actors);
            throw e;
        }
    }

    URI endpoint() {
        return URI.create("http://" + LOOPBACK + ":" + port);
    }

    /** Ends long polls, forgets all queues and ends all threads. */
    @Override
    public void close() {
        stop(actors);
    }

    private static void stop(ActorSystem actors) {
        actors.terminate();
        actors.getWhenTerminated().toCompletableFuture().join();
    }
}
