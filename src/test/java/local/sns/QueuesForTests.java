package local.sns;

import java.net.URI;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** The queues that SNS delivers to in these tests: ElasticMQ on a free port. */
final class QueuesForTests implements AutoCloseable {
    private final SQSRestServer server;
    private final URI endpoint;

    private QueuesForTests(SQSRestServer server) {
        this.server = server;
        this.endpoint = URI.create(
                "http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort());
    }

    static QueuesForTests start() {
        // Queue URLs repeat the host and port that the caller used.
        return new QueuesForTests(SQSRestServerBuilder.withInterface("127.0.0.1")
                .withPort(0)
                .withServerAddress(new NodeAddress("http", "*", 0, ""))
                .start());
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        server.stopAndWait();
    }
}
