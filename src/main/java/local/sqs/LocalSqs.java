package local.sqs;

import java.net.URI;
import local.http.LoopbackServer;
import local.http.PortTakenException;

/**
 * An SQS inside this JVM, on the loopback address. ElasticMQ keeps the messages. A thin layer in front of it keeps what
 * ElasticMQ forgets, and answers as AWS does.
 *
 * <p>Queues remember and report every attribute. Their encryption and their policy have no effect here, and no message
 * is dropped when its retention ends.
 */
public final class LocalSqs implements AutoCloseable {
    private final ElasticMq messages;
    private final LoopbackServer server;

    private LocalSqs(ElasticMq messages, int port) {
        this.messages = messages;
        server = LoopbackServer.startAsynchronous("SQS", port, vertx -> new Front(vertx, messages.endpoint()));
    }

    /**
     * Starts SQS without queues.
     *
     * @param port the port, or 0 for a free port
     * @throws PortTakenException if another process listens on the port
     */
    public static LocalSqs start(int port) {
        ElasticMq messages = ElasticMq.start();
        try {
            return new LocalSqs(messages, port);
        } catch (RuntimeException e) {
            messages.close();
            throw e;
        }
    }

    /** The endpoint for clients. */
    public URI endpoint() {
        return server.endpoint();
    }

    /** Stops listening, ends long polls, forgets all queues and ends all threads. */
    @Override
    public void close() {
        server.close();
        messages.close();
    }
}
