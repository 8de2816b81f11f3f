package inbox;

import delivery.OnDemandConsumer;
import delivery.OnDemandConsumers.Taker;
import event.ReceivedEvent;
import event.StructuredEvent;
import inbox.ConnectedClients.Address;
import inbox.ConnectedClients.ConnectedClient;
import inbox.Unanswered.SentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a client, which gets the events of its queue and answers them. When the connection ends, events without an
 * answer return to the queue at once.
 */
final class ClientConnection implements Taker, ClientSocket.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    /** The type of a message that has none. CloudEvents requires a type, but other publishers may not set it. */
    private static final String TYPE = "com.amazonaws.sqs.message";

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Address address;
    private final ClientSocket socket;
    private final ConnectedClients clients;
    private final InboxMetrics metrics;
    private final Executor threads;
    private final Consumer<ClientConnection> whenOver;
    private final Unanswered unanswered = new Unanswered();
    private final Instant since = Instant.now();
    private final long number = NUMBERS.getAndIncrement();
    private final String id = UUID.randomUUID().toString();
    private final AtomicBoolean isLooking = new AtomicBoolean();
    /** How often the ledger is told that this process is alive; {@code null} while the connection is not in the ledger. */
    private volatile Duration announced;

    private OnDemandConsumer consumer;
    private boolean isOver;

    /**
     * @param threads run tasks that may block, which the event loop must not do
     * @param whenOver called once when the connection has ended
     */
    ClientConnection(
            Address address,
            ClientSocket socket,
            ConnectedClients clients,
            InboxMetrics metrics,
            Executor threads,
            Consumer<ClientConnection> whenOver) {
        this.address = address;
        this.socket = socket;
        this.clients = clients;
        this.metrics = metrics;
        this.threads = threads;
        this.whenOver = whenOver;
    }

    Address address() {
        return address;
    }

    ConnectedClient shown() {
        return new ConnectedClient(address.inbox(), address.client(), since, unanswered.size());
    }

    /** The number of connections that this process had before this one. */
    long number() {
        return number;
    }

    /** The id of this connection in the ledger. */
    String id() {
        return id;
    }

    /** Records that the connection is in the ledger, which is told in this interval that the process is alive. */
    void announced(Duration interval) {
        announced = interval;
    }

    /**
     * Begins to serve the client from its queue. An older connection of the same client is closed first, even if this one has
     * ended in the meantime, because the client has left the older one.
     */
    void begin(OnDemandConsumer itsQueue) {
        clients.enter(this).ifPresent(older -> older.end(Farewell.TAKEN_OVER));
        synchronized (this) {
            consumer = itsQueue;
            if (!isOver) {
                itsQueue.start();
                return;
            }
        }
        // The connection has ended in the meantime.
        boolean wasLast = clients.leave(this);
        itsQueue.leave();
        if (wasLast) {
            tellOthers();
        }
    }

    private synchronized boolean isOver() {
        return isOver;
    }

    /** Sends an event, and waits for the answer for as long as the connection lasts. */
    @Override
    public void take(ReceivedEvent event) throws Exception {
        String source = StructuredEvent.source(event, address.inbox());
        String frame = StructuredEvent.write(event, source, TYPE);
        SentEvent sent = unanswered.add(event.id(), source);
        try {
            socket.send(frame);
            metrics.sent();
            sent.answer().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            unanswered.remove(sent);
        }
    }

    /** Waits until the client's host has taken all frames, so no further event is received for a slow client. */
    @Override
    public void awaitRoom() throws InterruptedException {
        socket.awaitTaken();
    }

    @Override
    public void said(String text) {
        try {
            ClientAnswer answer = ClientAnswer.parse(text);
            unanswered
                    .settle(answer)
                    .ifPresentOrElse(why -> socket.error(why, answer.id()), () -> metrics.answered(answer));
        } catch (IllegalArgumentException e) {
            socket.error(e.getMessage(), null);
        }
    }

    @Override
    public void tick() {
        // The previous check may still wait for the ledger.
        if (isLooking.compareAndSet(false, true)) {
            inBackground(this::look);
        }
    }

    private void look() {
        try {
            if (isQueueGone()) {
                end(Farewell.NO_SUCH_INBOX);
            } else if (announced != null && clients.others().isReplaced(this)) {
                end(Farewell.TAKEN_OVER);
            } else if (announced != null) {
                clients.others().lives(announced);
            }
        } finally {
            isLooking.set(false);
        }
    }

    private synchronized boolean isQueueGone() {
        return consumer != null && consumer.isQueueGone();
    }

    @Override
    public void silent() {
        inBackground(() -> end(Farewell.SILENT));
    }

    @Override
    public void ended() {
        inBackground(this::giveBack);
    }

    private void inBackground(Runnable work) {
        if (!isOver()) {
            execute(work);
        }
    }

    private void execute(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("The inbox has stopped, and every event has gone back", e);
        }
    }

    /** Runs after the tasks that return events, because the ledger may be slow. */
    private void tellOthers() {
        if (announced != null) {
            execute(() -> clients.others().ended(this));
        }
    }

    /** Ends the connection with a reason. */
    void end(Farewell farewell) {
        LOG.debug("Client {} of inbox {} is closed: {}", address.client(), address.inbox(), farewell.reason());
        socket.close(farewell);
        giveBack();
    }

    private void giveBack() {
        OnDemandConsumer started;
        synchronized (this) {
            if (isOver) {
                return;
            }
            isOver = true;
            started = consumer;
        }
        boolean wasLast = clients.leave(this);
        if (started != null) {
            started.leave();
        }
        // After the consumer has left, so that no further receive begins.
        socket.abandon();
        whenOver.accept(this);
        if (wasLast) {
            tellOthers();
        }
    }
}
