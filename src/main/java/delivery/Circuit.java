package delivery;

import configuration.Durations;
import dev.failsafe.CircuitBreaker;
import failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;

/**
 * Pauses a route whose handler fails again and again, and tries one message after a while.
 *
 * <pre>
 * closed ──too many failures, or 503 with Retry-After──▶ open ──after pauseFor──▶ half open
 *   ▲                                                     ▲                          │ one message
 *   │                                                     └────────── failed ────────┤
 *   └──────────────────────────── handled ───────────────────────────────────────────┘
 * </pre>
 *
 * A permanent failure is caused by the event and does not count. A message that never reached its handler does not count either.
 * If the probe of a half-open circuit ends in such a way, the next message is tried.
 */
final class Circuit {
    private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

    /** Whether messages flow. */
    enum Position {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /**
     * Permission to receive.
     *
     * @param messages the most messages to receive; 0 for none
     * @param pauses how often the circuit had opened when the permission was given
     */
    record Leave(int messages, int pauses) {}

    private final PauseAfter after;
    private final Duration pauseFor;
    private final Duration longest;
    private final ScheduledExecutorService timer;
    private final Consumer<Position> watcher;
    private final CircuitBreaker<Object> failures;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Position position = Position.CLOSED;
    private int pauses;
    private volatile SelfPause pause;

    /** Whether the one message of a half-open circuit is being received or worked on. */
    private boolean probing;

    private InFlight probe;
    private boolean ended;

    /**
     * @param longest the longest pause that a service may ask for
     * @param watcher called after each change, on the thread that made it
     */
    Circuit(
            PauseAfter after,
            Duration pauseFor,
            Duration longest,
            ScheduledExecutorService timer,
            Consumer<Position> watcher) {
        this.after = after;
        this.pauseFor = pauseFor;
        this.longest = longest;
        this.timer = timer;
        this.watcher = watcher;
        this.failures = after.counter();
    }

    /** Why the route pauses or tries single messages; empty while the circuit is closed. */
    Optional<SelfPause> pause() {
        return Optional.ofNullable(pause);
    }

    /** Whether the circuit is open, so that no message may be received. */
    boolean isOpen() {
        lock.lock();
        try {
            return position == Position.OPEN;
        } finally {
            lock.unlock();
        }
    }

    /** Asks for permission to receive. Waits while a half-open circuit tries another message. */
    Leave leave(int wanted) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (position == Position.HALF_OPEN && probing && !ended) {
                changed.await();
            }
            if (ended || position == Position.OPEN) {
                return new Leave(0, pauses);
            }
            probing = position == Position.HALF_OPEN;
            return new Leave(probing ? 1 : wanted, pauses);
        } finally {
            lock.unlock();
        }
    }

    /** Reports a message that a permitted receive has returned. It is the only one if the circuit is half open. */
    void received(Leave leave, InFlight message) {
        lock.lock();
        try {
            if (leave.pauses() != pauses || position == Position.OPEN) {
                // The receive began before the pause, so its message is returned.
                message.recall();
            } else if (position == Position.HALF_OPEN) {
                probe = message;
                message.whenEnded(() -> next(message));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reports that a permitted receive has returned no message. */
    void receivedNothing(Leave leave) {
        lock.lock();
        try {
            if (leave.messages() > 0 && leave.pauses() == pauses && position == Position.HALF_OPEN) {
                probing = false;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The probe has ended without a success or failure of the handler, so the next message may be tried. */
    private void next(InFlight message) {
        lock.lock();
        try {
            if (position == Position.HALF_OPEN && message == probe) {
                probing = false;
                probe = null;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reports that a handler has succeeded. */
    void succeeded(InFlight message) {
        lock.lock();
        try {
            if (position == Position.CLOSED) {
                failures.recordSuccess();
                return;
            }
            if (position == Position.OPEN || message != probe) {
                return;
            }
            failures.close();
            pause = null;
            moveTo(Position.CLOSED);
        } finally {
            lock.unlock();
        }
        watcher.accept(Position.CLOSED);
    }

    /** Reports that a handler has failed. */
    void failed(InFlight message, Failure meaning, Throwable failure) {
        if (meaning.permanent() || meaning.unsent()) {
            return;
        }
        Optional<Duration> asked = Failure.pauseAskedFor(failure).map(wait -> Durations.shorter(wait, longest));
        lock.lock();
        try {
            if (position == Position.OPEN || (position == Position.HALF_OPEN && message != probe)) {
                return;
            }
            failures.recordFailure();
            boolean tooMany = position == Position.HALF_OPEN || failures.isOpen();
            if (asked.isEmpty() && !tooMany) {
                return;
            }
            String reason = asked.isPresent()
                    ? "the handler's service is unavailable and asks to wait"
                    : pause == null ? after.reason() : "the message that was tried has failed";
            Duration wait = asked.orElse(pauseFor);
            Instant now = Instant.now();
            pause = new SelfPause(
                    reason + "; the last failure: " + SafeText.of(failure),
                    pause == null ? now : pause.since(),
                    now.plus(wait));
            pauses++;
            moveTo(Position.OPEN);
            int current = pauses;
            timer.schedule(() -> halfOpen(current), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The consumer has stopped; no message needs to be tried", e);
        } finally {
            lock.unlock();
        }
        watcher.accept(Position.OPEN);
    }

    private void halfOpen(int current) {
        lock.lock();
        try {
            if (current != pauses || position != Position.OPEN) {
                return;
            }
            moveTo(Position.HALF_OPEN);
        } finally {
            lock.unlock();
        }
        watcher.accept(Position.HALF_OPEN);
    }

    private void moveTo(Position next) {
        position = next;
        probing = false;
        probe = null;
        changed.signalAll();
    }

    /** Ends every wait, because the consumer stops or an operator pauses it. */
    void close() {
        set(true);
    }

    /** Lets receives wait again. */
    void open() {
        set(false);
    }

    private void set(boolean isEnded) {
        lock.lock();
        try {
            ended = isEnded;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
