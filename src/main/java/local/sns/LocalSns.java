package local.sns;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import local.http.LoopbackServer;

/**
 * An SNS on the loopback address, for local runs and tests, on the
 * <a href="https://docs.aws.amazon.com/sns/latest/api/welcome.html">wire protocol</a> that the AWS SDKs and the AWS CLI
 * speak.
 *
 * <p>It has topics and FIFO topics, subscriptions with filter, redrive and delivery policies, tags, and publishing by
 * one and in batches. It delivers to SQS and over HTTP; what goes to email, phones, applications, Lambda and Firehose is
 * only {@linkplain #deliveries() written down}. Whatever else SNS can do is answered with the error
 * {@code NotSupportedHere}. Signatures of requests are asked for and not verified, policies are kept and not enforced,
 * and all is forgotten at the end.
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
     * @param port the port, or 0 for a free one
     * @param sqsEndpoint where the queues are that it delivers to
     * @throws local.http.PortTakenException if another process listens on that port
     */
    public static LocalSns start(int port, URI sqsEndpoint) {
        return start(port, sqsEndpoint, Clock.systemUTC());
    }

    /** @param clock what the five minutes of deduplication are measured by */
    static LocalSns start(int port, URI sqsEndpoint, Clock clock) {
        return new LocalSns(port, sqsEndpoint, clock);
    }

    /** What clients need as their endpoint override. */
    public URI endpoint() {
        return server.endpoint();
    }

    /**
     * The latest thousand messages for email, phones, applications, Lambda and Firehose, oldest first. They are never
     * delivered; the request for confirmation of an email address, with the token that confirms it, is among them.
     */
    public List<RecordedDelivery> deliveries() {
        return deliveries.recorded();
    }

    /**
     * Stops listening, and ends all threads. Messages that wait for their first attempt are sent if that takes no more
     * than two seconds; what waits for a further attempt is dropped.
     */
    @Override
    public void close() {
        server.close();
        deliveries.close();
    }
}
