package delivery;

import aws.Fifo;
import cost.Spending;
import event.MessageLimits;
import failure.Backoff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.Ledger;
import ledger.LedgerWrites;
import ledger.ParkedGroups;
import ledger.ReceiveCount;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.aws2.sqs.Sqs2Component;
import org.apache.camel.component.aws2.sqs.Sqs2Configuration;
import org.apache.camel.component.aws2.sqs.Sqs2Endpoint;
import org.apache.camel.support.CamelContextHelper;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import sqs.SqsQueue;

/**
 * Camel's {@code aws2-sqs} endpoint with Caravan's consumer. Options and producer are Camel's.
 *
 * <p>Camel's endpoint lists the account's queues, makes the queue and writes its attributes while it is built, so an outage at
 * that moment ends the whole application. This endpoint makes no call until the queue is first needed.
 */
final class SqsEndpoint extends Sqs2Endpoint {
    /** A placeholder that keeps Camel's endpoint from looking up the URL. */
    private static final String NOT_ASKED_FOR = "not asked for";

    private static final int DEFAULT_WAIT = 20;
    private static final int DEFAULT_VISIBILITY_TIMEOUT = 30;

    /** The options that Camel's endpoint does not know. */
    record Additions(
            int concurrency,
            int maxPollers,
            Optional<Duration> timeout,
            int maxAttempts,
            Backoff backoff,
            List<Class<? extends Throwable>> permanent,
            Optional<Duration> deleteLinger,
            boolean idempotent,
            boolean parks,
            ConsumptionLimits limits) {}

    private final Additions additions;
    private String url;

    SqsEndpoint(String uri, Sqs2Component component, Sqs2Configuration configuration, Additions additions) {
        super(uri, component, configuration);
        this.additions = additions;
    }

    @Override
    protected void doInit() throws Exception {
        Sqs2Configuration wanted = getConfiguration();
        check("visibilityTimeout in seconds", visibilityTimeout().toSeconds(), 1, 43_200);
        check("waitTimeSeconds", longPoll().toSeconds(), 0, 20);
        check("concurrentConsumers", wanted.getConcurrentConsumers(), 1, 1000);
        check(QueueOptions.CONCURRENCY, additions.concurrency(), 1, 1000);
        check(QueueOptions.MAX_POLLERS, additions.maxPollers(), 1, 1000);
        check(QueueOptions.MAX_ATTEMPTS, additions.maxAttempts(), 1, Integer.MAX_VALUE);
        checkBatching();
        refuseUnknownAttributes();
        if (additions.parks() && !(isFifo() && additions.idempotent())) {
            throw new IllegalArgumentException("onFailure=park needs a FIFO queue and the ledger");
        }
        Sqs2Configuration unchanged = unchanged();
        setConfiguration(unchanged);
        super.doInit();
        // Camel may have found the client in the registry.
        wanted.setAmazonSQSClient(unchanged.getAmazonSQSClient());
        setConfiguration(wanted);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        boundLedger(); // fails the start once if there are two ledgers, instead of each attempt to start the route
        return new QueueConsumer(this, processor);
    }

    @Override
    protected synchronized String getQueueUrl() {
        return url();
    }

    /** The queue's URL. The first call looks the URL up, and creates or changes the queue if the options say so. */
    synchronized String url() {
        if (url == null) {
            String found = find();
            if (changesTheQueue()) {
                change(found);
            }
            url = found;
        }
        return url;
    }

