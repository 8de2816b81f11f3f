package publishing;

import event.Identity;
import event.PublishedEvents;
import event.PublishedEvents.AcceptedEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.sns.Sns2Constants;
import org.apache.camel.spi.SupervisingRouteController;
import org.apache.camel.support.DefaultAsyncProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.CallerRuns;
import software.amazon.awssdk.core.exception.SdkException;
import telemetry.Destination;
import telemetry.Traces;

/**
 * Publishes the messages of exchanges. Exchanges that arrive at the same time share requests.
 *
 * <p>An exchange continues after SNS has accepted or refused each of its messages. Then {@code CamelAwsSnsMessageId} is the
 * message's id and, on a FIFO topic, {@value #SEQUENCE_NUMBER} its sequence number. For several messages, both are lists.
 */
final class SnsProducer extends DefaultAsyncProducer {
    private static final Logger LOG = LoggerFactory.getLogger(SnsProducer.class);

    static final String SEQUENCE_NUMBER = "CamelAwsSnsSequenceNumber";

    private final SnsEndpoint endpoint;
    private final PublicationReader reader;
    private final Traces traces;
    private final Destination topic;
    private volatile Batches batches;

    SnsProducer(SnsEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.reader = new PublicationReader(endpoint);
        this.traces = Traces.of(endpoint.getCamelContext());
        this.topic = Destination.topic(endpoint.topicName());
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        List<Publication> publications;
        List<Publication> begun = List.of();
        try {
            publications = reader.read(exchange);
            Batches open = connected();
            List<Publication> unanswered = publications.stream()
                    .filter(publication -> !publication.receipt().isDone())
                    .toList();
            if (traces.isOn()) {
                unanswered.forEach(publication -> publication.traced(traces, topic));
                begun = unanswered;
            }
            open.add(unanswered);
        } catch (Throwable e) {
            begun.forEach(publication -> publication.unsent(e));
            // Errors too, because this thread may have to bring the next event.
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        CompletableFuture<Void> answered = CompletableFuture.allOf(
                publications.stream().map(Publication::receipt).toArray(CompletableFuture[]::new));
        if (answered.isDone()) {
            answer(exchange, publications);
            callback.done(true);
            return true;
        }
        // On another thread, because the next steps of this exchange must not delay the others of its batch.
        var unused = answered.whenCompleteAsync(
                (nothing, failure) -> {
                    answer(exchange, publications);
                    callback.done(false);
                },
                new CallerRuns(endpoint.getComponent().requests()));
        return false;
    }

    private void answer(Exchange exchange, List<Publication> publications) {
        published(publications).putOn(exchange);
        List<Publication> failed = publications.stream()
                .filter(publication -> publication.failure().isPresent())
                .toList();
        if (!failed.isEmpty()) {
            exchange.setException(
                    publications.size() == 1
                            ? failed.get(0).failure().orElseThrow()
                            : new BatchFailedException(publications.size(), failed));
            return;
        }
        List<Receipt> receipts = publications.stream()
                .map(Publication::receipt)
                .map(CompletableFuture::join)
                .toList();
        header(
                exchange,
                Sns2Constants.MESSAGE_ID,
                receipts.stream().map(Receipt::messageId).toList());
        header(
                exchange,
                SEQUENCE_NUMBER,
                receipts.stream()
                        .map(Receipt::sequenceNumber)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private PublishedEvents published(List<Publication> publications) {
        Map<Identity, AcceptedEvent> accepted = new LinkedHashMap<>();
        for (Publication publication : publications) {
            if (publication.id() != null && publication.failure().isEmpty()) {
                accepted.put(
                        publication.identity(),
                        new AcceptedEvent(
                                publication.receipt().join().messageId(), publication.type(), publication.traceId()));
            }
        }
        return new PublishedEvents(endpoint.topicName(), accepted);
    }

    private static void header(Exchange exchange, String name, List<String> values) {
        if (!values.isEmpty()) {
            exchange.getMessage().setHeader(name, values.size() == 1 ? values.get(0) : values);
        }
    }

    /**
     * Looks for the topic and its fan-out routes, so that this route does not start before they exist. If AWS does not answer,
     * the route starts all the same, and its callers get an error.
     */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        try {
            batches = endpoint.batches();
        } catch (SdkException e) {
            LOG.warn("Topic {} could not be looked up yet: {}", endpoint.topicName(), e.getMessage());
        } catch (AwaitedSubscribersException e) {
            if (isRetried()) {
                throw e;
            }
            LOG.debug("Nothing is published until then", e);
        }
    }

    /**
     * Whether a failed start of the route is retried. Without supervision, all producers start before the first fan-out route,
     * and a failed start would end the application.
     */
    private boolean isRetried() {
        return endpoint.getCamelContext().getRouteController() instanceof SupervisingRouteController;
    }

    private Batches connected() throws Exception {
        if (batches == null) {
            try {
                batches = endpoint.batches();
            } catch (SdkException | TopicNotFoundException e) {
                throw new SnsUnavailableException("SNS cannot be asked for topic " + endpoint.topicName(), e);
            } catch (AwaitedSubscribersException e) {
                throw new SnsUnavailableException(e.getMessage(), e);
            }
        }
        return batches;
    }
}
