package delivery;

import cost.Costs;
import cost.Spending;
import delivery.Circuit.Position;
import event.EventBatch;
import event.RouteHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.Pause;
import ledger.Pauses;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;
import sqs.DeadLetterQueue;
import sqs.MessageReader;
import sqs.SqsQueue;
import telemetry.Destination;
import telemetry.Traces;

/**
 * The consumer of a queue: polls, hands each message to the route, and acknowledges it on success.
 *
 * <p>It replaces the consumer of Camel's {@code aws2-sqs}, whose polls wait for the slowest message, whose deletes are single
 * calls, and which leaves messages hidden at a stop.
 */
final class QueueConsumer extends DefaultConsumer implements Observed, ShutdownAware, Suspendable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueConsumer.class);

    private final SqsEndpoint endpoint;
    private final RouteHandler route = new RouteHandler(this);
    private volatile Consumption consumption;
    private volatile DeliveryMetrics metrics;
    private volatile CircuitReports reports;

    /** Whether Camel lets the route run. If so, it polls unless it is paused. */
    private boolean running;

    QueueConsumer(SqsEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    /** The failures of receives; none while the consumer is not started. */
    Strain strain() {
        Consumption current = consumption;
        return current == null ? new Strain() : current.queueStrain();
    }

    /** How many handlers have run for so long that they seem to hang. */
    int stuckHandlers() {
        Consumption current = consumption;
        return current == null ? 0 : current.stuckHandlers();
    }

    /** The operator's pause; empty if the route is not paused. */
    Optional<Pause> pause() {
        return Pauses.of(endpoint.getCamelContext()).flatMap(pauses -> pauses.of(getRouteId()));
    }

    /** Why the route pauses itself, or tries single messages; empty while messages flow. */
    Optional<SelfPause> selfPause() {
        return Optional.ofNullable(consumption)
                .flatMap(current -> current.throttle().pause());
    }

    @Override
    public ConsumerFigures figures() {
        return ConsumerFigures.of(Optional.ofNullable(consumption), Optional.ofNullable(metrics), concurrency());
    }

    @Override
    public boolean usesLedger() {
        return endpoint.options(getRouteId()).remembered();
    }

    @Override
    public List<RecentDelivery> recent() {
        DeliveryMetrics current = metrics;
        return current == null ? List.of() : current.recent().newest();
    }

    /** The most handlers at once. */
    int concurrency() {
        return endpoint.options(getRouteId()).concurrency();
    }

    private int capacity() {
        DeliveryOptions options = endpoint.options(getRouteId());
        return options.concurrency() * options.limits().batching().size();
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        HealthCheck health = new PollHealth(this);
        health.setEnabled(endpoint.getComponent().isHealthCheckConsumerEnabled());
        setHealthCheck(health);
    }

    /**
     * Starts to poll.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if the queue does not exist, or AWS does not answer
     */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        DeliveryOptions options = endpoint.options(getRouteId());
        Optional<Pauses> pauses = Pauses.of(endpoint.getCamelContext());
        pauses.ifPresent(all -> all.watch(getRouteId(), options.remembered(), this::pollUnlessPaused));
        metrics = new DeliveryMetrics(getRouteId(), this::stuckHandlers, meters());
        reports = new CircuitReports(
                endpoint.getCamelContext(),
                getRouteId(),
                endpoint.getConfiguration().getQueueName(),
                this::selfPause,
                meters());
        Spending spending = Costs.of(endpoint.getCamelContext()).consumer(getRouteId(), endpoint.isFifo());
        SqsQueue queue = new SqsQueue(endpoint.getClient(), endpoint.url(), spending);
        String name = endpoint.getConfiguration().getQueueName();
        consumption = new Consumption(
                options,
                new Consumption.Source(
                        queue,
                        new Consumption.QueueSubscriber(name, endpoint.isFifo()),
                        new DeadLetterQueue(endpoint.getClient(), queue),
                        endpoint.parking(queue),
                        new OwnSignals(pauses),
                        new QueueTraces(Traces.of(endpoint.getCamelContext()), getRouteId(), Destination.queue(name))),
                calls -> endpoint.ledger(spending, calls),
                metrics.timed(handler(options.limits().batching(), name)),
                metrics,
                ThreadSupply.of(endpoint.getCamelContext().getExecutorServiceManager()));
        Backlog.of(endpoint.getCamelContext())
                .ifPresent(backlog -> backlog.watch(new Backlog.Watched(
                        getRouteId(), name, queue.url(), endpoint.getClient(), capacity(), this::figures)));
        run(true);
    }

    private Attempt.Handler handler(Batching batching, String queue) {
        if (!batching.isOn()) {
            return this::handle;
        }
        EventBatch.makeConvertible(endpoint.getCamelContext());
        return metrics.sized(new BatchHandler(route, queue));
    }

    /** Handles the callbacks of the run: arrived messages, and changes of the circuit. */
    private final class OwnSignals implements Consumption.Signals {
        private final Optional<Pauses> pauses;

        private OwnSignals(Optional<Pauses> pauses) {
            this.pauses = pauses;
        }

        @Override
        public void arrived() {
            pauses.ifPresent(Pauses::refresh);
        }

        @Override
        public void circuit(Position position) {
            pollUnlessPaused();
            reports.moved(position);
        }
    }

    @Override
    protected void doSuspend() throws Exception {
        run(false);
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        run(true);
    }

    private synchronized void run(boolean runs) {
        running = runs;
        pollUnlessPaused();
    }

    /**
     * Polls or pauses as Camel, the operator and the circuit want now. It is synchronized, so that no earlier decision overtakes
     * a later one.
     */
    private synchronized void pollUnlessPaused() {
        Consumption current = consumption;
        if (current == null) {
            return;
        }
        if (running && pause().isEmpty() && !current.throttle().isPaused()) {
            current.poll();
        } else {
            current.pause();
        }
    }

    @Override
    protected void doStop() throws Exception {
        Backlog.of(endpoint.getCamelContext()).ifPresent(backlog -> backlog.forget(getRouteId()));
        Pauses.of(endpoint.getCamelContext()).ifPresent(pauses -> pauses.forget(getRouteId()));
        run(false);
        if (consumption != null) {
            LOG.info("Route {} has stopped: {}", getRouteId(), consumption.stop());
            consumption = null;
        }
        super.doStop();
    }

    /**
     * With false, a stop suspends the consumer first, so that it neither polls nor starts handlers, and then waits for running
     * handlers.
     */
    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        Consumption current = consumption;
        return current == null ? 0 : current.pending();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // doStop does everything, in an order that loses nothing.
    }

    private void handle(List<InFlight> messages) throws Exception {
        InFlight message = messages.get(0);
        route.handle(message.event(), ofSqs(message));
    }

    /** The headers that Camel's own consumer sets, and the message itself for a step that sends copies of it. */
    private static Map<String, Object> ofSqs(InFlight inFlight) {
        Message message = inFlight.message();
        Map<String, Object> headers = new HashMap<>();
        headers.put(Sqs2Constants.MESSAGE_ID, message.messageId());
        headers.put(Sqs2Constants.MD5_OF_BODY, message.md5OfBody());
        headers.put(Sqs2Constants.RECEIPT_HANDLE, message.receiptHandle());
        headers.put(Sqs2Constants.ATTRIBUTES, inFlight.attributes());
        headers.put(Sqs2Constants.MESSAGE_ATTRIBUTES, message.messageAttributes());
        headers.put(MessageReader.MESSAGE, message);
        headers.putAll(inFlight.processing().headers());
        return headers;
    }

    /** The application's metrics; an unused registry if it has none. */
    private MeterRegistry meters() {
        MeterRegistry meters = endpoint.getCamelContext().getRegistry().findSingleByType(MeterRegistry.class);
        return meters == null ? new CompositeMeterRegistry() : meters;
    }
}
