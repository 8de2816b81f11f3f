package inbox;

import delivery.ConsumerFigures;
import delivery.Observed;
import delivery.OnDemandConsumer;
import delivery.OnDemandConsumers;
import delivery.RecentDelivery;
import http.FrontDoor;
import inbox.ConnectedClients.Address;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Route;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import ledger.Pauses;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/**
 * Serves the clients of one inbox, from the start of its route to its stop. While an operator pauses the route, clients can
 * connect and answer events that they have, but they get no new events.
 */
final class InboxConsumer extends DefaultConsumer implements Observed {
    private static final Logger LOG = LoggerFactory.getLogger(InboxConsumer.class);

    /** The most clients that connect at the same time, because each first asks SQS for its queue. */
    private static final int THREADS = 50;

    /** The time over which clients of a stopped process reconnect, so that they do not all reconnect at once. */
    private static final int LONGEST_RETURN_SECONDS = 10;

    private final CamelContext camel;
    private final InboxSettings settings;
    private final ConnectedClients clients;
    /** All open connections. Only those whose queue was found are in {@link #clients}. */
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();

    private volatile OnDemandConsumers queues;
    private ExecutorService threads;
    private InboxMetrics metrics;
    private Route path;
    private volatile boolean stopping;

    InboxConsumer(InboxEndpoint endpoint, Processor processor, InboxSettings settings) {
        super(endpoint, processor);
        this.camel = endpoint.getCamelContext();
        this.settings = settings;
        this.clients = ConnectedClients.of(camel);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        // Only once, because a route that is started again keeps its metrics.
        if (queues == null) {
            queues = new OnDemandConsumers(camel, getRouteId(), settings.consumer());
            metrics = metrics();
            setHealthCheck(
                    new InboxHealth(getRouteId(), () -> Pauses.of(camel).flatMap(pauses -> pauses.of(getRouteId()))));
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        VertxPlatformHttpRouter router = FrontDoor.router(camel);
        if (router == null) {
            throw new IllegalStateException("an inbox needs the HTTP server: camel.server.enabled = true");
        }
        stopping = false;
        threads = camel.getExecutorServiceManager()
                .newThreadPool(
                        this,
                        "Inbox",
                        new ThreadPoolProfileBuilder("Inbox")
                                .poolSize(THREADS)
                                .maxPoolSize(THREADS)
                                .maxQueueSize(-1)
                                .allowCoreThreadTimeOut(true)
                                .build());
        queues.open();
        Entrance entrance =
                new Entrance(settings, EntranceSetup.Tokens.of(camel, getRouteId()), this::isFull, this::connected);
        path = router.route(HttpMethod.GET, settings.path().replace(InboxParameters.CLIENT, ":client"))
                .useNormalizedPath(false)
                .handler(entrance);
    }

    /** A connected client may always connect again and replace its connection. */
    private boolean isFull(String client) {
        return stopping
                || (connections.size() >= settings.maxClients()
                        && clients.find(settings.inbox().name(), client).isEmpty());
    }

    @Override
    public ConsumerFigures figures() {
        return queues.figures();
    }

    @Override
    public boolean usesLedger() {
        return queues.usesLedger();
    }

    @Override
    public List<RecentDelivery> recent() {
        return queues.recent();
    }

    private InboxMetrics metrics() {
        String inbox = settings.inbox().name();
        MeterRegistry meters = camel.getRegistry().findSingleByType(MeterRegistry.class);
        return new InboxMetrics(
                inbox,
                () -> clients.of(inbox).size(),
                () -> clients.of(inbox).stream()
                        .mapToInt(connection -> connection.shown().unanswered())
                        .sum(),
                meters == null ? new CompositeMeterRegistry() : meters);
    }

    /**
     * Closes every connection, with the time after which to reconnect. Events without an answer, and those of a receive in
     * progress, are visible again before this returns.
     */
    @Override
    protected void doStop() throws Exception {
        stopping = true;
        if (path != null) {
            path.remove();
            path = null;
        }
        if (threads != null) {
            LOG.info("Route {} stops: {} clients are told to come again", getRouteId(), connections.size());
            connections.forEach(connection -> connection.end(restart()));
            camel.getExecutorServiceManager().shutdownGraceful(threads);
            queues.settle();
            threads = null;
        }
        super.doStop();
    }

    /** Runs on the event loop. */
    private void connected(String client, ServerWebSocket accepted) {
        Address address = new Address(settings.inbox().name(), client);
        ClientSocket socket = new ClientSocket(accepted, FrontDoor.router(camel).vertx());
        ClientConnection connection =
                new ClientConnection(address, socket, clients, metrics, threads, connections::remove);
        connections.add(connection);
        socket.listen(connection, settings.pingInterval(), settings.missedPings());
        try {
            if (stopping) {
                connection.end(restart());
            } else {
                threads.execute(() -> open(connection));
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("The stop came first", e);
            connection.end(restart());
        }
    }

    private static Farewell restart() {
        return Farewell.restart(1 + ThreadLocalRandom.current().nextInt(LONGEST_RETURN_SECONDS));
    }

    private void open(ClientConnection connection) {
        Address address = connection.address();
        try {
            OnDemandConsumer queue = queues.of(address.queue(), connection);
            if (settings.isRemembered()) {
                clients.others().announce(connection, settings.pingInterval());
            }
            connection.begin(queue);
            tellRoute(address.client());
        } catch (QueueDoesNotExistException e) {
            LOG.debug("Client {} of inbox {} has no queue", address.client(), address.inbox(), e);
            connection.end(Farewell.NO_SUCH_INBOX);
        } catch (SdkException e) {
            LOG.warn(
                    "Route {}: client {} cannot be served at the moment: {}",
                    getRouteId(),
                    address.client(),
                    SafeText.of(e));
            connection.end(Farewell.TRY_AGAIN);
        } catch (Exception e) {
            LOG.error("Route {}: client {} cannot be served", getRouteId(), address.client(), e);
            connection.end(Farewell.TRY_AGAIN);
        }
    }

    private void tellRoute(String client) throws Exception {
        Exchange exchange = createExchange(true);
        exchange.getIn()
                .setBody("Client %s of inbox %s is connected"
                        .formatted(client, settings.inbox().name()));
        getProcessor().process(exchange);
    }
}
