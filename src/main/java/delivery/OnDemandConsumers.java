package delivery;

import cost.Costs;
import cost.Spending;
import event.ReceivedEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import ledger.Pauses;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sqs.DeadLetterQueue;
import sqs.SqsQueue;
import telemetry.Destination;
import telemetry.Traces;

/**
 * Consumes many queues of one route, each for as long as a taker, such as a connected client, takes its messages. Claims,
 * renewals, retries, dead letters, acknowledgements and an operator's pause are the same as for any other consumer.
 */
public final class OnDemandConsumers implements Observed {
    private static final String COMPONENT = "aws2-sqs";

    /** Longer than a long poll and the waits of a stop after it. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(50);

    private static final Logger LOG = LoggerFactory.getLogger(OnDemandConsumers.class);

    private final CamelContext camel;
    private final String route;
    private final String options;
    private final boolean isRemembered;
    private final DeliveryMetrics metrics;
    private final Set<OnDemandConsumer> open = ConcurrentHashMap.newKeySet();
    private volatile SharedThreads threads;

    /** The receiver of one queue's events. An event is handled when {@link #take} returns, and has failed if it throws. */
    public interface Taker {
        void take(ReceivedEvent event) throws Exception;

        /** Waits until the taker can accept further events, or until it has left. */
        void awaitRoom() throws InterruptedException;
    }

    /** @param options options of {@link QueueOptions} and of Camel's {@code aws2-sqs}, the same for each queue */
    public OnDemandConsumers(CamelContext camel, String route, Map<String, String> options) {
        this.camel = camel;
        this.route = route;
        this.isRemembered = Boolean.parseBoolean(options.get(QueueOptions.IDEMPOTENT));
        this.options = options.entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining("&", "?", "&" + QueueOptions.PREFETCH + "=false"));
        MeterRegistry meters = camel.getRegistry().findSingleByType(MeterRegistry.class);
        this.metrics = new DeliveryMetrics(
                route,
                () -> open.stream()
                        .map(OnDemandConsumer::consumption)
                        .mapToInt(Consumption::stuckHandlers)
                        .sum(),
                meters == null ? new CompositeMeterRegistry() : meters);
    }

    /** Prepares the threads and pauses. Consumers can be made from now on, until {@link #settle}. */
    public void open() {
        threads = new SharedThreads(camel.getExecutorServiceManager(), this, "Queues");
        pauses().ifPresent(all -> all.watch(route, isRemembered, this::pollUnlessPaused));
    }

    private Optional<Pauses> pauses() {
        return Pauses.of(camel);
    }

    private boolean isPaused() {
        return pauses().flatMap(all -> all.of(route)).isPresent();
    }

    /** Called when an operator has paused or resumed the route. */
    private void pollUnlessPaused() {
        open.forEach(OnDemandConsumer::pollUnlessPaused);
    }

    @Override
    public ConsumerFigures figures() {
        Collection<Consumption> runs =
                open.stream().map(OnDemandConsumer::consumption).toList();
        return ConsumerFigures.ofAll(runs, metrics);
    }

    @Override
    public boolean usesLedger() {
        return isRemembered;
    }

    @Override
    public List<RecentDelivery> recent() {
        return metrics.recent().newest();
    }

    /**
     * Finds a queue and makes its consumer, which receives nothing until it is started.
     *
     * @throws software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException if there is no such queue
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not answer
     */
    public OnDemandConsumer of(String name, Taker taker) throws Exception {
        SqsEndpoint endpoint = endpoint(name);
        Spending spending = Costs.of(camel).consumer(route, endpoint.isFifo());
        SqsQueue queue = new SqsQueue(endpoint.getClient(), endpoint.url(), spending);
        Consumption consumption = new Consumption(
                endpoint.options(route),
                new Consumption.Source(
                        queue,
                        new Consumption.QueueSubscriber(name, endpoint.isFifo()),
                        new DeadLetterQueue(endpoint.getClient(), queue),
                        Optional.empty(),
                        new OfTaker(taker, pauses()),
                        new QueueTraces(Traces.of(camel), route, Destination.queue(name))),
                calls -> endpoint.ledger(spending, calls),
                metrics.timed(messages -> taker.take(messages.get(0).event())),
                metrics,
                threads);
        OnDemandConsumer consumer = new OnDemandConsumer(consumption, this, this::isPaused);
        open.add(consumer);
        return consumer;
    }

    /** Stops a consumer in the background after its taker has left. */
    void left(OnDemandConsumer consumer) {
        threads.pool().execute(() -> {
            try {
                consumer.stop();
            } finally {
                ended(consumer);
            }
        });
    }

    private void ended(OnDemandConsumer consumer) {
        synchronized (open) {
            open.remove(consumer);
            open.notifyAll();
        }
    }

    /** Ends all consumers and waits until each has ended. No consumer may be made afterwards. */
    public void settle() {
        pauses().ifPresent(all -> all.forget(route));
        List.copyOf(open).forEach(OnDemandConsumer::leave);
        try (BoundedWaits waits = new BoundedWaits()) {
            if (!waits.inTime(this::haveEnded, LONGEST_STOP)) {
                LOG.warn(
                        "Route {}: a receive did not end; its messages come again after their visibility timeout",
                        route);
            }
        }
        threads.close();
    }

    private boolean haveEnded(long most, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(most);
        synchronized (open) {
            while (!open.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                open.wait(left);
            }
            return true;
        }
    }

    /** The endpoint is not in Camel's registry, which would keep one for each client that ever connected. */
    private SqsEndpoint endpoint(String queue) throws Exception {
        SqsEndpoint endpoint = (SqsEndpoint)
                camel.getComponent(COMPONENT, SqsComponent.class).createEndpoint(COMPONENT + ":" + queue + options);
        ServiceHelper.initService(endpoint);
        return endpoint;
    }

    /** The callbacks of a consumer with a taker. It can be paused by an operator, and never pauses itself. */
    private record OfTaker(Taker taker, Optional<Pauses> pauses) implements Consumption.Signals {
        @Override
        public void awaitTaker() throws InterruptedException {
            taker.awaitRoom();
        }

        @Override
        public void arrived() {
            pauses.ifPresent(Pauses::refresh);
        }

        @Override
        public void circuit(Circuit.Position position) {
            // these consumers have no circuit
        }
    }
}
