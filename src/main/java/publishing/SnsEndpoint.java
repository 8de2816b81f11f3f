package publishing;

import aws.Fifo;
import aws.TopicArns;
import cost.Costs;
import cost.Spending;
import event.MessageLimits;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Producer;
import org.apache.camel.component.aws2.sns.Sns2Configuration;
import org.apache.camel.component.aws2.sns.Sns2Endpoint;
import org.apache.camel.spi.ShutdownStrategy;
import software.amazon.awssdk.services.sns.SnsClient;

/** A topic to publish to. It is built without calls to AWS, so an outage delays a route and not the application. */
public final class SnsEndpoint extends Sns2Endpoint {
    private final int batchSize;
    private final EventLimit limit;
    private final String writtenTopic;
    private Batches batches;

    SnsEndpoint(String uri, SnsComponent component, Sns2Configuration configuration, int batchSize, EventLimit limit) {
        super(uri, component, configuration);
        this.batchSize = batchSize;
        this.limit = limit;
        this.writtenTopic =
                configuration.getTopicArn() == null ? configuration.getTopicName() : configuration.getTopicArn();
    }

    @Override
    public SnsComponent getComponent() {
        return (SnsComponent) super.getComponent();
    }

    @Override
    public Producer createProducer() {
        return new SnsProducer(this);
    }

    String topicName() {
        String arn = getConfiguration().getTopicArn();
        return arn == null ? getConfiguration().getTopicName() : arn.substring(arn.lastIndexOf(':') + 1);
    }

    /** The largest event for the topic. */
    EventLimit limit() {
        return limit;
    }

    boolean isFifo() {
        return Fifo.is(topicName());
    }

    /**
     * Prepares the client without calls to AWS. With an ARN, and without a policy or subscription, Camel's own code makes no
     * call.
     */
    @Override
    public void doInit() throws Exception {
        Sns2Configuration options = getConfiguration();
        String arn = options.getTopicArn();
        String policy = options.getPolicy();
        boolean subscribe = options.isSubscribeSNStoSQS();
        options.setTopicArn("known when a producer starts");
        options.setPolicy(null);
        options.setSubscribeSNStoSQS(false);
        try {
            super.doInit();
        } finally {
            options.setTopicArn(arn);
            options.setPolicy(policy);
            options.setSubscribeSNStoSQS(subscribe);
        }
    }

    /** Sends the waiting messages, and returns when all have their result or the shutdown timeout is over. */
    @Override
    public void doStop() throws Exception {
        synchronized (this) {
            if (batches != null) {
                ShutdownStrategy shutdown = getCamelContext().getShutdownStrategy();
                batches.close(Duration.of(
                        shutdown.getTimeout(), shutdown.getTimeUnit().toChronoUnit()));
                batches = null;
            }
        }
        super.doStop();
    }

    /**
     * The batches of all producers of this endpoint. The first call asks AWS for the topic.
     *
     * @throws AwaitedSubscribersException if a fan-out route of the topic has never started
     * @throws TopicNotFoundException if the topic does not exist, and this application does not make it
     */
    synchronized Batches batches() throws Exception {
        Subscribers.require(getCamelContext(), writtenTopic);
        if (batches == null) {
            Spending spending = Costs.of(getCamelContext()).publisher(topicName());
            BatchRequest request = new BatchRequest(getSNSClient(), connect(), spending);
            batches = new Batches(
                    batchSize,
                    Math.min(limit.bytes(), MessageLimits.SNS_BYTES),
                    isFifo(),
                    request::send,
                    getComponent().requests());
        }
        return batches;
    }

    /** The ARN of the topic, which is made and subscribed to if the options ask for that. */
    private String connect() throws Exception {
        Sns2Configuration options = getConfiguration();
        TopicArns topics = TopicArns.of(getCamelContext());
        if (options.getTopicArn() == null) {
            topics.known(getSNSClient(), options.getTopicName()).ifPresent(options::setTopicArn);
        }
        if (options.getTopicArn() == null && !options.isAutoCreateTopic()) {
            options.setTopicArn(made(options.getTopicName())
                    .or(() -> topics.find(getSNSClient(), options.getTopicName()))
                    .orElseThrow(() -> new TopicNotFoundException(options.getTopicName())));
        }
        SnsClient given = options.getAmazonSNSClient();
        options.setAmazonSNSClient(getSNSClient()); // or Camel makes a second client
        try {
            super.doInit();
        } finally {
            options.setAmazonSNSClient(given);
        }
        return options.getTopicArn();
    }

    private Optional<String> made(String topic) {
        return Optional.ofNullable(getCamelContext().getRegistry().findSingleByType(TopicMaker.class))
                .flatMap(maker -> maker.make(getCamelContext(), topic));
    }
}
