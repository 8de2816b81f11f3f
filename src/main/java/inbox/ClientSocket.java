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

/** The WebSocket of a client. It sends text frames one after the other, pings the client, and closes with a reason. */
final class ClientSocket {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSocket.class);

    /** The most error frames that the client's host has not taken. With more, the client sends answers but does not read. */
    private static final int MOST_UNREAD_ERRORS = 100;

    private final ServerWebSocket socket;
    private final Vertx vertx;

    /** Frames are sent one by one: the next frame waits until the client's host has taken the previous one. */
    private final ReentrantLock sending = new ReentrantLock(true);

    private final AtomicInteger unreadErrors = new AtomicInteger();
    private final AtomicInteger unansweredPings = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long pulse = -1;

    /** The number of frames that the client's host has not taken. */
    private int waiting;

    private boolean isAbandoned;

    /** The listener to a client. It is called on the event loop, and must not block. */
    interface Listener {
        /** Called when the client has sent a text. */
        void said(String text);

        /** Called as often as the client is pinged, to check the connection. */
        void tick();

        /** Called when the client has not answered {@code missedPings} pings. */
        void silent();

        /** Called when the connection has ended, from either side. */
        void ended();
    }

    ClientSocket(ServerWebSocket socket, Vertx vertx) {
        this.socket = socket;
        this.vertx = vertx;
    }

    /** Begins to listen and to ping. Must be called on the event loop that has accepted the socket. */
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
     * Sends a text as one frame, and waits until the client's host has taken it. If the connection has ended, the text is
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

    /** Ends every {@link #awaitTaken}, now and later. */
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
     * Sends the client an error about what it sent. Must be called on the event loop.
     *
     * @param id the id of the event that the error is about; {@code null} if it is unknown
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

    /**
     * Closes the connection with a reason. If the client does not answer the close frame within 10 s, Vert.x ends the connection.
     */
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
