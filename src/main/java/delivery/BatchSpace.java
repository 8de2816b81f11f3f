package delivery;

/** The space left in a batch, in events and in bytes. The first event always fits, whatever its size. */
final class BatchSpace {
    private int events;
    private long bytes = Batching.MOST_BYTES;
    private boolean empty = true;

    BatchSpace(int events) {
        this.events = events;
    }

    /** Adds a message. False if the message does not fit; then the batch is full. */
    boolean take(InFlight message) {
        if (events == 0 || (!empty && bytes < message.bytes())) {
            events = 0;
            return false;
        }
        empty = false;
        events--;
        bytes -= message.bytes();
        return true;
    }

    boolean isFull() {
        return events == 0;
    }
}
