package delivery;

import delivery.Circuit.Leave;
import failure.Failure;
import java.util.List;
import java.util.Optional;

/** Limits a consumer by its rate and by its pause after failures. A route that sets neither is not limited. */
final class Throttle {
    private final Optional<RateLimit> rate;
    private final Optional<Circuit> circuit;

    Throttle(Optional<RateLimit> rate, Optional<Circuit> circuit) {
        this.rate = rate;
        this.circuit = circuit;
    }

    /** Receives at most {@code most} messages. */
    interface Receive {
        List<InFlight> receive(int most);
    }

    /**
     * Receives as many messages as allowed, as soon as one is allowed.
     *
     * @return an empty list if the consumer stops or pauses in the meantime
     */
    List<InFlight> receive(int wanted, Receive receive) throws InterruptedException {
        Leave leave = circuit.isPresent() ? circuit.get().leave(wanted) : new Leave(wanted, 0);
        List<InFlight> received = List.of();
        try {
            int most = leave.messages() > 0 && rate.isPresent() ? rate.get().take(leave.messages()) : leave.messages();
            if (most > 0) {
                received = receiveUpTo(most, receive);
            }
        } finally {
            if (circuit.isPresent() && received.isEmpty()) {
                circuit.get().receivedNothing(leave);
            }
        }
        for (InFlight message : received) {
            circuit.ifPresent(all -> all.received(leave, message));
        }
        return received;
    }

    private List<InFlight> receiveUpTo(int most, Receive receive) {
        int brought = 0;
        try {
            List<InFlight> messages = receive.receive(most);
            brought = messages.size();
            return messages;
        } finally {
            int unused = most - brought;
            rate.ifPresent(limit -> limit.giveBack(unused));
        }
    }

    /** Waits until a handler of {@code messages} messages may begin. */
    void start(int messages) throws InterruptedException {
        if (rate.isPresent()) {
            rate.get().start(messages);
        }
    }

    /** Reports that a handler has succeeded. */
    void succeeded(InFlight message) {
        circuit.ifPresent(all -> all.succeeded(message));
    }

    /** Reports that a handler has failed. */
    void failed(InFlight message, Failure meaning, Throwable failure) {
        circuit.ifPresent(all -> all.failed(message, meaning, failure));
    }

    /** Whether receives must stop because handlers have failed. */
    boolean isPaused() {
        return circuit.filter(Circuit::isOpen).isPresent();
    }

    /** Why the consumer pauses itself or tries single messages; empty while messages flow. */
    Optional<SelfPause> pause() {
        return circuit.flatMap(Circuit::pause);
    }

    /** Ends every wait for a receive. */
    void close() {
        rate.ifPresent(RateLimit::close);
        circuit.ifPresent(Circuit::close);
    }

    /** Lets receives wait again. */
    void open() {
        rate.ifPresent(RateLimit::open);
        circuit.ifPresent(Circuit::open);
    }
}
