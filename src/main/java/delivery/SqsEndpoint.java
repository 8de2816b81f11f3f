package delivery;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import ledger.Ledger;
import ledger.ReceiveCount;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.sqs.Sqs2Component;
import org.apache.camel.component.aws2.sqs.Sqs2Configuration;
import org.apache.camel.component.aws2.sqs.Sqs2Endpoint;

/**
 * Camel's {@code aws2-sqs} endpoint with Caravan's consumer. Options and producer are Camel's.
 *
 * <p>Camel's endpoint lists the account's queues while it is built, so that an outage at that moment ends the whole
 * application. This one asks for the queue's URL when it is needed first, unless its options say that the queue is to be
 * made or changed.
 */
final class SqsEndpoint extends Sqs2Endpoint {
    /** Keeps Camel's endpoint from looking for the URL. */
    private static final String NOT_ASKED_FOR = "";

    private static final int DEFAULT_WAIT = 20;
    private static final int DEFAULT_VISIBILITY_TIMEOUT = 30;

    /** The options that Camel's endpoint does not know. */
    record Additions(
            int concurrency,
            int maxAttempts,
            Backoff backoff,
            List<Class<? extends Throwable>> permanent,
            boolean idempotent) {}

    private final Additions additions;
    private volatile String url;

    SqsEndpoint(String uri, Sqs2Component component, Sqs2Configuration configuration, Additions additions) {
        super(uri, component, configuration);
        this.additions = additions;
    }

    @Override
    protected void doInit() throws Exception {
        Sqs2Configuration configuration = getConfiguration();
        if (configuration.getQueueUrl() == null && !changesTheQueue()) {
            configuration.setQueueUrl(NOT_ASKED_FOR);
            super.doInit();
            configuration.setQueueUrl(null);
        } else {
            super.doInit();
            url = super.getQueueUrl();
        }
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        return new QueueConsumer(this, processor, options());
    }

    @Override
    protected synchronized String getQueueUrl() {
        return url();
    }

    /** The queue's URL, asked for once. */
    String url() {
        if (url == null) {
            Sqs2Configuration configuration = getConfiguration();
            url = getClient()
                    .getQueueUrl(request -> request.queueName(configuration.getQueueName())
                            .queueOwnerAWSAccountId(configuration.getQueueOwnerAWSAccountId()))
                    .queueUrl();
        }
        return url;
    }

    boolean isFifo() {
        return getConfiguration().getQueueName().endsWith(".fifo");
    }

    /** The application's ledger; none if this route or the application does without one. */
    Ledger ledger() {
        Ledger ledger = getCamelContext().getRegistry().findSingleByType(Ledger.class);
        return additions.idempotent() && ledger != null ? ledger : new ReceiveCount();
    }

    private DeliveryOptions options() {
        Sqs2Configuration configuration = getConfiguration();
        int batch = getMaxMessagesPerPoll();
        return new DeliveryOptions(
                additions.concurrency(),
                configuration.getConcurrentConsumers(),
                batch < 1 || batch > Batches.MOST ? Batches.MOST : batch,
                seconds(configuration.getWaitTimeSeconds(), DEFAULT_WAIT),
                seconds(configuration.getVisibilityTimeout(), DEFAULT_VISIBILITY_TIMEOUT),
                additions.maxAttempts(),
                additions.backoff(),
                additions.permanent(),
                configuration.isDeleteAfterRead());
    }

    private static Duration seconds(Integer configured, int otherwise) {
        return Duration.ofSeconds(configured == null ? otherwise : configured);
    }

    private boolean changesTheQueue() {
        Sqs2Configuration wanted = getConfiguration();
        return wanted.isAutoCreateQueue()
                || wanted.isDelayQueue()
                || wanted.isServerSideEncryptionEnabled()
                || Stream.of(
                                wanted.getDefaultVisibilityTimeout(),
                                wanted.getMaximumMessageSize(),
                                wanted.getMessageRetentionPeriod(),
                                wanted.getPolicy(),
                                wanted.getReceiveMessageWaitTimeSeconds(),
                                wanted.getRedrivePolicy())
                        .anyMatch(Objects::nonNull);
    }
}
