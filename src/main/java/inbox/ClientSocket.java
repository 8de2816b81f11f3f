package inbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;

/** The WebSocket of a client: one text frame after the other, pings, and an end with a reason. */
final class ClientSocket {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSocket.class);

    /** Errors that a client's host has not taken: with more, it sends and does not read. */
    private static final int MOST_UNREAD_ERRORS = 100;

    private final ServerWebSocket socket;
    private final Vertx vertx;

    /** Frames leave one by one: the next one is not handed over before the client's host has taken the one before. */
    private final ReentrantLock sending = new ReentrantLock(true);

    private final AtomicInteger unreadErrors = new AtomicInteger();
    private final AtomicInteger unansweredPings = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long pulse = -1;

    /** Frames that the client's host has not taken. */
    private int waiting;

    private boolean isAbandoned;

    /** Who listens to a client. It is told on the event loop, and must not block. */
    interface Listener {
        /** The client has sent a text. */
        void said(String text);

        /** A moment to look after the connection: as often as the client is pinged. */
        void tick();

        /** The client has not answered that many pings. */
        void silent();

        /** The connection has ended, whoever ended it. */
        void ended();
    }

    ClientSocket(ServerWebSocket socket, Vertx vertx) {
        this.socket = socket;
        this.vertx = vertx;
    }

    /** Begins to listen, on the event loop that has accepted the socket, and to ping. */
    void listen(Listener listener, Duration pingInterval, int missedPings) {
        socket.textMessageHandler(text -> {
            unansweredPings.set(0);
            if (text.length() > ClientAnswer.LARGEST) {
                close(Farewell.TOO_LARGE);
            } else {
                listener.said(text);
            }
        });
        socket.binaryMessageHandler(bytes -> {
            unansweredPings.set(0);
            error("only text frames are answers", null);
        });
        socket.pongHandler(pong -> unansweredPings.set(0));
        socket.exceptionHandler(failure -> LOG.debug("The connection of a client failed", failure));
        socket.closeHandler(end -> {
            stopPulse();
            listener.ended();
        });
        pulse = vertx.setPeriodic(pingInterval.toMillis(), beat -> {
            if (unansweredPings.getAndIncrement() >= missedPings) {
                listener.silent();
            } else {
                listener.tick();
                socket.writePing(Buffer.buffer())
                        .onFailure(failure -> LOG.debug("A client could not be pinged", failure));
            }
        });
    }

    /**
     * Sends a text as one frame, and waits until the client's host has taken it. The text of a connection that has ended is
     * dropped.
     */
    void send(String text) throws InterruptedException {
        waiting(1);
        try {
            handOver(text);
        } finally {
            waiting(-1);
        }
    }

    /** Waits until the client's host has taken every frame, or until {@link #abandon}. */
    synchronized void awaitTaken() throws InterruptedException {
        while (waiting > 0 && !isAbandoned) {
            wait();
        }
    }

    /** Nobody waits for the client's host any more. */
    synchronized void abandon() {
        isAbandoned = true;
        notifyAll();
    }

    private synchronized void waiting(int more) {
        waiting += more;
        notifyAll();
    }

    private void handOver(String text) throws InterruptedException {
        sending.lockInterruptibly();
        try {
            socket.writeFinalTextFrame(text)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException | IllegalStateException e) {
            LOG.debug("A connection has ended before a frame was sent", e);
        } finally {
            sending.unlock();
        }
    }

    /**
     * Tells the client on the event loop what is wrong with what it sent.
     *
     * @param id of the event that it is about; {@code null} if that is unknown
     */
    void error(String why, String id) {
        if (closed.get()) {
            return;
        }
        if (unreadErrors.incrementAndGet() > MOST_UNREAD_ERRORS) {
            close(Farewell.TOO_SLOW);
            return;
        }
        ObjectNode error = Json.object().put("error", why);
        if (id != null) {
            error.put("id", id);
        }
        socket.writeFinalTextFrame(Json.write(error)).onComplete(sent -> unreadErrors.decrementAndGet());
    }

    /** Ends the connection with a reason. Vert.x cuts off a client that does not answer that within 10 s. */
    void close(Farewell farewell) {
        if (closed.compareAndSet(false, true)) {
            stopPulse();
            socket.close((short) farewell.code(), farewell.reason())
                    .onFailure(failure -> LOG.debug("A client could not be told why it is closed", failure));
        }
    }

    private void stopPulse() {
        vertx.cancelTimer(pulse);
    }
}