    private String find() {
        Sqs2Configuration configuration = getConfiguration();
        if (configuration.getQueueUrl() != null) {
            return configuration.getQueueUrl();
        }
        if (configuration.isAutoCreateQueue()) {
            try {
                createQueue(getClient());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return super.getQueueUrl();
        }
        return getClient()
                .getQueueUrl(request -> request.queueName(configuration.getQueueName())
                        .queueOwnerAWSAccountId(configuration.getQueueOwnerAWSAccountId()))
                .queueUrl();
    }

    /** Changes the queue as Camel's endpoint would while it is built, once the URL is known. */
    private void change(String queue) {
        Sqs2Configuration wanted = getConfiguration();
        Sqs2Configuration known = wanted.copy();
        known.setQueueUrl(queue);
        known.setAmazonSQSClient(getClient());
        setConfiguration(known);
        try {
            super.doInit();
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        } finally {
            setConfiguration(wanted);
        }
    }

    boolean isFifo() {
        return Fifo.is(getConfiguration().getQueueName());
    }

    /** The application's ledger; {@link ReceiveCount} if this route or the application uses none. */
    LedgerWrites ledger(Spending spending, Executor calls) {
        return boundLedger()
                .<LedgerWrites>map(ledger -> new CountedWrites(ledger.shared(calls), spending))
                .orElseGet(() -> new ReceiveCount().shared(calls));
    }

    /** @throws IllegalStateException if several ledgers are bound */
    private Optional<Ledger> boundLedger() {
        Map<String, Ledger> ledgers = getCamelContext().getRegistry().findByTypeWithName(Ledger.class);
        if (!additions.idempotent()) {
            return Optional.empty();
        } else if (ledgers.size() > 1) {
            throw new IllegalStateException(
                    "one ledger must be bound, or the queue consumed with idempotent=false: there are "
                            + String.join(", ", new TreeSet<>(ledgers.keySet())));
        }
        return ledgers.values().stream().findFirst();
    }

    /** Parks the group of a dead letter; empty if the group goes on. */
    Optional<Parking> parking(SqsQueue queue) {
        if (!additions.parks()) {
            return Optional.empty();
        }
        ParkedGroups groups = CamelContextHelper.mandatoryFindSingleByType(getCamelContext(), ParkedGroups.class);
        return Optional.of(new Parking(groups, queue, getConfiguration().getQueueName()));
    }

    /** The options with which the route with this id consumes the queue. */
    DeliveryOptions options(String route) {
        Sqs2Configuration configuration = getConfiguration();
        int batch = getMaxMessagesPerPoll();
        return new DeliveryOptions(
                route,
                additions.concurrency(),
                configuration.getConcurrentConsumers(),
                Math.max(configuration.getConcurrentConsumers(), additions.maxPollers()),
                batch < 1 || batch > MessageLimits.BATCH ? MessageLimits.BATCH : batch,
                attributes(),
                longPoll(),
                visibilityTimeout(),
                additions.timeout(),
                additions.maxAttempts(),
                additions.backoff(),
                additions.permanent(),
                additions.deleteLinger(),
                configuration.isDeleteAfterRead(),
                boundLedger().isPresent(),
                additions.limits());
    }

    /**
     * The system attributes that delivery needs, and those that the route asks for with Camel's option {@code attributeNames}.
     */
    private Set<String> attributes() {
        Set<String> names = new TreeSet<>(InFlight.ATTRIBUTES);
        if (additions.parks()) {
            names.add(MessageSystemAttributeName.SEQUENCE_NUMBER.toString());
        }
        names.addAll(attributeNames());
        return names;
    }

    private List<String> attributeNames() {
        String names = getConfiguration().getAttributeNames();
        return names == null
                ? List.of()
                : Stream.of(names.split(","))
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    private void checkBatching() {
        Batching batching = additions.limits().batching();
        check(QueueOptions.BATCH, batching.size(), 1, Batching.MOST);
        batching.objection(additions.concurrency(), visibilityTimeout()).ifPresent(objection -> {
            throw new IllegalArgumentException("%s must be %s".formatted(objection.parameter(), objection.allowed()));
        });
    }

    /** SQS would refuse each receive with an unknown attribute. */
    private void refuseUnknownAttributes() {
        Set<String> known = MessageSystemAttributeName.knownValues().stream()
                .map(MessageSystemAttributeName::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String name : attributeNames()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("attributeNames must be some of " + known + ": " + name);
            }
        }
    }

    private Duration visibilityTimeout() {
        return seconds(getConfiguration().getVisibilityTimeout(), DEFAULT_VISIBILITY_TIMEOUT);
    }

    private Duration longPoll() {
        return seconds(getConfiguration().getWaitTimeSeconds(), DEFAULT_WAIT);
    }

    private static void check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s must be from %d to %d: %d".formatted(option, least, most, value));
        }
    }

    private static Duration seconds(Integer configured, int otherwise) {
        return Duration.ofSeconds(configured == null ? otherwise : configured);
    }

    private boolean changesTheQueue() {
        Sqs2Configuration wanted = getConfiguration();
        return wanted.isDelayQueue()
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

    /** The configuration without the settings that create or change the queue. */
    private Sqs2Configuration unchanged() {
        Sqs2Configuration copy = getConfiguration().copy();
        copy.setQueueUrl(NOT_ASKED_FOR);
        copy.setDelayQueue(false);
        copy.setServerSideEncryptionEnabled(false);
        copy.setDefaultVisibilityTimeout(null);
        copy.setMaximumMessageSize(null);
        copy.setMessageRetentionPeriod(null);
        copy.setPolicy(null);
        copy.setReceiveMessageWaitTimeSeconds(null);
        copy.setRedrivePolicy(null);
        return copy;
    }
}
