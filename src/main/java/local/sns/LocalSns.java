package local.sns;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import local.http.LoopbackServer;

/**
 * An SNS on the loopback address, for local runs and tests, on the <a
 * href="https://docs.aws.amazon.com/sns/latest/api/welcome.html">wire protocol</a> of the AWS SDKs and the AWS CLI.
 *
 * <p>It supports standard and FIFO topics, subscriptions with filter, redrive and delivery policies, tags, and
 * publishing one by one and in batches. It delivers to SQS and over HTTP. Messages for email, phones, applications,
 * Lambda and Firehose are only {@linkplain #deliveries() recorded}. Other actions of SNS fail with the error {@code
 * NotSupportedHere}. Requests must be signed, but signatures are not verified. Policies are stored, but not enforced.
 * All state is lost at the end.
 */
public final class LocalSns implements AutoCloseable {
    private final LoopbackServer server;
    private final Deliveries deliveries;

    private LocalSns(int port, URI sqsEndpoint, Clock clock) {
        MessageSigner signer = new MessageSigner();
        Topics topics = new Topics();
        deliveries = new Deliveries(sqsEndpoint, new Envelope(signer, this::endpoint));
        SnsService service = new SnsService(
                List.of(
                        new TopicActions(topics, clock).all(),
                        new SubscriptionActions(topics, deliveries, clock).all(),
                        new PublishActions(topics, deliveries, clock).all(),
                        new Tags(topics).all()),
                signer::certificate);
        try {
            server = LoopbackServer.start("SNS", port, service);
        } catch (RuntimeException e) {
            deliveries.close();
            throw e;
        }
    }

    /**
     * Starts an SNS without topics.
     *
     * @param port the port, or 0 for a free port
     * @param sqsEndpoint the endpoint of the queues to deliver to
     * @throws local.http.PortTakenException if another process listens on the port
     */
    public static LocalSns start(int port, URI sqsEndpoint) {
        return start(port, sqsEndpoint, Clock.systemUTC());
    }

    /** @param clock the clock for the five minutes of deduplication */
    static LocalSns start(int port, URI sqsEndpoint, Clock clock) {
        return new LocalSns(port, sqsEndpoint, clock);
    }

    /** The endpoint for clients. */
    public URI endpoint() {
        return server.endpoint();
    }

    /**
     * The latest thousand messages for email, phones, applications, Lambda and Firehose, oldest first. They are never
     * delivered. They include requests to confirm an email address, with the token.
     */
    public List<RecordedDelivery> deliveries() {
        return deliveries.recorded();
    }

    /**
     * Stops listening and ends all threads. Messages waiting for their first attempt get up to two seconds; messages
     * waiting for a retry are dropped.
     */
    @Override
    public void close() {
        server.close();
        deliveries.close();
    }
}
